import { describe, expect, it } from '@jest/globals';
import { MOST_OPEN } from '../../../lambdas/core/recovery/state.ts';
import { ACTIONS } from '../../../lambdas/core/registry/account.ts';
import { confirms, GRANTED, opens, revokes } from '../../support/deeds.ts';
import { ACTORS, anNhiProfile, anOpenRecovery, anOrigin, aPersonActor, PEOPLE } from '../../support/fixtures.ts';
import {
  type Deed,
  decisionOn,
  given,
  happened,
  later,
  newWorld,
  registeredAs,
  type World,
} from '../../support/specification.ts';

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

  it('is refused while the same one is under way, and while too many are', () => {
    const openAnother = (world: World, action: (typeof ACTIONS)[number], recovery: string) =>
      decisionOn(world, { actor: ACTORS.jane, command: anOpenRecovery({ action }), recovery });
    const crowded = ACTIONS.slice(0, MOST_OPEN).reduce((world, action, index) => {
      const decision = openAnother(world, action, `rec-${index}`);
      return decision.accepted ? happened(world, decision.events, `rec-${index}`) : world;
    }, newWorld());
    expect(Object.keys(crowded.state.recoveries)).toHaveLength(MOST_OPEN);
    expect(openAnother(crowded, ACTIONS[0], 'rec-new')).toMatchObject({
      refusal: { code: 'already-open', facts: { recovery: 'rec-0' } },
    });
    expect(openAnother(crowded, ACTIONS[MOST_OPEN] ?? 'unlock', 'rec-new')).toMatchObject({
      refusal: { code: 'too-many-open', facts: { open: MOST_OPEN } },
    });
  });

  it('lets a machine ask for an account of its own', () => {
    const robin = aPersonActor('person:robin', { nature: 'machine' });
    given(registeredAs(anNhiProfile({ custodians: ['person:robin'] })))
      .when(opens({ requester: 'person:robin', action: 'rotate-secret' }, robin))
      .thenHappens({ type: 'RecoveryOpened' });
  });
});
