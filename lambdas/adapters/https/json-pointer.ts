/** What a JSON Pointer (RFC 6901) leads to; undefined where there is nothing. */
export function pointedAt(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  let here = document;
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[name];
  }
  return here;
}
