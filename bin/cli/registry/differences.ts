import type { Contact } from '../../../lambdas/core/registry/contact.ts';
import type { StaffPasskey } from '../../../lambdas/core/registry/person.ts';
import { absolute } from '../text/times.ts';

/** A record, one line for each member; members with several named entries, such as contacts, have one line for each. */
export const membersOf = (record: object): readonly (readonly [name: string, value: string])[] =>
  Object.entries(record).flatMap(([name, value]) =>
    name === 'contacts' ? contactsOf(value as readonly Contact[]) : [[name, inWords(value)] as const],
  );

const contactsOf = (contacts: readonly Contact[]) =>
  contacts.map(
    ({ id, kind, address, since }) => [`contact ${id}`, `${kind} ${address}, since ${absolute(since)}`] as const,
  );

function inWords(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return NONE;
  return Array.isArray(value) ? value.map(oneInWords).join(', ') : String(value);
}

/** A passkey is named by its id and where it was made; its key follows, because it is what a confirmer agrees to. */
const oneInWords = (one: unknown): string =>
  isPasskey(one) ? `${one.credentialId} of ${one.site}, key ${one.publicKey}` : String(one);

const isPasskey = (one: unknown): one is StaffPasskey =>
  typeof one === 'object' && one !== null && 'credentialId' in one;

const NONE = 'none';

/** The differences between two records, by member: the current value, and the proposed one. */
export function differences(current: object, proposed: object): readonly (readonly [name: string, change: string])[] {
  const [before, after] = [new Map(membersOf(current)), new Map(membersOf(proposed))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, becomes] = [before.get(name) ?? NONE, after.get(name) ?? NONE];
    return was === becomes ? [] : [[name, `${was} -> ${becomes}`] as const];
  });
}
