/** The release of this code, as `package.json` says it. The service tells it, so that a command line of another release can be found. */
export const RELEASE = '0.1.0';
