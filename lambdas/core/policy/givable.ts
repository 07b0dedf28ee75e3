import { type ApprovalLeaf, areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { asksOf, METHOD_NAMES, METHODS, type MethodName } from '../proofing/methods.ts';
import { areProved, type Proof } from '../proofing/proof.ts';
import { type Kind, RELATIONS, type Relation } from '../registry/account.ts';
import { CONTACT_KINDS } from '../registry/contact.ts';
import { unanswered } from '../values/family.ts';
import { plusSeconds } from '../values/instant.ts';
import { leavesOf } from '../values/requirement.ts';
import type { CombinedDemands } from './evaluate.ts';
import { type Floored, isPersonal, leastProofs } from './floor.ts';

/** People or proofs that one requirement may use up: bounds the search for who satisfies it. */
export const MOST_LEAVES = 12;

/** People of one part in a recovery: each is a way of their own. */
const COPIES = 2;

/** Who may be related to an account of a kind: one manager at most, and custodians of everything but a person's own account. */
const relatedTo = (kind: Kind): readonly Relation[] =>
  kind === 'human' ? ['owner', 'manager'] : ['owner', 'manager', 'custodian'];

/** The methods that somebody could give for an account of this kind. */
function methodsFor(kind: Kind): readonly MethodName[] {
  return METHOD_NAMES.filter((name) => {
    const asks = asksOf(name);
    switch (asks.for) {
      // Something that only the owner of a personal account has, or has arranged.
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

/** Whether somebody could give all of these proofs, and they would still hold when the cooling-off is over. */
export function isGivable(
  { proofs, barred, coolingOff }: Pick<CombinedDemands, 'proofs' | 'barred' | 'coolingOff'>,
  { kind, channel }: { readonly kind: Kind; readonly channel: string },
): boolean {
  return areProved(proofs, proofsBy(methodsFor(kind)), { now: plusSeconds(GIVEN, coolingOff), channel, barred });
}

/**
 * Whether there could be people who give all of these approvals, none of them in two parts (rule 1): a manager who must attest does not
 * approve as well, and nobody approves a change to their own account.
 */
export function isApprovable(
  { approvals, proofs, barred }: Pick<CombinedDemands, 'approvals' | 'proofs' | 'barred'>,
  { kind, groups }: { readonly kind: Kind; readonly groups: readonly string[] },
): boolean {
  const withoutManager = proofsBy(methodsFor(kind).filter((name) => METHODS[name].confirmedBy !== 'manager'));
  const mayManagerApprove = areProved(proofs, withoutManager, { now: GIVEN, channel: 'none', barred });
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

/** How many people a leaf asks for. */
export function weightOfApproval(leaf: ApprovalLeaf): number {
  if ('groups' in leaf) return leaf.groups;
  return 'group' in leaf ? (leaf.count ?? 1) : 1;
}

const weightOf = (requirement: CombinedDemands['approvals'][number]): number =>
  leavesOf(requirement).reduce((sum, leaf) => sum + weightOfApproval(leaf), 0);

/**
 * The class of which proofs alone would hand something over that opens a personal account; undefined where that takes what rule 9 asks for
 * at least. Methods that are enough for rule 9 by themselves are left out.
 */
export function provedByOneClass(
  { proofs: requirements, barred }: Pick<CombinedDemands, 'proofs' | 'barred'>,
  asked: Floored,
): string | undefined {
  const least = leastProofs(asked);
  if (least === undefined) return undefined;
  const prove = (some: CombinedDemands['proofs'], names: readonly MethodName[]): boolean =>
    areProved(some, proofsBy(names), { now: GIVEN, channel: 'none', barred });
  const methods = METHOD_NAMES.filter((name) => !prove([least], [name]));
  const classes = new Set(methods.map((name) => METHODS[name].class));
  return [...classes].find((one) =>
    prove(
      requirements,
      methods.filter((name) => METHODS[name].class === one),
    ),
  );
}

/** When the proofs and approvals are given that a check makes up. */
export const GIVEN = '2000-01-01T00:00:00.000Z';

/** Proofs by each of these methods, one for each way that they can come. */
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

/** The group whose people are enough by themselves, however many of them and however related to the account; undefined where none is. */
export const approvedByOne = (approvals: CombinedDemands['approvals'], groups: readonly string[]): string | undefined =>
  crowds(groups).find(({ of }) => areApproved(approvals, of, DIGEST))?.name;

const DIGEST = '';

/** For each group as many people as could ever be asked for, all of this group only and all related to the account. */
function crowds(groups: readonly string[]): readonly { readonly name: string; readonly of: Countersignature[] }[] {
  const crowd = (mine: readonly string[]): Countersignature[] =>
    Array.from({ length: MOST_LEAVES }, (_, index) => ({
      ...{ approver: `person:${index}`, groups: mine, relations: RELATIONS, digest: DIGEST, at: '' },
    }));
  const ofOne = groups.map((group) => ({ name: `group \`${group}\``, of: crowd([group]) }));
  return [{ name: 'no group', of: crowd([]) }, ...ofOne];
}

/** Every proof that somebody could give, one for each way that it can come; of passkeys one that stays on its device, and one that need not. */
export const EVERY_PROOF: readonly Proof[] = proofsBy(METHOD_NAMES).flatMap((proof) => {
  const { deviceBound, ...others } = proof;
  return deviceBound === undefined ? [proof] : [proof, { ...others, id: 'passkey-copied' }];
});
