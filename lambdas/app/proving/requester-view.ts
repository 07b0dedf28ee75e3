import { minAgesOf, type VersionedPolicy } from '../../core/policy/policy.ts';
import type { Challenge, Purpose } from '../../core/proofing/challenge.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../core/proofing/methods.ts';
import { CONSECUTIVE_FAILURES, WRONG_ANSWERS } from '../../core/proofing/numbers.ts';
import type { Outcome, ProofLeaf } from '../../core/proofing/proof.ts';
import { pageNameOf } from '../../core/recovery/challenges.ts';
import { deadlineOf } from '../../core/recovery/life.ts';
import type { Recovery, RecoveryId, StreamState } from '../../core/recovery/state.ts';
import type { Action } from '../../core/registry/account.ts';
import { type Contact, type ContactKind, isSettled, masked, wayOf } from '../../core/registry/contact.ts';
import type { Instant } from '../../core/values/instant.ts';
import { leavesOf } from '../../core/values/requirement.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { standingIn } from '../people/people-command.ts';
import { startOf, type Vendors } from './vendors.ts';
import { findIn } from './visit.ts';

/** What the page may show to anybody who has its address: no name, no account, no whole address, no text that people wrote. */
export interface RequesterView {
  readonly recovery: RecoveryId;
  /** A status, or an end. */
  readonly status: string;
  readonly ended: boolean;
  /** The rest is null or empty once it has ended. */
  readonly action: Action | null;
  readonly openedAt: Instant | null;
  /** When the present stage is over by itself. */
  readonly deadline: Instant | null;
  /** What can be given here, and counts. */
  readonly methods: readonly OpenMethod[];
  /** What shows that somebody may stop it: also what comes too late to prove anything. */
  readonly toStop: readonly OpenMethod[];
  readonly proofs: readonly {
    readonly method: MethodName;
    readonly outcome: Outcome;
    readonly at: Instant;
    /** It was given on this page. */
    readonly here: boolean;
  }[];
  /** Challenges of this page that can still be answered. */
  readonly challenges: readonly {
    readonly challenge: string;
    readonly method: MethodName;
    readonly purpose: Purpose;
    readonly contact: string | null;
    readonly expiresAt: Instant;
    readonly vendor: string | null;
    /** Where the session at the vendor begins; null for everything that is answered here. */
    readonly start: string | null;
    /** Wrong answers that it takes before it is a failed proof. */
    readonly left: number;
  }[];
  /** The two words of this page, for whoever vouches for the requester; null before it has asked for anything. */
  readonly page: readonly [string, string] | null;
  /** There is a credential to hand over, to the page that gave the proofs. */
  readonly claimable: boolean;
}

export interface OpenMethod {
  readonly method: MethodName;
  /** Too many wrong answers in a row. */
  readonly throttled: boolean;
  /** Where a code can be sent: enough of the address to know it by. Empty for methods that send nothing. */
  readonly contacts: readonly { readonly id: string; readonly shown: string }[];
  /** Who verifies identities; empty for everything that is answered here. */
  readonly vendors: readonly { readonly id: string; readonly name: string }[];
}

export interface ViewServices extends SubmitServices {
  /** Absent: nobody is sent anywhere. */
  readonly vendors?: Vendors;
}

/** A recovery as the requester's page may show it. Throws `recovery-unknown`. */
export async function viewOf(
  services: ViewServices & Pick<Moment, 'ways'>,
  { recovery: id, session }: { readonly recovery: RecoveryId; readonly session: string },
): Promise<RequesterView> {
  const { state, recovery } = await findIn(services, id);
  const status = standingIn(state, id);
  if (recovery === undefined) return { ...NOTHING, recovery: id, status };
  const now = services.surroundings.now();
  const moment: Moment = { now, policy: await services.policy.current(), ways: services.ways };
  const { vendors = {} } = services;
  const { action, openedAt, grant, proofs, challenges, stopped } = recovery;
  return {
    ...{ recovery: id, status, ended: false, action, openedAt, deadline: deadlineOf(recovery) },
    methods: recovery.status === 'proofing' ? methodsFor(recovery, state, { ...moment, vendors }) : [],
    toStop: ASKING.includes(recovery.status) ? methodsTo(() => true, { recovery, state }, moment) : [],
    proofs: proofs.map(({ method, outcome, at, session: given }) => ({ method, outcome, at, here: given === session })),
    challenges: challenges
      .filter((one) => one.session === session && !one.answered && leftOf(one) > 0 && now <= one.expiresAt)
      .map((one) => ({ challenge: one.id, ...pick(one), start: startIn(vendors, id, one), left: leftOf(one) })),
    page: pageNameOf(recovery, session),
    claimable: recovery.status === 'granted' && !stopped && grant?.claimable === true && grant.claim === null,
  };
}

const pick = ({ method, purpose, contact, expiresAt, vendor }: Challenge) => ({
  ...{ method, purpose, contact, expiresAt, vendor },
});

function startIn(vendors: Vendors, recovery: RecoveryId, { id, vendor }: Challenge): string | null {
  const known = vendor !== null && Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined;
  return known === undefined ? null : startOf(known, { recovery, challenge: id });
}

const leftOf = ({ failures }: Challenge): number => Math.max(0, WRONG_ANSWERS - failures);

/** Statuses at which something can be asked. */
const ASKING: readonly string[] = ['proofing', 'approving', 'approved', 'executing', 'granted'];

const NOTHING = {
  ...{ ended: true, action: null, openedAt: null, deadline: null, page: null, claimable: false },
  ...{ methods: [], toStop: [], proofs: [], challenges: [] },
} as const;

interface Moment {
  readonly now: Instant;
  readonly policy: VersionedPolicy;
  /** Kinds of contacts that messages can be brought to. */
  readonly ways: readonly ContactKind[];
}

/** Methods that the plan asks for, that the requester can give without anybody's help, and for which something is registered or enrolled. */
function methodsFor(
  recovery: Recovery,
  state: StreamState,
  { vendors, ...moment }: Moment & { readonly vendors: Vendors },
): readonly OpenMethod[] {
  const leaves = recovery.plan?.proofs.flatMap((requirement) => leavesOf(requirement)) ?? [];
  const barred = recovery.plan?.barred ?? [];
  const isAsked = (method: MethodName) => !barred.includes(method) && leaves.some((leaf) => asksFor(leaf, method));
  const visits = Object.entries(vendors).map(([id, { name }]) => ({ id, name }));
  const visiting: readonly OpenMethod[] =
    isAsked('vendor') && visits.length > 0
      ? [{ method: 'vendor', throttled: false, contacts: [], vendors: visits }]
      : [];
  return [...methodsTo(isAsked, { recovery, state }, moment), ...visiting];
}

interface Asked {
  readonly recovery: Recovery;
  readonly state: StreamState;
}

/** What the requester can give without anybody's help, and for which something is registered or enrolled. */
function methodsTo(serves: (method: MethodName) => boolean, asked: Asked, moment: Moment): readonly OpenMethod[] {
  const { state } = asked;
  return METHOD_NAMES.filter((method) => isOwn(method) && serves(method)).flatMap((method) => {
    const throttled = (state.failures[method] ?? 0) >= CONSECUTIVE_FAILURES;
    const contacts = contactsFor(method, asked, moment);
    const isOpen = contacts?.length !== 0 && (contacts !== undefined || hasEnrolled(method, state, moment));
    return isOpen ? [{ method, throttled, contacts: contacts ?? [], vendors: [] }] : [];
  });
}

const isOwn = (method: MethodName): boolean => METHODS[method].confirmedBy === 'system';

function asksFor(leaf: ProofLeaf, method: MethodName): boolean {
  if ('method' in leaf) return leaf.method === method;
  if ('passkey' in leaf) return method === 'passkey';
  if ('class' in leaf) return leaf.class === METHODS[method].class;
  return 'strength' in leaf ? METHODS[method].strength >= leaf.strength : true;
}

/** Undefined for a method that sends nothing. */
function contactsFor(
  method: MethodName,
  { recovery, state }: Asked,
  { now, policy, ways }: Moment,
): OpenMethod['contacts'] | undefined {
  if (method === 'recovery-contact')
    return state.recoveryContacts
      .filter((one) => ways.includes('email') && isSettled(one, now, minAgesOf(policy).authenticator))
      .map(({ id }, index) => ({ id, shown: String(index + 1) }));
  if (!method.startsWith('issued-code-')) return undefined;
  const counts = (one: Contact): boolean =>
    `issued-code-${one.kind}` === method &&
    ways.includes(one.kind) &&
    wayOf(one.kind) !== wayOf(recovery.channel) &&
    isSettled(one, now, minAgesOf(policy).contact);
  const registered = state.profile.current?.contacts ?? [];
  return registered.filter(counts).map((one) => ({ id: one.id, shown: masked(one) }));
}

const hasEnrolled = (method: MethodName, { authenticators }: StreamState, { now, policy }: Moment): boolean =>
  authenticators.some(
    (one) => one.method === method && isSettled({ since: one.enrolledAt }, now, minAgesOf(policy).authenticator),
  );
