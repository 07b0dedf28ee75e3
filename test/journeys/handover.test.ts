import { describe, expect, it } from '@jest/globals';
import { METHODS, type MethodName } from '../../lambdas/core/proofing/methods.ts';
import { areProved, isGivenOnPage } from '../../lambdas/core/proofing/proof.ts';
import { claimantsOf, handoverOf, placeFor, warningsOf } from '../../lambdas/core/recovery/assess/handover.ts';
import type { Actor } from '../../lambdas/core/recovery/state/commands.ts';
import type { Recovery } from '../../lambdas/core/recovery/state/state.ts';
import { type AccountProfile, isPersonal, KINDS, type Kind, subjectOf } from '../../lambdas/core/registry/account.ts';
import { ASSESSED, claims, OTHER_PAGE, PAGE } from '../support/deeds.ts';
import { ACTORS, aContext, aProfile, at, NOW, PEOPLE, registered } from '../support/fixtures.ts';
import { CONTACTS, provingWorld } from '../support/proving.ts';
import { decisionOn, RECOVERY, recoveryOf, type World, worldAfter } from '../support/specification.ts';
import { type Flow, flowsOf, shippedPolicy } from './support/flows.ts';
import { GIVEN, HERE, proofBy, proversOf } from './support/ways.ts';

/** No flow that a shipped policy allows ends in a credential that nobody can take (rule 13). */

const THERE = 'b'.repeat(64);

const profileOf = (kind: Kind): AccountProfile =>
  isPersonal(kind)
    ? aProfile({ kind, contacts: CONTACTS, custodians: [PEOPLE.custodian] })
    : aProfile({ kind, contacts: CONTACTS, owner: null, custodians: [PEOPLE.jane, PEOPLE.custodian] });

const past = recoveryOf(worldAfter(ASSESSED, provingWorld()));
if (past?.plan == null) throw new Error('a recovery has a plan');
const { plan, ...opened } = past;

/** A recovery of this flow whose plan is proved by these proofs, whose verifiers name this page or none; undefined where they are not enough. */
function provedBy({ kind, channel, demands }: Flow, methods: readonly MethodName[], named: string | null) {
  const proofs = methods.flatMap((method) => [
    proofBy(method, named),
    // Where two people must have seen them, a second verifier says the same.
    ...(demands.sightings === 2 && METHODS[method].confirmedBy === 'verifier'
      ? [proofBy(method, named, 'person:second')]
      : []),
  ]);
  const subject = subjectOf(profileOf(kind));
  const recovery: Recovery = {
    ...opened,
    status: 'approving',
    channel,
    subject,
    plan: { ...plan, ...demands },
    proofs,
  };
  return areProved(demands.proofs, proofs, { now: NOW, channel, barred: demands.barred, sightings: demands.sightings })
    ? recovery
    : undefined;
}

const momentOf = (kind: Kind) => {
  const { authenticators, recoveryContacts } = provingWorld().state;
  return { state: registered(profileOf(kind), { authenticators, recoveryContacts }), now: NOW };
};

/** What everybody who confirmed a proof says when they name the requester's page. */
const bound = (recovery: Recovery): Recovery => ({
  ...recovery,
  bindings: Object.fromEntries(recovery.proofs.filter((one) => !isGivenOnPage(one)).map(({ id }) => [id, HERE])),
});

/** The same recovery, with a credential that waits to be taken. */
const granted = (recovery: Recovery): Recovery => ({
  ...recovery,
  status: 'granted',
  grant: {
    ...{ id: 'grant-1', startedAt: NOW, expiresAt: at(600), reference: 'temporary:jane', passwordVersion: null },
    ...{ claimable: true, claim: null, supersededBy: null, supersedes: [] },
  },
});

/** Whether the ledger lets this actor take it. */
function doesTake(recovery: Recovery, actor: Actor, { state }: Pick<World, 'state'>): boolean {
  const world = { state: { ...state, recoveries: { [RECOVERY]: granted(recovery) } }, context: aContext(), length: 0 };
  return decisionOn(world, claims(actor)).accepted;
}

/**
 * Where a credential is taken that was proved by these methods; undefined where they prove nothing, and `by nobody` where nobody can take it, or
 * somebody can who should not.
 */
function takenAt(flow: Flow, methods: readonly MethodName[], moment: ReturnType<typeof momentOf>): string | undefined {
  const named = provedBy(flow, methods, HERE);
  if (named === undefined) return undefined;
  // Whoever names the page does it with the proof, or afterwards.
  const unnamed = provedBy(flow, methods, null);
  for (const recovery of [named, ...(unnamed === undefined ? [] : [bound(unnamed)])]) {
    const claimants = claimantsOf(recovery, moment);
    const places = [placeFor(HERE, claimants), placeFor(THERE, claimants)];
    const taken = [doesTake(recovery, PAGE, moment), doesTake(recovery, OTHER_PAGE, moment)];
    const other = recovery.subject === null ? 'signed-in' : 'elsewhere';
    if (`${places} ${taken}` !== `here,${other} true,false`) return 'by nobody';
  }
  // What a page proves with what somebody says is not enough together, until that somebody names the page.
  if (unnamed === undefined) return 'on the page, which must be named to prove at all';
  const isTakenBySession = doesTake(unnamed, ACTORS.jane, moment);
  if (isTakenBySession !== (unnamed.subject === null)) return 'by nobody';
  const place = placeFor(HERE, claimantsOf(unnamed, moment));
  if (unnamed.proofs.every(isGivenOnPage)) return place === 'here' ? 'on the page' : 'by nobody';
  if (isTakenBySession) return place === 'never' ? 'by nobody' : 'signed in, or on the page that is named';
  // Nobody takes it until somebody names the page; whoever proved is warned, and may still do so.
  return warned(unnamed) ? 'on the page that is named' : 'by nobody';
}

const warned = (recovery: Recovery): boolean =>
  warningsOf(
    recovery,
    recovery.proofs.map((proof) => ({ type: 'ProofRecorded', proof })),
  ).includes('claim-impossible');

interface Walked {
  readonly flow: Flow;
  readonly ways: ReadonlyMap<string, number>;
  readonly faults: readonly object[];
}

/** Every way to prove one flow, with where its credential is taken. Policies share flows, which are walked once. */
const walk = (flow: Flow): Walked => {
  const { asked: _, ...demanded } = flow;
  const key = JSON.stringify(demanded);
  const known = WALKED.get(key) ?? walkNew(flow);
  WALKED.set(key, known);
  return known;
};

const WALKED = new Map<string, Walked>();

function walkNew(flow: Flow): Walked {
  const moment = momentOf(flow.kind);
  const ways = new Map<string, number>();
  const faults: object[] = [];
  for (const methods of GIVEN) {
    const taken = takenAt(flow, methods, moment);
    if (taken === undefined) continue;
    if (taken === 'by nobody') faults.push({ flow, methods });
    const way = `${proversOf(methods, flow)} | ${taken}`;
    ways.set(way, (ways.get(way) ?? 0) + 1);
  }
  return { flow, ways, faults };
}

const SHIPPED = ['default', 'trial', 'demo', 'low-friction'] as const;

const FLOWS = Object.fromEntries(SHIPPED.map((name) => [name, flowsOf(shippedPolicy(name))])) as Readonly<
  Record<(typeof SHIPPED)[number], readonly Flow[]>
>;

describe.each(SHIPPED)('policies/%s.yaml', (name) => {
  const flows = FLOWS[name];

  it.each(KINDS)('lets somebody take every credential of a %s, however it is proved', (kind) => {
    const walked = flows.filter((one) => one.kind === kind).map(walk);
    expect(walked.flatMap(({ faults }) => faults).slice(0, 3)).toEqual([]);
    // Whatever the policy asks for can be proved in some way.
    expect(walked.filter(({ ways }) => ways.size === 0).map(({ flow }) => flow)).toEqual([]);
    expect(handoverOf({ ...opened, plan: null }, momentOf(kind))).toBeNull();
  });
});

it('is the same for the policies that only shorten its waits, and for the one with fewer people', () => {
  const [table, ...others] = SHIPPED.map((name) => tableOf(FLOWS[name]));
  console.log(table?.join('\n'));
  expect(table?.length).toBeGreaterThan(20);
  // What a service uses goes straight to it: nobody takes it.
  expect(table?.filter((row) => /^(service-account|api-key|certificate):/.test(row))).toEqual([]);
  const places = (rows: readonly string[] = []) => rows.map((row) => row.replace(/ \| \d+$/, ''));
  for (const other of others) expect(places(other)).toEqual(places(table));
});

/**
 * `kind: tiers and actions | who proves | where it is taken | in how many ways`. Of those who prove, only as many as are needed are named; every
 * larger company is counted and held to the same.
 */
function tableOf(flows: readonly Flow[]): readonly string[] {
  const rows = new Map<string, number>();
  for (const flow of flows) {
    const asked = [...flow.asked].sort().join(', ');
    for (const [way, count] of walk(flow).ways) {
      const row = `${flow.kind}: ${asked} | ${way}`;
      rows.set(row, (rows.get(row) ?? 0) + count);
    }
  }
  const parted = [...rows].map(([row, count]) => ({ row, count, parts: row.split(' | ') }));
  const isLarger = ({ parts: [asked, who = ''] }: (typeof parted)[number]) =>
    parted.some(({ parts: [same, less = ''] }) => {
      const [some, all] = [less.split(' + '), who.split(' + ')];
      return same === asked && some.length < all.length && some.every((one) => all.includes(one));
    });
  return parted
    .filter((one) => !isLarger(one))
    .map(({ row, count }) => `${row} | ${count}`)
    .sort();
}
