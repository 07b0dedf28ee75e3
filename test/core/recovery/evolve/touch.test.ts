import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FREEZE_AFTER } from '../../../../lambdas/core/recovery/assess/freeze.ts';
import {
  ADVERSE_HELD,
  ADVERSE_TOUCHES,
  REMEMBERED_TOUCHES,
  remember,
  touchesOf,
  witnessOf,
} from '../../../../lambdas/core/recovery/evolve/touch.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { ACTIONS, type Tier } from '../../../../lambdas/core/registry/account.ts';
import { assessRisk } from '../../../../lambdas/core/risk/assess-risk.ts';
import { DAY, TOUCHES, type Touch, type Witness } from '../../../../lambdas/core/risk/facts.ts';
import { ASSESSED, OPENED, opens, PROVED, proves, rejects, stops } from '../../../support/deeds.ts';
import { ACTORS, aProfile, at, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { properties } from '../../../support/properties.ts';
import { type Past, worldAfter } from '../../../support/specification.ts';
import { ago, quiet } from '../../risk/risk-facts.ts';

const touchesAfter = (...past: readonly Past[]) => worldAfter(past).state.history.map(({ what }) => what);

describe('a touch', () => {
  it('is left by what happens to a recovery', () => {
    expect(touchesAfter(...ASSESSED, proves(ACTORS.verifier, 'in-person', 'failed'))).toEqual([
      'opened',
      'proof-failed',
    ]);
    expect(touchesAfter(...PROVED, rejects())).toEqual(['opened', 'rejected']);
  });

  it('is left by a stop, but where somebody takes back what they opened themselves', () => {
    const byAgent = opens({ agent: PEOPLE.agent }, ACTORS.agent);
    expect(touchesAfter(opens(), stops())).toEqual(['opened']);
    expect(touchesAfter(byAgent, stops(ACTORS.agent))).toEqual(['opened']);
    expect(touchesAfter(byAgent, stops())).toEqual(['opened', 'stopped']);
    expect(touchesAfter(opens(), stops(ACTORS.reviewer))).toEqual(['opened', 'stopped']);
  });

  it('is left once by a recovery that is denied', () => {
    const denied: LedgerEvent = { type: 'RecoveryDenied', reasons: ['no'], rules: [] };
    expect(touchesAfter(opens(), denied)).toEqual(['opened']);
  });

  it('tells of the action, the channel and the desk', () => {
    const place = {
      at: NOW,
      recovery: 'rec-1',
      origin: { channel: 'voice', desk: 'north' },
      actor: ACTORS.agent,
      command: { type: 'x' },
    };
    const event: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: false, evidence: {} };
    expect(touchesOf(event, place, { before: null, after: null, action: 'change-contact', opener: null })).toEqual([
      { what: 'granted', at: NOW, action: 'change-contact', channel: 'voice', desk: 'north', recovery: 'rec-1' },
    ]);
  });

  it('is left by a request that was refused, and by no other refusal', () => {
    const refused: LedgerEvent = { type: 'CommandRefused', code: 'already-open', facts: {} };
    const touch = (type: string) =>
      touchesOf(
        refused,
        { at: NOW, recovery: 'rec-1', origin: { channel: 'api', desk: null }, actor: ACTORS.agent, command: { type } },
        { before: null, after: null, action: null, opener: null },
      )[0]?.what;
    expect([touch('OpenRecovery'), touch('RecordProof'), touch('ReportSignal')]).toEqual([
      'refused',
      undefined,
      undefined,
    ]);
  });

  it.each<readonly [Tier, Tier, Touch['what'] | undefined]>([
    ['standard', 'privileged', 'privilege-raised'],
    ['privileged', 'critical', 'privilege-raised'],
    ['critical', 'standard', undefined],
    ['standard', 'standard', undefined],
  ])('says whether a change from %s to %s gave privilege', (from, to, what) => {
    const place = {
      at: NOW,
      recovery: null,
      origin: { channel: 'api', desk: null },
      actor: ACTORS.agent,
      command: { type: 'x' },
    };
    const event: LedgerEvent = { type: 'ProfileConfirmed', by: PEOPLE.admin, digest: 'd', changes: [] };
    const touched = { before: aProfile({ tier: from }), after: aProfile({ tier: to }), action: null, opener: null };
    expect(touchesOf(event, place, touched).map((touch) => touch.what)).toEqual(what === undefined ? [] : [what]);
  });
});

it('is left by a change of contacts in the registry besides, and by none of a first record', () => {
  const place = {
    at: NOW,
    recovery: null,
    origin: { channel: 'api', desk: null },
    actor: ACTORS.agent,
    command: { type: 'x' },
  };
  const event: LedgerEvent = { type: 'ProfileConfirmed', by: PEOPLE.admin, digest: 'd', changes: [] };
  const contacts = [{ id: 'mobile', kind: 'sms', address: '+41790000000', since: NOW }] as const;
  const after = aProfile({ tier: 'privileged', contacts });
  const whats = (before: ReturnType<typeof aProfile> | null) =>
    touchesOf(event, place, { before, after, action: null, opener: null }).map(({ what }) => what);
  expect(whats(aProfile({ contacts: [] }))).toEqual(['privilege-raised', 'contact-changed']);
  expect([whats(aProfile({ contacts })), whats(null)]).toEqual([['privilege-raised'], []]);
});

describe('the history', () => {
  const attempts = Array.from({ length: 500 }, () => ago(1, 'refused', { channel: 'portal' }));

  it('has a bound', () => {
    expect(attempts.reduce<readonly Touch[]>(remember, [])).toHaveLength(REMEMBERED_TOUCHES);
  });

  it('forgets nothing that weighs, and no other place, for a flood of attempts', () => {
    const before = [ago(60, 'proof-failed'), ago(50, 'refused', { channel: 'voice' }), ago(40, 'privilege-raised')];
    expect(attempts.reduce<readonly Touch[]>(remember, before)).toEqual(expect.arrayContaining(before));
  });

  it('forgets no failed proof for a flood of suspicions by one witness, and keeps each recovery that somebody on duty suspects', () => {
    const by = (as: Witness['as']) => (_: unknown, n: number) =>
      ago(50, 'suspected', { recovery: `rec-${n}`, by: { id: `person:${as}`, as } });
    const failed = ago(60, 'proof-failed', { recovery: 'rec-failed' });
    const left = (as: Witness['as']) => Array.from({ length: 20 }, by(as)).reduce<readonly Touch[]>(remember, [failed]);
    expect(left('person')).toEqual([failed, by('person')(undefined, 19)]);
    expect(left('machine')).toEqual([failed, by('machine')(undefined, 19)]);
    expect(left('on-duty')).toHaveLength(21);
  });

  it('names the witness of what is adverse, and of nothing else', () => {
    const suspected = { actor: ACTORS.agent, command: { type: 'RaiseSuspicion', reason: 'a voice' } } as const;
    const stopped = stops(ACTORS.jane, 'suspected-impersonation');
    const { history } = worldAfter([...OPENED, suspected, stopped]).state;
    expect(history.map(({ by }) => by?.id)).toEqual([undefined, PEOPLE.agent, PEOPLE.jane]);
    expect(witnessOf({ by: 'visitor', session: 'a' })).toEqual(witnessOf({ by: 'visitor', session: 'b' }));
  });

  it('has room for attempts, however much was granted before', () => {
    const granted = Array.from({ length: 200 }, (_, n) => ago(200 - n, 'granted', { action: 'rotate-secret' }));
    const full = [...granted, ago(0, 'opened'), ago(0, 'refused')].reduce<readonly Touch[]>(remember, []);
    expect(full).toHaveLength(REMEMBERED_TOUCHES);
    expect(full.slice(-2).map(({ what }) => what)).toEqual(['opened', 'refused']);
    const old = Array.from({ length: 64 }, (_, n) => ago(31 * 86_400 + 64 - n, 'proof-failed', { channel: `c-${n}` }));
    expect(remember(old, ago(0, 'opened'))).toEqual([...old.slice(1), ago(0, 'opened')]);
  });

  it('forgets no failed or repudiated proof of 30 days for whatever else happens, up to a bound of their own', () => {
    const next = fc.record({
      after: fc.nat(43_200),
      what: fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom(...ADVERSE_TOUCHES) },
        { weight: 8, arbitrary: fc.constantFrom(...TOUCHES) },
      ),
      action: fc.constantFrom(...ACTIONS, null),
      channel: fc.string({ maxLength: 2 }),
      desk: fc.option(fc.string({ maxLength: 2 })),
    });
    const washes = fc.record({ after: fc.constant(1), what: fc.constantFrom(...TOUCHES), times: fc.nat(100) });
    const flood = washes.map(({ times, ...one }) =>
      Array.from({ length: times }, (_, n) => ({ ...one, action: null, channel: `c${n}`, desk: `d${n}` })),
    );
    const stories = fc.array(
      fc.oneof(
        next.map((one) => [one]),
        flood,
      ),
      { minLength: 20, maxLength: 120 },
    );
    properties(
      fc.property(stories, (story) => {
        let seconds = 0;
        const touches = story.flat().map(({ after, ...one }, index): Touch => {
          seconds += after;
          return { ...one, at: at(seconds), recovery: String(index) };
        });
        const history = touches.reduce<readonly Touch[]>(remember, []);
        const recent = touches.filter((one) => ADVERSE_TOUCHES.includes(one.what) && one.at >= at(seconds - 30 * DAY));
        expect(history).toEqual(expect.arrayContaining(recent.slice(-ADVERSE_HELD)));
        expect(history.length).toBeLessThanOrEqual(REMEMBERED_TOUCHES);
      }),
      200,
    );
    expect(ADVERSE_HELD).toBeGreaterThan(4 * FREEZE_AFTER);
  });

  it.each(['contact-changed', 'privilege-raised', 'opened'] as const)(
    'forgets for no flood of changes by the owner that there was: %s',
    (what) => {
      const before = ago(3600, what, { action: 'reset-mfa' });
      const flood = Array.from({ length: 200 }, (_, n) =>
        ago(200 - n, n % 2 === 0 ? 'authenticator-changed' : 'refused', { action: null, desk: `d${n}` }),
      );
      expect([before, ...flood].reduce<readonly Touch[]>(remember, [])).toContainEqual(before);
    },
  );

  it('never makes risk less by one touch more, however full it is', () => {
    const touch = fc
      .record({
        seconds: fc.nat(86_400),
        what: fc.constantFrom(...TOUCHES),
        action: fc.constantFrom('reset-password', 'reset-mfa', 'change-contact'),
        channel: fc.constantFrom('voice', 'portal'),
      })
      .map(({ seconds, what, ...over }) => ago(seconds, what, over as Partial<Touch>));
    properties(
      fc.property(fc.array(touch, { minLength: 40, maxLength: REMEMBERED_TOUCHES }), touch, (history, more) => {
        const score = (of: readonly Touch[]) => assessRisk(quiet({ history: of })).score;
        expect(score(remember(history, more))).toBeGreaterThanOrEqual(score(history));
      }),
      500,
    );
  });
});
