import { type ApprovalLeaf, areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { asksOf, METHOD_NAMES, METHODS, type MethodName } from '../proofing/methods.ts';
import { areProved, type Proof } from '../proofing/proof.ts';
import { isPersonal, type Kind, RELATIONS, type Relation } from '../registry/account.ts';
import { CONTACT_KINDS } from '../registry/contact.ts';
import { unanswered } from '../values/family.ts';
import { plusSeconds } from '../values/instant.ts';
import { leavesOf } from '../values/requirement.ts';
import type { CombinedDemands } from './evaluate.ts';
import { type Floored, leastProofs } from './floor.ts';

/** Most people or proofs that one requirement may use up: bounds the search for who satisfies it. */
export const MOST_LEAVES = 12;

/** People of each part that a check imagines: each is a way of their own. */
const COPIES = 2;

/** Relations that an account of this kind may have: at most one manager; custodians for every kind but `human` and `device`. */
const relatedTo = (kind: Kind): readonly Relation[] =>
  kind === 'human' || kind === 'device' ? ['owner', 'manager'] : ['owner', 'manager', 'custodian'];

/** The methods that anybody could use for an account of this kind. */
function methodsFor(kind: Kind): readonly MethodName[] {
  return METHOD_NAMES.filter((name) => {
    const asks = asksOf(name);
    switch (asks.for) {
      // These need something that only the owner of a personal account has or has arranged.
      case 'code':
      case 'code-read-back':
      case 'code-passed-on':
      case 'passkey':
      case 'one-time-password':
      case 'saved-code':
        return isPersonal(kind);
      case 'word':
        return relatedTo(kind).includes(asks.of);
      case 'vendor':
      case 'sighting':
        return true;
      default:
        return unanswered(asks);
    }
  });
}

/** Whether these proofs can all be given and still be valid after the cooling-off. A second verifier can always be found. */
export function isGivable(
  { proofs, barred, coolingOff }: Pick<CombinedDemands, 'proofs' | 'barred' | 'coolingOff'>,
  { kind, channel }: { readonly kind: Kind; readonly channel: string },
): boolean {
  return areProved(proofs, proofsBy(methodsFor(kind)), {
    now: plusSeconds(GIVEN, coolingOff),
    channel,
    barred,
    sightings: 1,
  });
}

/**
 * Whether there can be people who give all of these approvals, nobody with two parts (rule 1): a manager who must attest does not also
 * approve, and nobody approves a change to their own account.
 */
export function isApprovable(
  { approvals, proofs, barred }: Pick<CombinedDemands, 'approvals' | 'proofs' | 'barred'>,
  { kind, groups }: { readonly kind: Kind; readonly groups: readonly string[] },
): boolean {
  const withoutManager = proofsBy(methodsFor(kind).filter((name) => METHODS[name].confirmedBy !== 'manager'));
  const mayManagerApprove = areProved(proofs, withoutManager, { now: GIVEN, channel: 'none', barred, sightings: 1 });
  const related = relatedTo(kind).filter((one) => one === 'custodian' || (one === 'manager' && mayManagerApprove));
  const most = Math.max(1, ...approvals.map(weightOf));
  const members = groups.flatMap((group) => Array.from({ length: most }, () => ({ groups: [group], relations: [] })));
  const relatives = related.flatMap((one) =>
    Array.from({ length: one === 'manager' ? 1 : COPIES }, () => ({ groups: [], relations: [one] })),
  );
  const people = [...relatives, ...members].map((one, index) => ({
    ...one,
    approver: `person:${index}`,
    digest: '',
    at: GIVEN,
  }));
  return areApproved(approvals, people, '');
}

/** The number of people that a leaf asks for. */
export function weightOfApproval(leaf: ApprovalLeaf): number {
  if ('groups' in leaf) return leaf.groups;
  return 'group' in leaf ? (leaf.count ?? 1) : 1;
}

const weightOf = (requirement: CombinedDemands['approvals'][number]): number =>
  leavesOf(requirement).reduce((sum, leaf) => sum + weightOfApproval(leaf), 0);

/**
 * The class of proofs that would be enough by itself for a credential of a personal account, against rule 9; undefined for none. Methods
 * that alone meet rule 9 are left out.
 */
export function provedByOneClass(
  { proofs: requirements, barred }: Pick<CombinedDemands, 'proofs' | 'barred'>,
  asked: Floored,
): string | undefined {
  const least = leastProofs(asked);
  if (least === undefined) return undefined;
  const prove = (some: CombinedDemands['proofs'], names: readonly MethodName[]): boolean =>
    areProved(some, proofsBy(names), { now: GIVEN, channel: 'none', barred, sightings: 1 });
  const methods = METHOD_NAMES.filter((name) => !prove([least], [name]));
  const classes = new Set(methods.map((name) => METHODS[name].class));
  return [...classes].find((one) =>
    prove(
      requirements,
      methods.filter((name) => METHODS[name].class === one),
    ),
  );
}

/** The moment of the proofs and approvals that a check makes up. */
export const GIVEN = '2000-01-01T00:00:00.000Z';

/** Proofs by these methods, one for each way that a method's proof can come. */
const proofsBy = (methods: readonly MethodName[]): readonly Proof[] =>
  methods.flatMap((method) =>
    waysOf(method).map((channel, index) => ({
      ...{ id: `${method}-${index}`, method, outcome: 'verified' as const, verifier: null, reference: null, at: GIVEN },
      ...{ seen: [], session: null, contact: null, called: null, channel },
      ...(asksOf(method).for === 'passkey' ? { deviceBound: true as const } : {}),
    })),
  );

function waysOf(method: MethodName): readonly string[] {
  const { channel } = METHODS[method];
  if (channel === 'contact') return CONTACT_KINDS;
  return channel === 'person' ? Array.from({ length: COPIES }, (_, copy) => `${method}-${copy}`) : [channel];
}

/** The group whose members are enough by themselves, in any number and with any relation to the account; undefined for none. */
export const approvedByOne = (approvals: CombinedDemands['approvals'], groups: readonly string[]): string | undefined =>
  crowds(groups).find(({ of }) => areApproved(approvals, of, DIGEST))?.name;

const DIGEST = '';

/** For each group the most people that can be asked for, all in this group only and all related to the account, late in the window. */
function crowds(groups: readonly string[]): readonly { readonly name: string; readonly of: Countersignature[] }[] {
  const crowd = (mine: readonly string[]): Countersignature[] =>
    Array.from({ length: MOST_LEAVES }, (_, index) => ({
      ...{ approver: `person:${index}`, groups: mine, relations: RELATIONS, digest: DIGEST, at: '', escalated: true },
    }));
  const ofOne = groups.map((group) => ({ name: `group \`${group}\``, of: crowd([group]) }));
  return [{ name: 'no group', of: crowd([]) }, ...ofOne];
}

/** Every possible proof, one for each way that it can come; for passkeys one that is bound to a device and one that is not. */
export const EVERY_PROOF: readonly Proof[] = proofsBy(METHOD_NAMES).flatMap((proof) => {
  const { deviceBound, ...others } = proof;
  return deviceBound === undefined ? [proof] : [proof, { ...others, id: 'passkey-copied' }];
});
