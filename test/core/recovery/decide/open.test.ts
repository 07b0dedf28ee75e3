import { describe, expect, it } from '@jest/globals';
import { fraudCloseOf, MOST_LIVE, MOST_OPEN, RESERVED } from '../../../../lambdas/core/recovery/decide/open.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { confirms, GRANTED, OPENED, opens, revokes } from '../../../support/deeds.ts';
import { ACTORS, anNhiProfile, anOrigin, aPersonActor, PEOPLE } from '../../../support/fixtures.ts';
import {
  type Deed,
  decisionOn,
  given,
  later,
  recoveryOf,
  registeredAs,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

const fromTicket = { by: 'ticket-system', source: 'jira' } as const;

describe('opening a recovery', () => {
  it('is for accounts that the registry has', () => {
    given(registeredAs(null)).when(opens()).thenRefused('account-unknown');
  });

  it('needs a name', () => {
    given()
      .when({ ...opens(), recovery: null })
      .thenRefused('recovery-unknown');
  });

  it.each([
    ['the owner for themselves', opens()],
    ['an agent for the owner', opens({ agent: PEOPLE.agent }, ACTORS.agent)],
    ['a ticket system for the owner', opens({}, fromTicket)],
    ['a ticket system for an agent and the owner', opens({ agent: PEOPLE.agent }, fromTicket)],
  ])('is for %s', (_, deed) => {
    given().when(deed).thenHappens({ type: 'RecoveryOpened', requester: PEOPLE.jane });
  });

  it('is refused with a ticket that was closed as a fraud, unless it only takes access away', () => {
    const ticket = { source: 'jira', id: 'HELP-1' };
    const closed = (world: World): World => ({
      ...world,
      context: { ...world.context, registry: { ...world.context.registry, closedAsFraud: true } },
    });
    given(closed).when(opens({ ticket }, fromTicket)).thenRefused('ticket-closed-as-fraud', ticket);
    given(closed)
      .when(opens({ ticket, action: 'revoke-sessions' }, fromTicket))
      .thenHappens({ type: 'RecoveryOpened' });
  });

  it('keeps the pseudonyms of who called and where it came from, which decide nothing here', () => {
    const traces = { caller: 'pseudonym:calling', network: 'pseudonym:asking' } as const;
    const { state } = given()
      .when(opens(traces, fromTicket))
      .thenHappens({ type: 'RecoveryOpened', ...traces });
    expect(state.recoveries['rec-1']).toMatchObject(traces);
  });

  it.each([
    ['for somebody else without being an agent', opens({ agent: PEOPLE.verifier }, ACTORS.verifier)],
    ['for somebody else in the name of an agent', opens({ agent: 'person:another' }, ACTORS.agent)],
    ['for somebody else and nobody’s agent', opens({}, ACTORS.agent)],
    ['for themselves and in the name of an agent', opens({ agent: PEOPLE.agent })],
    ['by the workflow', opens({}, { by: 'workflow' })],
  ])('is refused %s', (_, deed) => {
    given().when(deed).thenRefused('role-missing', { role: 'agent' });
  });

  it('is at a desk that the token names, or that a ticket system does', () => {
    const at = (desk: string, deed: Deed): Deed => ({ ...deed, origin: anOrigin({ desk }) });
    const byAgent = opens({ agent: PEOPLE.agent }, ACTORS.agent);
    given().when(at('north', byAgent)).thenHappens({ type: 'RecoveryOpened' });
    given()
      .when(at('elsewhere', opens({}, fromTicket)))
      .thenHappens({ type: 'RecoveryOpened' });
    given().when(at('south', byAgent)).thenRefused('desk-not-theirs', { desk: 'south' });
  });

  it('takes the place of a grant that stands, where somebody forgot it again, and of nothing else', () => {
    const again = { ...opens(), recovery: 'rec-2' };
    given(...GRANTED)
      .when(again)
      .thenHappens({ type: 'RecoveryOpened' });
    const unlocked = GRANTED.map((past, index) => (index === 0 ? opens({ action: 'unlock' }) : past));
    given(...unlocked)
      .when({ ...opens({ action: 'unlock' }), recovery: 'rec-2' })
      .thenRefused('already-open', { recovery: 'rec-1', status: 'granted' });
  });

  it('waits for no review of the last one, whose grant is gone', () => {
    const again = { ...opens(), recovery: 'rec-2' };
    const revoked = [...GRANTED, later(3600), revokes()];
    given(...revoked)
      .when(again)
      .thenRefused('already-open', { recovery: 'rec-1', status: 'revoking' });
    given(...revoked, confirms())
      .when(again)
      .thenHappens({ type: 'RecoveryOpened' });
  });

  it.each(['granted', 'revoking', 'revocation-overdue'] as const)(
    'of the key of a disk waits for no end of the last one that is %s: the device needs the key to get a new one',
    (status) => {
      const again = { ...opens({ action: 'release-disk-key' }), recovery: 'rec-2' };
      const released =
        (over: Partial<Recovery>) =>
        (world: World): World => {
          const { 'rec-1': one } = world.state.recoveries;
          if (one === undefined) throw new Error('it is there');
          const recoveries = { 'rec-1': { ...one, action: 'release-disk-key' as const, status, ...over } };
          return { ...world, state: { ...world.state, recoveries } };
        };
      given(...GRANTED, released({}))
        .when(again)
        .thenHappens({ type: 'RecoveryOpened' });
      // Who still has to prove, to agree or to execute goes on with that.
      for (const before of ['proofing', 'approving', 'executing'] as const)
        given(...GRANTED, released({ status: before }))
          .when(again)
          .thenRefused('already-open', { recovery: 'rec-1', status: before });
      // Every other credential is gone before there is another one.
      if (status !== 'granted')
        given(...GRANTED, released({ action: 'reset-password' }))
          .when({ ...opens(), recovery: 'rec-2' })
          .thenRefused('already-open', { recovery: 'rec-1', status });
    },
  );

  it('is refused when a ticket names the requester as the agent', () => {
    given()
      .when(opens({ agent: PEOPLE.jane }, fromTicket))
      .thenRefused('conflicting-part', { holds: 'requester', wants: 'agent' });
  });

  it('is refused for whoever is neither owner nor custodian', () => {
    given()
      .when(opens({ requester: PEOPLE.manager }, ACTORS.manager))
      .thenRefused('requester-not-entitled');
    given(registeredAs(anNhiProfile()))
      .when(opens({ requester: PEOPLE.jane, action: 'rotate-secret' }))
      .thenRefused('requester-not-entitled');
  });

  it('has no subject where the account is nobody’s own', () => {
    given(registeredAs(anNhiProfile()))
      .when(opens({ requester: PEOPLE.custodian, action: 'rotate-secret' }, ACTORS.custodian))
      .thenHappens({ type: 'RecoveryOpened', subject: null });
  });

  it('is refused while the same one is under way', () => {
    given(...OPENED)
      .when({ ...opens(), recovery: 'rec-new' })
      .thenRefused('already-open', { recovery: 'rec-1' });
  });

  describe('takes a slot (rule 10)', () => {
    const byAgent = opens({ agent: PEOPLE.agent, action: 'reset-mfa' }, ACTORS.agent);
    const byOwner = opens({ action: 'reset-mfa' });
    const ending = opens({ agent: PEOPLE.agent, action: 'revoke-sessions' }, ACTORS.agent);
    /** So many recoveries of each kind under way, all of another action than what is asked for next. */
    const crowded = (counts: {
      readonly others?: number;
      readonly own?: number;
      readonly reviewing?: number;
    }): World => {
      const world = worldAfter([opens({ agent: PEOPLE.agent, action: 'unlock' }, ACTORS.agent)]);
      const one = recoveryOf(world) as Recovery;
      const { others = 0, own = 0, reviewing = 0 } = counts;
      const made = [
        ...Array.from({ length: others }, () => one),
        ...Array.from({ length: own }, () => ({ ...one, agent: null })),
        ...Array.from({ length: reviewing }, () => ({ ...one, status: 'reviewing' as const })),
      ];
      const recoveries = Object.fromEntries(
        made.map((each, index) => [`rec-o${index}`, { ...each, id: `rec-o${index}` }]),
      );
      return { ...world, state: { ...world.state, recoveries } };
    };

    it.each([
      [{ others: MOST_OPEN - 1 }, byAgent, true],
      [{ others: MOST_OPEN }, byAgent, false],
      [{ others: MOST_OPEN }, byOwner, true],
      [{ others: MOST_OPEN, own: RESERVED.own }, byOwner, false],
      [{ own: RESERVED.own + MOST_OPEN - 1 }, byOwner, true],
      [{ own: RESERVED.own + MOST_OPEN }, byOwner, false],
      [{ others: MOST_OPEN, own: RESERVED.own }, ending, true],
      [{ others: MOST_OPEN - 1, reviewing: 10 }, byAgent, true],
      [{ others: MOST_OPEN - 1, reviewing: MOST_LIVE }, byAgent, false],
    ])('with %j under way', (counts, deed, accepted) => {
      const decision = decisionOn(crowded(counts), { ...deed, recovery: 'rec-new' });
      expect(decision.accepted).toBe(accepted);
      if (!decision.accepted) expect(decision.refusal.code).toBe('too-many-open');
    });
  });

  it('lets a machine ask for an account of its own', () => {
    const robin = aPersonActor('person:robin', { nature: 'machine' });
    given(registeredAs(anNhiProfile({ custodians: ['person:robin'] })))
      .when(opens({ requester: 'person:robin', action: 'rotate-secret' }, robin))
      .thenHappens({ type: 'RecoveryOpened' });
  });
});

it('a close of a ticket has one name, on the stream of its system, which no other ticket has', () => {
  const close = fraudCloseOf({ source: 'jira', id: 'HELP-1' });
  expect(close).toEqual({ stream: 'source:jira', id: expect.any(String) });
  expect(fraudCloseOf({ source: 'jira', id: 'HELP-1' })).toEqual(close);
  const others = [
    { source: 'jira', id: 'HELP-2' },
    { source: 'zendesk', id: 'HELP-1' },
    { source: 'jira:HELP', id: '1' },
  ];
  for (const other of others) expect(fraudCloseOf(other).id).not.toBe(close.id);
});
