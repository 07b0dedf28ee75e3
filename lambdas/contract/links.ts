/** The addresses in messages, from the public address of the deployment without a final slash. */

/** The page of the requester of a recovery. */
export const requesterPage = (publicUrl: string, recovery: string): string => `${publicUrl}/r/${recovery}`;

/** The page that stops a recovery. The token is after the `#`, so no server, proxy or log on the way sees it. */
export const stopPage = (publicUrl: string, recovery: string, token: string): string =>
  `${requesterPage(publicUrl, recovery)}#stop=${token}`;

/** A recovery in the console, for people who sign in. It holds no secret, and opening it changes nothing. */
export const consolePage = (publicUrl: string, recovery: string): string =>
  `${publicUrl}/console#/recoveries/${recovery}`;

/** The same at the command line. */
export const commandLine = (recovery: string): string => `countersign recoveries show ${recovery}`;

/** Lists what waits, at the command line. */
export const LIST_COMMAND = 'countersign recoveries list';
