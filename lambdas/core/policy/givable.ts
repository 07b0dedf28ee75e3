import { type ApprovalLeaf, areApproved, RELATIONS, type Relation } from '../approvals/countersignature.ts';
import { plusSeconds } from '../instant.ts';
import type { Method } from '../proofing/method.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../proofing/methods.ts';
import { areProved, type Proof } from '../proofing/proof.ts';
import type { Action, Kind } from '../recovery/account.ts';
import type { CombinedDemands } from './evaluate.ts';
import { leavesOf } from './requirement.ts';

/** Proofs of one method by as many different people, contacts or devices. */
const COPIES = 2;

/** Only accounts of one person have something enrolled, and registered contacts of their own. */
const PERSONAL: readonly Kind[] = ['human', 'vendor'];

/** Who may be related to an account of a kind: one manager at most, and custodians of everything but a person's own account. */
const relatedTo = (kind: Kind): readonly Relation[] =>
  kind === 'human' ? ['owner', 'manager'] : ['owner', 'manager', 'custodian'];

/** Classes whose methods need something that the owner of a personal account has. */
const OWNERS_CLASSES: readonly string[] = ['saved-code', 'issued-code', 'bound-authenticator'];

/** The methods that somebody could give for an account of this kind. */
function methodsFor(kind: Kind): readonly MethodName[] {
  const isPersonal = PERSONAL.includes(kind);
  const related: readonly string[] = relatedTo(kind);
  return METHOD_NAMES.filter((name) => {
    const method: Method = METHODS[name];
    if (!isPersonal && (OWNERS_CLASSES.includes(method.class) || name === 'recovery-contact')) return false;
    return !NAMES_OF_RELATIONS.includes(method.confirmedBy) || related.includes(method.confirmedBy);
  });
}

const NAMES_OF_RELATIONS: readonly string[] = RELATIONS;

/** Whether somebody could give all of these proofs, and they would still hold when the cooling-off is over. */
export function isGivable(
  requirements: CombinedDemands['proofs'],
  { kind, channel, coolingOff }: { readonly kind: Kind; readonly channel: string; readonly coolingOff: number },
): boolean {
  return areProved(requirements, proofsBy(methodsFor(kind)), { now: plusSeconds(GIVEN, coolingOff), channel });
}

/**
 * Whether there could be people who give all of these approvals, none of them in two parts (rule 1): a manager who must attest does not
 * approve as well, and nobody approves a change to their own account.
 */
export function isApprovable(
  { approvals, proofs }: Pick<CombinedDemands, 'approvals' | 'proofs'>,
  { kind, groups }: { readonly kind: Kind; readonly groups: readonly string[] },
): boolean {
  const withoutManager = proofsBy(methodsFor(kind).filter((name) => name !== 'manager-attestation'));
  const mayManagerApprove = areProved(proofs, withoutManager, { now: GIVEN, channel: 'none' });
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

/** Actions that leave somebody with access that they did not have before. */
const GIVING: readonly Action[] = ['reset-password', 'reset-mfa', 'temporary-access', 'change-contact'];

/**
 * The class of which proofs alone would give a credential of a personal account to somebody; undefined where that takes two classes, a
 * passkey, which is two factors by itself, or identity proofing again (rule 9; NIST SP 800-63B-4 section 4.2.2.2).
 */
export function provedByOneClass(
  requirements: CombinedDemands['proofs'],
  { kind, action }: { readonly kind: Kind; readonly action: Action },
): string | undefined {
  if (!PERSONAL.includes(kind) || !GIVING.includes(action)) return undefined;
  const methods = METHOD_NAMES.filter((name) => METHODS[name].class !== 'repeated-proofing' && name !== 'passkey');
  const classes = new Set(methods.map((name) => METHODS[name].class));
  return [...classes].find((one) => {
    const proofs = proofsBy(methods.filter((name) => METHODS[name].class === one));
    return areProved(requirements, proofs, { now: GIVEN, channel: 'none' });
  });
}

const GIVEN = '2000-01-01T00:00:00.000Z';

/** As many proofs by each of these methods as could be needed, each come its own way. */
const proofsBy = (methods: readonly MethodName[]): readonly Proof[] =>
  methods.flatMap((method) =>
    Array.from({ length: COPIES }, (_, copy) => ({
      ...{ id: `${method}-${copy}`, method, outcome: 'verified' as const, verifier: null, reference: null, at: GIVEN },
      ...{ seen: [], session: null, contact: null, called: null, channel: `${method}-${copy}` },
    })),
  );
