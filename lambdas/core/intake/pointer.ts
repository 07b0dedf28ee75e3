/** Whether a text is a JSON pointer (RFC 6901): empty, or `/` and a token, any number of times, with `~` only in `~0` and `~1`. */
export const isPointer = (text: string): boolean => /^(\/([^~/]|~[01])*)*$/.test(text);

/**
 * What a JSON pointer points at, or undefined where there is nothing. Reads own members only, so that no document can point at what every
 * object inherits.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(member, document);
}

function member(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined;
  return (value as Record<string, unknown>)[token];
}

/** The pointer to a place, given as the member names and indexes on the way to it. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
