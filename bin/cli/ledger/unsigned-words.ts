import type { StatementKind } from '../../../lambdas/core/approvals/statement.ts';
import type { Family } from '../../../lambdas/core/audit/families.ts';
import type { Unsigned } from './statements.ts';

/** Each decision in words, with the family of functions that writes it. */
const DECISIONS = {
  countersign: ['countersignature', 'people'],
  delegate: ['delegation', 'people'],
  reject: ['rejection', 'people'],
  prove: ['proof', 'people'],
  review: ['review', 'people'],
  work: ['work by hand', 'people'],
  'confirm-work': ['confirmation of work by hand', 'people'],
  confirm: ['confirmation', 'registry'],
  raise: ['threat level', 'people'],
  lower: ['end of a threat level', 'people'],
  declare: ['declaration of an incident', 'people'],
  end: ['end of an incident', 'people'],
} as const satisfies Record<StatementKind, readonly [name: string, family: Family]>;

/** One sentence about a decision that does not hold. */
export function unsignedInWords(account: string, { seq, person, kind, flaw }: Unsigned): string {
  const [name, family] = DECISIONS[kind];
  const place = `  commit ${seq} of \`${account}\`:`;
  if (flaw === 'record-missing')
    return `${place} nobody can tell whether ${person} signed this ${name}: their own stream is not here.\n`;
  const said = WHAT[flaw] ?? 'did not sign this';
  return `${place} ${person} ${said} ${name} (${flaw}). Suspect the functions of the ${family}’s family.\n`;
}

/** What somebody did, where something else is wrong than their signature. */
const WHAT: Readonly<Partial<Record<string, string>>> = {
  repeated: 'signed only an earlier one, not this',
  'not-of-group': 'was then in no group such as that of this',
  'not-proposed': 'confirms what nobody had proposed by this',
  'same-proposer': 'had proposed what they confirm by this',
  'not-administrator': 'was no administrator at the time of this',
  'not-operator': 'was no operator at the time of this',
  'not-on-duty': 'was not on duty at the time of this',
  'not-asked': 'ended alone what two people end by this',
};
