import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { type CombinedDemands, evaluate } from '../../lambdas/core/policy/evaluate.ts';
import type { Policy } from '../../lambdas/core/policy/policy.ts';
import { narrowing, questionsTo } from '../../lambdas/core/policy/questions.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../lambdas/core/proofing/methods.ts';
import { areProved, isGivenOnPage, type Proof } from '../../lambdas/core/proofing/proof.ts';
import { claimantsOf, handoverOf, placeFor } from '../../lambdas/core/recovery/handover.ts';
import type { Recovery } from '../../lambdas/core/recovery/state.ts';
import {
  type AccountProfile,
  KINDS,
  type Kind,
  subjectOf,
  yieldsCredential,
} from '../../lambdas/core/registry/account.ts';
import { combinations } from '../../lambdas/core/values/requirement.ts';
import { ASSESSED } from '../support/deeds.ts';
import { aProfile, NOW, PEOPLE, registered } from '../support/fixtures.ts';
import { CONTACTS, ENROLLED, provingWorld } from '../support/proving.ts';
import { recoveryOf, worldAfter } from '../support/specification.ts';

/** No flow that a shipped policy allows ends in a credential that nobody can take (rule 13). */

const policyOf = (name: string): Policy => {
  const file = `policies/${name}.yaml`;
  return compilePolicy(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file).policy;
};

const [HERE, THERE] = ['a'.repeat(64), 'b'.repeat(64)];

interface Flow {
  readonly kind: Kind;
  readonly channel: string;
  readonly demands: Pick<CombinedDemands, 'proofs' | 'barred' | 'sightings'>;
}

/** Everything that a policy can demand as proof of a request that may produce a credential, each once for a kind and a channel. */
function flowsOf(policy: Policy): readonly Flow[] {
  const narrowed = narrowing(policy);
  const flows = new Map<string, Flow>();
  for (const question of questionsTo(policy)) {
    if (!yieldsCredential(question.action)) continue;
    const answer = evaluate(narrowed(question), question);
    if (answer.verdict === 'deny') continue;
    const { channel, profile } = question;
    const { proofs, barred, sightings } = answer.demands;
    const flow = { kind: profile.kind, channel, demands: { proofs, barred, sightings } };
    flows.set(JSON.stringify(flow), flow);
  }
  return [...flows.values()];
}

const profileOf = (kind: Kind): AccountProfile =>
  kind === 'human' || kind === 'vendor'
    ? aProfile({ kind, contacts: CONTACTS, custodians: [PEOPLE.custodian] })
    : aProfile({ kind, contacts: CONTACTS, owner: null, custodians: [PEOPLE.jane, PEOPLE.custodian] });

const USED: Readonly<Partial<Record<MethodName, string>>> = {
  ...{ 'issued-code-email': 'work', 'issued-code-sms': 'mobile', 'issued-code-voice': 'home' },
  ...{ 'call-back': 'private', 'recovery-contact': 'friend' },
};

/** A proof by this method: on the page where pages give it, and of nobody's page where people confirm it. */
function proofBy(method: MethodName, verifier: string = PEOPLE.verifier): Proof {
  const { confirmedBy, channel } = METHODS[method];
  const isPages = confirmedBy === 'system' || confirmedBy === 'vendor';
  const by = confirmedBy === 'manager' ? PEOPLE.manager : confirmedBy === 'custodian' ? PEOPLE.custodian : verifier;
  const ways: Readonly<Record<string, string>> = { contact: 'email', person: by };
  return {
    ...{
      id: `proof-${method}-${by}`,
      method,
      outcome: 'verified',
      verifier: isPages ? null : by,
      reference: null,
      seen: [],
    },
    ...{ at: NOW, session: isPages ? HERE : null, called: method === 'call-back' ? 'home' : null },
    contact: USED[method] ?? (method in ENROLLED ? `${method}-1` : null),
    channel: ways[channel] ?? channel,
    deviceBound: true,
  };
}

/** Every way to give at most three proofs. */
const GIVEN: readonly (readonly MethodName[])[] = [0, 1, 2, 3].flatMap((size) => combinations(METHOD_NAMES, size));

const past = recoveryOf(worldAfter(ASSESSED, provingWorld()));
if (past?.plan == null) throw new Error('a recovery has a plan');
const { plan, ...opened } = past;

/** A recovery of this flow whose plan is proved by these proofs; undefined where they are not enough. */
function provedBy({ kind, channel, demands }: Flow, methods: readonly MethodName[]): Recovery | undefined {
  const proofs = methods.flatMap((method) => [
    proofBy(method),
    // Where two people must have seen them, a second verifier says the same.
    ...(demands.sightings === 2 && METHODS[method].confirmedBy === 'verifier'
      ? [proofBy(method, 'person:second')]
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

describe.each(['default', 'low-friction', 'trial', 'demo'])('policies/%s.yaml', (name) => {
  const flows = flowsOf(policyOf(name));

  it.each(KINDS)('lets somebody take every credential of a %s, however it is proved', (kind) => {
    const moment = momentOf(kind);
    const isPersonal = subjectOf(profileOf(kind)) !== null;
    const faults: object[] = [];
    let proved = 0;
    for (const flow of flows.filter((one) => one.kind === kind))
      for (const methods of GIVEN) {
        const recovery = provedBy(flow, methods);
        if (recovery === undefined) continue;
        proved += 1;
        const places = [recovery, bound(recovery)].map((one) => placeFor(HERE, claimantsOf(one, moment)));
        const other = placeFor(THERE, claimantsOf(bound(recovery), moment));
        const isPages = recovery.proofs.every(isGivenOnPage);
        const isTaken = places[1] === 'here' && (isPages ? places[0] === 'here' : isPersonal || places[0] !== 'never');
        if (!isTaken || other !== 'elsewhere') faults.push({ flow, methods, places, other });
      }
    expect(faults.slice(0, 3)).toEqual([]);
    expect(handoverOf({ ...opened, plan: null }, moment)).toBeNull();
    expect(proved > 0 || flows.every((one) => one.kind !== kind)).toBe(true);
  });
});
