import { describe, expect, it } from '@jest/globals';
import { EVIDENCE_KINDS, isSighting } from '../../../../lambdas/core/proofing/evidence.ts';
import { pageWordsOf } from '../../../../lambdas/core/recovery/assess/pages.ts';
import type { PeopleCommand, PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { offeredToPerson, type PersonalOffer } from '../../../../lambdas/core/recovery/views/offered-to-people.ts';
import type { StaffPasskey } from '../../../../lambdas/core/registry/person.ts';
import {
  APPROVED,
  ASSESSED,
  binds,
  confirms,
  countersigns,
  executes,
  GRANTED,
  hears,
  issues,
  opens,
  PAGE,
  PROVED,
  revokes,
  stops,
  vouches,
} from '../../../support/deeds.ts';
import { DELEGATE, LENDER, lending, standsIn } from '../../../support/delegation.ts';
import { ACTORS, STAFF } from '../../../support/fixtures.ts';
import { wordsOf } from '../../../support/keys.ts';
import { decisionOn, type Past, recoveryOf, type World, worldAfter } from '../../../support/specification.ts';

const NONE = { prove: [], bind: [], countersign: false, passkeyMissing: false };
const NOTHING = {
  ...{ ...NONE, reject: false, review: false, work: null, claim: false, stop: false },
  ...{ answers: [], links: [], handOver: [], calls: [] },
};

/** The same recovery under a policy that asks approvers to sign. */
function askingForStatements(world: World): World {
  const recovery = recoveryOf(world);
  if (recovery?.plan == null) throw new Error('there is no plan');
  const asking = { ...recovery, plan: { ...recovery.plan, statements: true } };
  const recoveries = { ...world.state.recoveries, [recovery.id]: asking };
  return { ...world, state: { ...world.state, recoveries } };
}

function offerTo(
  actor: PersonActor,
  world: World,
  { passkeys = [], inPlaceOf }: { readonly passkeys?: readonly StaffPasskey[]; readonly inPlaceOf?: string } = {},
): PersonalOffer {
  const { state, context } = world;
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery has ended');
  const { now, policy, registry } = context;
  const own = STAFF.filter(({ person }) => person === actor.person && passkeys.length > 0);
  const people = [...registry.people, ...own.map((record) => ({ ...record, passkeys }))];
  return offeredToPerson(
    { state, recovery },
    {
      ...{ actor, now, policy, people, inPlaceOf },
      ...{ delegations: registry.delegations, glass: registry.glass },
    },
  );
}

const offered = (actor: PersonActor, ...past: readonly Past[]): PersonalOffer => offerTo(actor, worldAfter(past));

/** The command behind each offer, as somebody would give it. */
function commandsOf(offer: PersonalOffer, world: World): readonly PeopleCommand[] {
  const recovery = recoveryOf(world);
  if (recovery === undefined) return [];
  const { id, plan, proofs, pages } = recovery;
  const [page = ''] = pages.map((session) => pageWordsOf(wordsOf, { id }, session).join(' '));
  const reference = 'badge:7';
  return [
    ...offer.prove.map(
      (method): PeopleCommand => ({
        ...{ type: 'RecordProof', method, outcome: 'verified', reference },
        seen: isSighting(method) ? EVIDENCE_KINDS : [],
      }),
    ),
    ...offer.bind.map((method): PeopleCommand => ({ type: 'BindProof', method, page })),
    ...(offer.countersign && plan !== null
      ? [{ type: 'CountersignPlan', digest: planDigest(id, plan, proofs) } as const]
      : []),
    ...(offer.reject ? [{ type: 'RejectPlan', reason: 'no' } as const] : []),
    ...(offer.review ? [{ type: 'ReviewRecovery', finding: 'inappropriate', note: 'seen' } as const] : []),
    ...(offer.claim ? [{ type: 'ClaimGrant' } as const] : []),
    ...(offer.stop ? [{ type: 'StopRecovery', reason: 'no', cause: 'suspected-impersonation' } as const] : []),
  ];
}

const BOUND = [...ASSESSED, hears(), vouches(ACTORS.verifier, 'in-person')];
const STORIES: readonly (readonly [string, readonly Past[]])[] = [
  ['opened', [opens()]],
  ['assessed', ASSESSED],
  ['proved', PROVED],
  ['proved on a page', BOUND],
  ['approved', APPROVED],
  ['granted', GRANTED],
  ['granted on a page', [...BOUND, countersigns(), executes(), issues()]],
  ['stopped while granted', [...GRANTED, stops()]],
  ['revoked', [...GRANTED, stops(), revokes(), confirms()]],
];

describe('what a signed-in person is offered', () => {
  it.each(STORIES)('is accepted from each of them, when it is %s', (_, past) => {
    const world = worldAfter(past);
    const refused = Object.entries(ACTORS).flatMap(([name, actor]) =>
      commandsOf(offerTo(actor, world), world)
        .filter((command) => !decisionOn(world, { actor, command }).accepted)
        .map(({ type }) => `${name}: ${type}`),
    );
    expect(refused).toEqual([]);
  });

  it('is to prove for a verifier, and to stop for everybody, while proof is missing', () => {
    expect(offered(ACTORS.verifier, ...ASSESSED)).toMatchObject({ prove: ['in-person', 'live-video'], stop: true });
    expect(offered(ACTORS.manager, ...ASSESSED).prove).toEqual(['manager-attestation']);
    expect(offered(ACTORS.identityApprover, ...ASSESSED)).toEqual({ ...NOTHING, stop: true });
  });

  it('is a countersignature for an approver of the plan, until they have given it', () => {
    expect(offered(ACTORS.identityApprover, ...PROVED)).toMatchObject({ countersign: true, reject: true, prove: [] });
    expect(offered(ACTORS.identityApprover, ...APPROVED)).toMatchObject({ countersign: false, reject: true });
    expect(offered(ACTORS.verifier, ...PROVED)).toMatchObject({ countersign: false, reject: false });
  });

  it('is a countersignature for an approver with a passkey only, where the plan asks for a statement', () => {
    const world = askingForStatements(worldAfter(PROVED));
    const missing = { countersign: false, passkeyMissing: true };
    expect(offerTo(ACTORS.identityApprover, world)).toMatchObject(missing);
    expect(
      offerTo(ACTORS.identityApprover, world, { passkeys: [{ credentialId: 'c', publicKey: 'k', site: 's' }] }),
    ).toMatchObject({
      ...{ countersign: true, passkeyMissing: false },
    });
    // What a verifier sees is signed as well. A passkey gives nobody a part.
    expect(offerTo(ACTORS.verifier, world)).toMatchObject({ countersign: false, passkeyMissing: true });
    expect(offerTo(ACTORS.reviewer, world)).toMatchObject({ countersign: false, passkeyMissing: false });
  });

  it('is nothing but a stop for a session of one factor', () => {
    const weak = { ...ACTORS.identityApprover, assurance: 1 } as const;
    expect(offered(weak, ...PROVED)).toEqual({ ...NOTHING, stop: true });
  });

  it('is to name the page again, for the verifier whose proof it is, while the credential waits', () => {
    const granted = [...ASSESSED, hears(), vouches(ACTORS.verifier, 'in-person'), countersigns(), executes(), issues()];
    expect(offered(ACTORS.verifier, ...granted).bind).toEqual(['in-person']);
    expect(offered(ACTORS.secondVerifier, ...granted).bind).toEqual([]);
    expect(offered(ACTORS.verifier, ...granted, binds(ACTORS.verifier, 'in-person', PAGE)).bind).toEqual(['in-person']);
  });

  it('is a review for a reviewer once the access is gone, and no stop any more', () => {
    const revoked = [...GRANTED, stops(), revokes(), confirms()];
    expect(offered(ACTORS.reviewer, ...revoked)).toEqual({ ...NOTHING, review: true });
    expect(offered(ACTORS.identityApprover, ...revoked)).toEqual(NOTHING);
  });
});

it('whoever stands in is offered what they were lent, in that place only', () => {
  const world = worldAfter([...PROVED, lending()]);
  const { countersign, reject } = offerTo(DELEGATE, world, { inPlaceOf: LENDER.person });
  expect({ countersign, reject }).toEqual({ countersign: true, reject: true });
  expect(offerTo(DELEGATE, world).countersign).toBe(false);
  expect(offerTo(ACTORS.reviewer, world, { inPlaceOf: LENDER.person }).countersign).toBe(false);
  const after = worldAfter([...PROVED, lending(), standsIn()]);
  expect(offerTo(LENDER, after).countersign).toBe(false);
});
