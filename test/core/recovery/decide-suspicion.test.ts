import { describe, expect, it } from '@jest/globals';
import { riskOf } from '../../../lambdas/core/recovery/assess/assess.ts';
import type { Actor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import { confirms, GRANTED, OPENED, opens, revokes, stops } from '../../support/deeds.ts';
import { ACTORS, aPersonActor, PEOPLE } from '../../support/fixtures.ts';
import { type Deed, given, later, type Past, registeredAs, worldAfter } from '../../support/specification.ts';
import { ago } from '../risk/risk-facts.ts';

const SOURCE = { by: 'signal-source', source: 'idp' } as const;

const suspects = (actor: Actor = ACTORS.agent, over: Partial<Deed> = {}): Deed => ({
  ...{ actor, command: { type: 'RaiseSuspicion', reason: 'the voice was not hers' }, ...over },
});

describe('a suspicion (rule 10)', () => {
  const robot = aPersonActor('person:robot', { nature: 'machine', roles: ['agent'] });

  it('is raised by staff and by machines, on a recovery, on one that has ended, and on an account', () => {
    const ended = [...GRANTED, later(3600), revokes(), confirms()];
    for (const actor of [ACTORS.agent, ACTORS.verifier, ACTORS.identityApprover, robot])
      for (const past of [OPENED, ended])
        given(...past)
          .when(suspects(actor))
          .thenHappens({ type: 'SuspicionRaised', by: actor.person });
    given()
      .when(suspects(ACTORS.agent, { recovery: null }))
      .thenHappens({ type: 'SuspicionRaised' });
  });

  it('is raised by nobody else, and of no account that nobody has registered', () => {
    for (const actor of [ACTORS.jane, SOURCE, { by: 'workflow' } as const])
      given(...OPENED)
        .when(suspects(actor))
        .thenRefused('role-missing', { role: 'any' });
    given(registeredAs(null)).when(suspects()).thenRefused('account-unknown');
  });

  it('sticks to the account, once for each witness, and stops nothing', () => {
    const { state } = worldAfter([...OPENED, suspects()]);
    expect(state.history.map(({ what }) => what)).toEqual(['opened', 'suspected']);
    expect(state.recoveries['rec-1']?.status).toBe('opened');
    given(...OPENED, suspects())
      .when(suspects())
      .thenNothing();
    given(...OPENED, suspects(robot))
      .when(suspects())
      .thenHappens({ type: 'SuspicionRaised', by: PEOPLE.agent });
  });

  it('of an account adds nothing when its witness says it again within a day', () => {
    const ofAccount = suspects(ACTORS.agent, { recovery: null });
    given(ofAccount, later(86_399)).when(ofAccount).thenNothing();
    given(ofAccount, later(86_400)).when(ofAccount).thenHappens({ type: 'SuspicionRaised' });
  });

  it('raises the risk where a machine has it, and freezes nothing, however often it says so', () => {
    const often = Array.from({ length: 5 }, () => [suspects(robot, { recovery: null }), later(86_400)]).flat();
    const { state, context } = worldAfter(often);
    const asked = worldAfter(OPENED).state.recoveries['rec-1'] as Recovery;
    expect(riskOf(asked, state, context).signals.map(({ name }) => name)).toContain('suspected-before');
    expect(state.freeze).toBeNull();
    expect(state.history).toHaveLength(1);
  });

  it('is what the next agent hears of, also where the opener stopped it', () => {
    const opened = opens({ agent: PEOPLE.agent }, ACTORS.agent);
    const signals = (...past: readonly Past[]) => {
      const { state, context } = worldAfter(past);
      const recovery = worldAfter(OPENED).state.recoveries['rec-1'] as Recovery;
      return riskOf({ ...recovery, id: 'rec-2' }, state, context).signals.map(({ name }) => name);
    };
    expect(signals(opened, stops(ACTORS.agent, 'suspected-impersonation'))).toContain('suspected-before');
    expect(signals(opened, stops(ACTORS.agent, 'mistake'))).not.toContain('suspected-before');
    expect(signals(opened, suspects(), stops(ACTORS.agent, 'mistake'))).toContain('suspected-before');
  });

  it('freezes the account with others', () => {
    const by = { id: PEOPLE.verifier, as: 'person' } as const;
    const adverse = ['rec-a', 'rec-b'].map((recovery) => ago(1, 'proof-failed', { recovery, by }));
    given((world) => ({ ...world, state: { ...world.state, history: adverse } }), ...OPENED)
      .when(suspects())
      .thenHappens({ type: 'SuspicionRaised' }, { type: 'AccountFrozen' });
  });
});
