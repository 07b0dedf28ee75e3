import { beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf } from '../../../../console/staff/model/message.ts';
import { Refused } from '../../../../console/staff/model/refused.ts';
import { valueIn } from '../../../../console/staff/screens/difference.ts';
import { checksOf } from '../../../../console/staff/screens/verifying.ts';
import { sayIn } from '../../../../console/staff/texts/texts.ts';
import { loweringOf, threatInWords } from '../../../../console/staff/texts/words.ts';
import * as core from '../../../../lambdas/core/proofing/evidence.ts';
import { METHOD_NAMES } from '../../../../lambdas/core/proofing/methods.ts';

const telling = { say: sayIn('en'), language: 'en' } as const;
const threat = { desk: null, until: '2026-11-20T10:00:00.000Z', reason: 'we move', drain: false };

// Node 20 has no browser's languages.
beforeAll(() => {
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'] }, configurable: true });
});

describe('a no', () => {
  it('about look-alikes says to read those that the screen now shows', () => {
    const { text } = problemOf(new Refused('look-alikes-unseen', 'other records look like this one'), telling.say);
    expect(text).toBe('Other records look like this one since you read it. Read them, then confirm it.');
  });
});

describe('what people on duty have raised, in words', () => {
  it('never calls a drain a threat level, and says who lifts it', () => {
    const drain = threatInWords({ ...threat, drain: true }, telling);
    expect(drain).toContain('Two people on duty lift this');
    const [lifted, lowered] = [true, false].map((one) => loweringOf({ drain: one, loweredBy: null }));
    expect(telling.say(lifted?.lower ?? 'title')).not.toBe(telling.say(lowered?.lower ?? 'title'));
    expect(drain).not.toContain('threat level');
    expect(drain).toContain('“we move”');
  });

  it.each([true, false])('asks for a second person only while there is none (drain: %s)', (one) => {
    const said = (loweredBy: string | null) => telling.say(loweringOf({ drain: one, loweredBy }).done);
    expect([said(null).includes('second person'), said('person:dana').includes('second')]).toEqual([true, false]);
  });

  it('names the desk of a threat level that is for one desk', () => {
    expect(threatInWords(threat, telling)).toContain('for everybody');
    expect(threatInWords({ ...threat, desk: 'north' }, telling)).toContain('north');
  });
});

describe('the checks of a sighting', () => {
  it.each(METHOD_NAMES)('are those that the service takes, in its order: %s', (method) => {
    expect(checksOf(method)).toEqual(core.checksOf(method));
  });
});

describe('a change of a policy, in words', () => {
  it('is a length of time, a demand, a yes or a no, or that it is denied', () => {
    expect(valueIn(3600, 'grant', telling)).toContain('1 hour');
    expect(valueIn([{ leaf: { group: 'identity' } }], 'approvals', telling)).toContain('identity');
    expect(valueIn({ proofs: [{ leaf: { classes: 2 } }], barred: ['sms'] }, 'proofs', telling)).toContain('none by');
    expect(valueIn(false, 'statements', telling)).toBe('no');
    expect(valueIn(null, 'approvals', telling)).toBe('denied');
    expect(valueIn(null, 'reviewWithin', telling)).toBe('–');
    expect(valueIn('deny', 'verdict', telling)).toBe('denied');
  });
});
