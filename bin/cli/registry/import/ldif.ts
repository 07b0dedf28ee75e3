import type { Mistake } from '../../../../lambdas/adapters/csv/table.ts';

/** An entry of a directory: its attributes by their names in lower case, and the line on which it begins. */
export interface Entry {
  readonly line: number;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

export interface ReadLdif {
  readonly entries: readonly Entry[];
  readonly mistakes: readonly Mistake[];
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/**
 * The entries of a directory's export (LDIF version 1, RFC 2849): folded lines, comments and base64. A file of changes, and a value that is in
 * another file, are mistakes: nothing else is opened.
 */
export function readLdif(text: string): ReadLdif {
  const read = blocksOf(unfolded(text)).map(entryOf);
  return {
    entries: read.flatMap((one) => ('says' in one ? [] : [one])),
    mistakes: read.flatMap((one) => ('says' in one ? [one] : [])),
  };
}

/** A line that begins with a space continues the one before, comments too (RFC 2849, notes 2 and 3). */
function unfolded(text: string): readonly Line[] {
  const lines: { line: number; text: string }[] = [];
  for (const [index, one] of text.split(/\r?\n/).entries()) {
    const last = lines.at(-1);
    if (one.startsWith(' ') && last !== undefined) last.text += one.slice(1);
    else lines.push({ line: index + 1, text: one });
  }
  return lines.filter((one) => !one.text.startsWith('#'));
}

/** Entries are separated by empty lines; the version stands before the first. */
function blocksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const blocks: Line[][] = [[]];
  for (const one of lines) {
    if (one.text === '') blocks.push([]);
    else if (!/^version:/i.test(one.text) || blocks.at(-1)?.length !== 0) blocks.at(-1)?.push(one);
  }
  return blocks.filter((block) => block.length > 0);
}

function entryOf(block: readonly Line[]): Entry | Mistake {
  const attributes = new Map<string, string[]>();
  for (const { line, text } of block) {
    const read = attributeOf(text);
    if ('says' in read) return { line, says: read.says };
    if (read.name === 'changetype') return { line, says: 'this is a change, and no entry: export the entries' };
    attributes.set(read.name, [...(attributes.get(read.name) ?? []), read.value]);
  }
  const line = block[0]?.line ?? 0;
  if (!/^dn:/i.test(block[0]?.text ?? '')) return { line, says: 'an entry begins with `dn:`' };
  return { line, attributes };
}

/** Name, options such as `;lang-de`, and a value as text (`:`), in base64 (`::`) or elsewhere (`:<`). */
const ATTRIBUTE = /^([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)((?:;[A-Za-z0-9-]+)*):([:<]?) *(.*)$/s;

function attributeOf(text: string): { readonly name: string; readonly value: string } | Pick<Mistake, 'says'> {
  const [, name, options = '', kind, value = ''] = ATTRIBUTE.exec(text) ?? [];
  if (name === undefined) return { says: 'this is no attribute with a value' };
  if (kind === '<') return { says: `\`${name}\` is in another file, which is not opened` };
  const decoded = kind === ':' ? decodedFrom(value) : value;
  if (decoded === undefined) return { says: `\`${name}\` is no base64` };
  return { name: `${name}${options}`.toLowerCase(), value: decoded };
}

/** Undefined for a text that is no base64. Bytes that are no UTF-8, such as a picture, become signs that no name has. */
function decodedFrom(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Buffer.from(text, 'base64').toString('utf8');
}

/** How the people of a directory sign in. */
export interface SignsIn {
  /** `iss` of their tokens. */
  readonly issuer: string;
  /** The attribute that is `sub` in their tokens. */
  readonly subject: string;
}

const PEOPLE = ['person', 'organizationalperson', 'inetorgperson', 'user'];

/**
 * The person of an entry, as a record with no part; undefined for an entry that is no person: a unit, a group, a computer. The service's schema
 * checks it afterwards.
 */
export function personOf({ attributes }: Entry, { issuer, subject }: SignsIn): object | string | undefined {
  const all = (name: string): readonly string[] => attributes.get(name.toLowerCase()) ?? [];
  const first = (...names: readonly string[]): string | undefined => names.flatMap(all)[0];
  const classes = all('objectClass').map((one) => one.toLowerCase());
  if (classes.length === 0) return 'the entry has no `objectClass`, so nothing says whether it is a person';
  if (!classes.some((one) => PEOPLE.includes(one)) || classes.includes('computer')) return undefined;
  const [id, name, sub] = [first('uid', 'sAMAccountName'), first('displayName', 'cn'), first(subject)];
  const missing = [
    ...(id === undefined ? ['`uid` or `sAMAccountName`'] : []),
    ...(name === undefined ? ['`displayName` or `cn`'] : []),
    ...(sub === undefined ? [`\`${subject}\``] : []),
  ];
  if (missing.length > 0) return `the person has no ${missing.join(', no ')}`;
  return {
    ...{ person: `person:${id?.toLowerCase()}`, nature: 'human', name, subjects: [`${issuer}|${sub}`] },
    ...{ addresses: all('mail'), ticketUsers: [], parts: [] },
  };
}
