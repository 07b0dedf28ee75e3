import { describe, expect, it } from '@jest/globals';
import {
  type Claimants,
  claimantsOf,
  handoverOf,
  placeFor,
  takenBy,
  warningsOf,
} from '../../../../lambdas/core/recovery/assess/handover.ts';
import { ACTIONS, yieldsCredential } from '../../../../lambdas/core/registry/account.ts';
import {
  ASSESSED,
  assesses,
  binds,
  claims,
  EXECUTING_ON_PAGE,
  GRANTED,
  GRANTED_ON_PAGE,
  hears,
  OTHER_PAGE,
  opens,
  PAGE,
  PROVED,
  proves,
  stops,
  vouches,
} from '../../../support/deeds.ts';
import { ACTORS, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { later, type Past, recoveryOf, registeredAs, worldAfter } from '../../../support/specification.ts';

const [HERE, THERE] = [PAGE, OTHER_PAGE].map((page) => (page.by === 'visitor' ? page.session : ''));

function standing(...past: readonly Past[]) {
  const world = worldAfter(past);
  const { state, context } = world;
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('it has ended');
  return { recovery, claimants: handoverOf(recovery, { state, now: context.now }) };
}
const placesAfter = (...past: readonly Past[]) => {
  const { claimants } = standing(...past);
  return claimants === null ? null : [HERE, THERE].map((page) => placeFor(page ?? '', claimants));
};

const SHARED = [
  registeredAs(
    aProfile({ kind: 'shared-mailbox', owner: null, custodians: [PEOPLE.custodian, PEOPLE.secondCustodian] }),
  ),
  opens({ requester: PEOPLE.custodian }, ACTORS.custodian),
  assesses(),
];

describe('rule 13: where the credential of a recovery will be taken is said', () => {
  it.each<[string, readonly Past[], readonly string[] | null]>([
    ['of nothing that is not proved yet', ASSESSED, null],
    ['by a sighting without a page: nowhere', PROVED, ['never', 'never']],
    [
      'by a sighting of a page: on that page',
      [...ASSESSED, hears(), vouches(ACTORS.verifier, 'in-person')],
      ['here', 'elsewhere'],
    ],
    ['while it is executed, on the same', EXECUTING_ON_PAGE, ['here', 'elsewhere']],
    ['when it is granted, on the same', GRANTED_ON_PAGE, ['here', 'elsewhere']],
    ['when it is granted and no page was named: nowhere', GRANTED, ['never', 'never']],
    [
      'when whoever confirmed it names a page then: on that',
      [...GRANTED, hears(), binds(ACTORS.verifier, 'in-person')],
      ['here', 'elsewhere'],
    ],
    [
      'of an account that is nobody`s own: to the custodian who asked',
      [...SHARED, proves()],
      ['signed-in', 'signed-in'],
    ],
    ['no more once it is taken', [...GRANTED_ON_PAGE, claims()], null],
    ['no more once it is stopped', [...GRANTED_ON_PAGE, stops()], null],
  ])('%s', (_, past, places) => {
    expect(placesAfter(...past)).toEqual(places);
  });

  it('as it was proved when it was executed, however late it is taken', () => {
    expect(placesAfter(...GRANTED_ON_PAGE, later(3_000))).toEqual(['here', 'elsewhere']);
  });

  it('only of actions that can produce one', () => {
    expect(ACTIONS.filter((action) => !yieldsCredential(action))).toEqual([
      ...['unlock', 'reissue-token', 'rotate-secret', 'replace-certificate', 'change-contact', 'revoke-sessions'],
    ]);
    expect(placesAfter(opens({ action: 'unlock' }), assesses(), proves())).toBeNull();
  });

  it('never where people do the work, whatever the action: it goes straight to whoever uses it', () => {
    const { recovery } = standing(...PROVED);
    const { plan } = recovery;
    if (plan === null) throw new Error('it has a plan');
    const { state, context } = worldAfter(PROVED);
    for (const [connector, taken] of [
      ['cognito', 'page'],
      ['by-hand', null],
      ['identity-center', null],
    ] as const) {
      const worked = { ...recovery, plan: { ...plan, connector } };
      expect([connector, takenBy(worked)]).toEqual([connector, taken]);
      expect(handoverOf(worked, { state, now: context.now }) === null).toBe(taken === null);
    }
  });

  it('by the custodian`s name, who takes it signed in', () => {
    const { claimants } = standing(...SHARED, proves());
    expect(claimants).toEqual({ pages: [], signedIn: PEOPLE.custodian } satisfies Claimants);
  });

  it('of nobody without a plan', () => {
    const { recovery } = standing(opens());
    const { state, context } = worldAfter([opens()]);
    expect(claimantsOf(recovery, { state, now: context.now })).toEqual({ pages: [], signedIn: null });
  });
});

describe('whoever confirms somebody without a page is warned', () => {
  const { recovery } = standing(...PROVED);
  const [proof] = recovery.proofs;
  if (proof === undefined) throw new Error('it is proved');
  const recorded = (over: object = {}) => [{ type: 'ProofRecorded', proof: { ...proof, ...over } } as const];

  it('where nobody could take the credential by it', () => {
    expect(warningsOf(recovery, recorded())).toEqual(['claim-impossible']);
  });

  it('and not where it is bound, adverse, of an account that is nobody`s own, or where there is nothing to take', () => {
    expect(warningsOf(recovery, recorded({ session: HERE }))).toEqual([]);
    expect(warningsOf(recovery, recorded({ outcome: 'failed' }))).toEqual([]);
    expect(warningsOf({ ...recovery, subject: null }, recorded())).toEqual([]);
    expect(warningsOf({ ...recovery, action: 'unlock' }, recorded())).toEqual([]);
    const plan = recovery.plan === null ? null : { ...recovery.plan, connector: 'identity-center' };
    expect(warningsOf({ ...recovery, plan }, recorded())).toEqual([]);
    expect(warningsOf(undefined, recorded())).toEqual([]);
    expect(warningsOf(recovery, [])).toEqual([]);
  });
});
