import type { StartArgs } from './args.ts';

/** Why the system does not start, for the person who started it. */
export function explain(error: unknown, { port, data, policy }: Pick<StartArgs, 'port' | 'data' | 'policy'>): string {
  if (!(error instanceof Error)) return 'cannot start';
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port \`${port}\` is taken; choose another with \`--port\``;
  if (code === 'EACCES' && message.includes('listen')) return `port \`${port}\` is not for everybody; choose another`;
  if (code === 'ENOENT') return `there is no policy \`${policy}\``;
  if (name === 'PolicyInvalid') return `the policy is not valid\n${message}`;
  if (code === 'LEVEL_LOCKED') return `\`${data}\` is in use by another system`;
  return `cannot start: ${message}`;
}
