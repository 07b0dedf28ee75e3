import type { StartArgs } from './args.ts';

/** Why the system does not start, for the person who started it. */
export function explain(error: unknown, { port, data }: Pick<StartArgs, 'port' | 'data'>): string {
  if (!(error instanceof Error)) return 'cannot start';
  const { code, name, message, cause } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port \`${port}\` is taken; choose another with \`--port\``;
  if (code === 'EACCES' && message.includes('listen')) return `port \`${port}\` is not for everybody; choose another`;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `\`${data}\` is not a folder`;
  if (code === 'EACCES') return `\`${data}\` cannot be written`;
  if (name === 'PolicyMissing' || name === 'PolicyInvalid') return message;
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'LEVEL_LOCKED')
    return `\`${data}\` is in use by another system`;
  return `cannot start: ${message}`;
}
