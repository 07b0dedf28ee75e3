import { describe, expect, it } from '@jest/globals';
import { riskOf } from '../../../../lambdas/core/recovery/assess/assess.ts';
import { decide } from '../../../../lambdas/core/recovery/decide/decide.ts';
import { MOST_THREATS } from '../../../../lambdas/core/recovery/decide/threat.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import { liveThreats, MOST_LOWERED } from '../../../../lambdas/core/recovery/state/warnings.ts';
import { POLICY_STREAM } from '../../../../lambdas/core/registry/adoption.ts';
import type { Threat } from '../../../../lambdas/core/risk/facts.ts';
import { OPENED } from '../../../support/deeds.ts';
import { ACTORS, aContext, anEnvelope, aPerson, aPersonActor, at } from '../../../support/fixtures.ts';
import { type Deed, given, later, type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

const olga = aPersonActor('person:olga', { roles: ['on-duty'] });
const oscar = aPersonActor('person:oscar', { roles: ['on-duty'] });

const raises = (actor = olga, desk: string | null = null, until = at(3600), drain = false): Deed => ({
  ...{ actor, recovery: null, command: { type: 'RaiseThreat', desk, until, reason: 'many calls', drain } },
});
const lowers = (actor = olga): Deed => ({
  ...{ actor, recovery: null },
  command: ({ state }) => ({ type: 'LowerThreat', threat: state.threats[0]?.id ?? 'none' }),
});

describe('the threat level', () => {
  it('is raised by one person on duty, and lowered by two (rule 10)', () => {
    given()
      .when(raises())
      .thenHappens({ type: 'ThreatRaised', threat: expect.objectContaining({ by: olga.person, until: at(3600) }) });
    given(raises()).when(lowers(olga)).thenHappens({ type: 'ThreatLoweringAsked', by: olga.person });
    given(raises(), lowers(olga)).when(lowers(olga)).thenRefused('same-proposer');
    const { state } = given(raises(), lowers(olga))
      .when(lowers(oscar))
      .thenHappens({ type: 'ThreatLowered', by: oscar.person });
    expect(liveThreats(state.threats, at(1))).toEqual([]);
  });

  it.each([
    ['anybody else', ACTORS.admin, 'role-missing'],
    ['a machine', { ...olga, nature: 'machine' } as const, 'machine-cannot-decide'],
    ['a session with one factor', { ...olga, assurance: 1 } as const, 'assurance-too-low'],
  ])('is not moved by %s', (_, actor, code) => {
    given()
      .when(raises(actor))
      .thenRefused(code as never);
    given(raises())
      .when(lowers(actor))
      .thenRefused(code as never);
  });

  it('is a drain for everybody only, and on no stream of an account', () => {
    given()
      .when(raises(olga, null, at(3600), true))
      .thenRefused('drain-in-part');
    const drains = (desk: string | null) =>
      anEnvelope(
        { type: 'RaiseThreat', desk, until: at(60), reason: 'we move', drain: true },
        { recovery: null, stream: POLICY_STREAM, actor: olga },
      );
    expect(decide(INITIAL, drains('north'), aContext())).toMatchObject({ refusal: { code: 'drain-in-part' } });
    expect(decide(INITIAL, drains(null), aContext())).toMatchObject({
      events: [{ type: 'ThreatRaised', threat: { drain: true, by: olga.person } }],
    });
  });

  it('ends by itself, and then there is nothing to lower', () => {
    given(raises(), later(3600)).when(lowers()).thenRefused('threat-unknown');
    given()
      .when(raises(olga, null, at(0)))
      .thenRefused('not-due');
  });

  it('is bounded', () => {
    const many = Array.from({ length: MOST_THREATS }, () => raises());
    given(...many)
      .when(raises())
      .thenRefused('too-many-threats');
    given(...many, later(3600))
      .when(raises(olga, null, at(7200)))
      .thenHappens({ type: 'ThreatRaised' });
  });

  it('is lowered so often only as what was signed for each can be remembered until its end', () => {
    const lowersNewest = (actor: typeof olga): Deed => ({
      ...{ actor, recovery: null },
      command: ({ state }) => ({ type: 'LowerThreat', threat: liveThreats(state.threats, at(0)).at(-1)?.id ?? 'none' }),
    });
    const many = Array.from({ length: MOST_LOWERED }, () => [raises(), lowersNewest(olga), lowersNewest(oscar)]).flat();
    given(...many, raises(), lowersNewest(olga))
      .when(lowersNewest(oscar))
      .thenRefused('too-many-threats');
    given(...many, later(3600), raises(olga, null, at(7200)), lowersNewest(olga))
      .when(lowersNewest(oscar))
      .thenHappens({ type: 'ThreatLowered' });
  });

  it('is lowered by what whoever has a passkey signed, and raised without (rule 10)', () => {
    const withPasskey: Past = (world) => {
      const people = [olga, oscar].map(({ person }) =>
        aPerson({ person, passkeys: [{ credentialId: person, publicKey: 'k', site: 'https://console.example.com' }] }),
      );
      return { ...world, context: { ...world.context, registry: { ...world.context.registry, people } } };
    };
    given(withPasskey).when(raises()).thenHappens({ type: 'ThreatRaised' });
    given(raises(), withPasskey).when(lowers(olga)).thenRefused('statement-missing');
    given(raises(), lowers(olga), withPasskey).when(lowers(oscar)).thenRefused('statement-missing');
    // Whoever may not lower it learns nothing of signatures.
    given(raises(), withPasskey).when(lowers(ACTORS.agent)).thenRefused('role-missing');
  });

  it('is for everybody on the stream of the policy, where no account is', () => {
    const envelope = anEnvelope(
      { type: 'RaiseThreat', desk: null, until: at(60), reason: 'calls', drain: false },
      { recovery: null, stream: POLICY_STREAM, actor: olga },
    );
    expect(decide(INITIAL, envelope, aContext())).toMatchObject({ accepted: true });
    expect(decide(INITIAL, { ...envelope, stream: 'cognito:nobody' }, aContext())).toMatchObject({ accepted: false });
  });

  const threat = (desk: string | null): Threat => ({
    ...{ id: 't', desk, until: at(60), reason: 'calls', by: olga.person, at: at(0), drain: false, loweredBy: null },
  });
  it.each([
    ['everybody', null, null, true],
    ['the desk that asks', 'north', 'north', true],
    ['another desk', 'north', 'south', false],
    ['a desk, where none asks', 'north', null, false],
  ] as const)('raises what is demanded for %s', (_, desk, asks, isRaised) => {
    const { state, context } = worldAfter(OPENED);
    const recovery = { ...(recoveryOf({ state, context, length: 0 }) as never as object), desk: asks } as never;
    const { signals } = riskOf(recovery, state, { ...context, threats: [threat(desk)] });
    expect(signals.some(({ name }) => name === 'threat-level')).toBe(isRaised);
  });

  it('raises what is demanded of the account that it was raised for', () => {
    const past: Past[] = [raises(), ...OPENED];
    const { state, context } = worldAfter(past);
    const recovery = state.recoveries['rec-1'];
    expect(recovery && riskOf(recovery, state, context).signals.map(({ name }) => name)).toContain('threat-level');
  });
});
