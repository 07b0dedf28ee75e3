import type { Contact } from '../../../lambdas/core/registry/contact.ts';
import { absolute } from '../text/times.ts';

/** A record, member by member, each in one line; what it has several of that have names of their own, such as contacts, one by one. */
export const membersOf = (record: object): readonly (readonly [name: string, value: string])[] =>
  Object.entries(record).flatMap(([name, value]) =>
    // The text of a policy is shown as what it changes.
    name === 'text'
      ? []
      : name === 'contacts'
        ? contactsOf(value as readonly Contact[])
        : [[name, inWords(value)] as const],
  );

const contactsOf = (contacts: readonly Contact[]) =>
  contacts.map(
    ({ id, kind, address, since }) => [`contact ${id}`, `${kind} ${address}, since ${absolute(since)}`] as const,
  );

function inWords(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return NONE;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

const NONE = 'none';

/** What one record says otherwise than the other, by member: as it is, and as it would be. */
export function differences(current: object, proposed: object): readonly (readonly [name: string, change: string])[] {
  const [before, after] = [new Map(membersOf(current)), new Map(membersOf(proposed))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, becomes] = [before.get(name) ?? NONE, after.get(name) ?? NONE];
    return was === becomes ? [] : [[name, `${was} -> ${becomes}`] as const];
  });
}
