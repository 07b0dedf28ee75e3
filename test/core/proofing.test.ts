import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, METHODS, type MethodName, PROOF_CLASSES } from '../../lambdas/core/proofing/methods.ts';
import {
  areProved,
  areProvedOn,
  holds,
  isAdverse,
  isGivenOnPage,
  OUTCOMES,
  type Proof,
} from '../../lambdas/core/proofing/proof.ts';
import { at, NOW, PEOPLE } from '../support/fixtures.ts';

const DAY = 86_400;
const JUDGED = { now: NOW, channel: 'console', barred: [], sightings: 1 } as const;

const proof = (over: Partial<Proof> = {}): Proof => ({
  ...{ id: 'p-1', method: 'in-person', outcome: 'verified', verifier: PEOPLE.verifier, reference: null, at: NOW },
  ...{ seen: [], session: null, contact: null, called: null, channel: over.method ?? 'in-person' },
  ...over,
});

describe('rule 7: what is no proof', () => {
  it.each(['security-questions', 'date-of-birth', 'manager-name', 'email-possession', 'chat-session', 'ticket'])(
    'does not know a method `%s`',
    (name) => {
      expect(METHOD_NAMES).not.toContain(name);
    },
  );

  it('puts every method in a class of SP 800-63B-4, and bounds how long it counts', () => {
    for (const { class: group, validSeconds } of Object.values(METHODS)) {
      expect(PROOF_CLASSES).toContain(group);
      expect(validSeconds).toBeLessThanOrEqual(DAY);
    }
  });
});

describe('a proof', () => {
  it('holds from when it was given until it is stale', () => {
    expect(holds(proof(), NOW)).toBe(true);
    expect(holds(proof(), at(DAY))).toBe(true);
    expect(holds(proof(), at(DAY + 0.001))).toBe(false);
    expect(holds(proof(), at(-0.001))).toBe(false);
  });

  it.each(OUTCOMES.filter((outcome) => outcome !== 'verified'))('does not count when it was %s', (outcome) => {
    expect(holds(proof({ outcome }), NOW)).toBe(false);
  });

  it('ends a recovery only when it speaks against the requester', () => {
    expect(OUTCOMES.filter(isAdverse)).toEqual(['failed', 'repudiated']);
  });
});

describe('areProved', () => {
  const inPerson = { leaf: { method: 'in-person' } } as const;
  const proofing = { leaf: { class: 'repeated-proofing' } } as const;
  const twoClasses = { leaf: { classes: 2 } };
  const video = proof({ id: 'p-2', method: 'live-video' });
  const manager = proof({ id: 'p-3', method: 'manager-attestation', verifier: PEOPLE.manager });

  it('takes a method or its class', () => {
    expect(areProved([inPerson], [proof()], JUDGED)).toBe(true);
    expect(areProved([inPerson], [video], JUDGED)).toBe(false);
    expect(areProved([proofing], [video], JUDGED)).toBe(true);
    expect(areProved([proofing], [manager], JUDGED)).toBe(false);
  });

  it('needs two classes for two classes, and not two methods of one', () => {
    expect(areProved([twoClasses], [proof(), video], JUDGED)).toBe(false);
    expect(areProved([twoClasses], [proof(), manager], JUDGED)).toBe(true);
  });

  it('uses one proof for several requirements, and never for two leaves of one', () => {
    expect(areProved([inPerson, proofing], [proof()], JUDGED)).toBe(true);
    expect(areProved([{ all: [inPerson, proofing] }], [proof()], JUDGED)).toBe(false);
    expect(areProved([{ all: [inPerson, proofing] }], [proof(), video], JUDGED)).toBe(true);
  });

  it('needs every requirement', () => {
    expect(areProved([inPerson, twoClasses], [proof()], JUDGED)).toBe(false);
  });

  it('does not count what is stale', () => {
    expect(areProved([inPerson], [proof()], { ...JUDGED, now: at(DAY + 1) })).toBe(false);
  });
});

describe('rule 9: proofs are independent', () => {
  const code = proof({ id: 'p-4', method: 'issued-code-email', channel: 'email', contact: 'work' });
  const saved = proof({ id: 'p-5', method: 'saved-code', channel: 'paper' });
  const twoClasses = { leaf: { classes: 2 } };

  it('does not count what came the way of the request', () => {
    expect(
      areProved([{ leaf: { method: 'issued-code-email' } }], [code], {
        now: NOW,
        channel: 'email',
        barred: [],
        sightings: 1,
      }),
    ).toBe(false);
    expect(
      areProved([{ leaf: { method: 'issued-code-email' } }], [code], {
        now: NOW,
        channel: 'phone',
        barred: [],
        sightings: 1,
      }),
    ).toBe(true);
    const call = proof({ method: 'issued-code-voice', channel: 'voice' });
    expect(
      areProved([{ leaf: { class: 'issued-code' } }], [call], { now: NOW, channel: 'phone', barred: [], sightings: 1 }),
    ).toBe(false);
  });

  it('does not let two that came the same way satisfy one requirement', () => {
    const callBack = proof({ id: 'p-6', method: 'call-back', channel: 'email', contact: 'work' });
    const both = { all: [{ leaf: { method: 'issued-code-email' } }, { leaf: { method: 'call-back' } }] } as const;
    expect(areProved([both], [code, callBack], JUDGED)).toBe(false);
    expect(areProved([both], [code, { ...callBack, channel: 'sms' }], JUDGED)).toBe(true);
  });

  it('lets them satisfy two requirements', () => {
    const callBack = proof({ id: 'p-6', method: 'call-back', channel: 'email', contact: 'work' });
    const each = [{ leaf: { method: 'issued-code-email' } }, { leaf: { method: 'call-back' } }] as const;
    expect(areProved(each, [code, callBack], JUDGED)).toBe(true);
  });

  it('takes two people who vouch for two ways, and one person for one', () => {
    const vouch = (method: MethodName, person: string) =>
      proof({ id: method, method, verifier: person, channel: person });
    const both = {
      all: [{ leaf: { method: 'manager-attestation' } }, { leaf: { method: 'recovery-contact' } }],
    } as const;
    const manager = vouch('manager-attestation', PEOPLE.manager);
    expect(areProved([both], [manager, vouch('recovery-contact', 'person:fred')], JUDGED)).toBe(true);
    expect(areProved([both], [manager, vouch('recovery-contact', PEOPLE.manager)], JUDGED)).toBe(false);
  });

  it('does not take two classes that came one way', () => {
    const phone = proof({ id: 'p-7', method: 'totp', channel: 'device' });
    expect(areProved([twoClasses], [code, phone], JUDGED)).toBe(true);
    expect(areProved([twoClasses], [code, { ...saved, channel: 'email' }], JUDGED)).toBe(false);
    expect(areProved([twoClasses], [code, saved], JUDGED)).toBe(true);
  });
});

describe('two people with one proof each are no proved one', () => {
  const twoClasses = { leaf: { classes: 2 } };
  const on = (session: string | null, method: MethodName) =>
    proof({ id: `${method}-${session}`, method, session, verifier: null, channel: method });
  const named = (session: string | null) =>
    proof({ id: `m-${session}`, method: 'manager-attestation', session, channel: PEOPLE.manager });
  const seen = (session: string | null) => proof({ id: `s-${session}`, session });

  it.each<[string, readonly Proof[], boolean]>([
    ['what one page gave', [on('a', 'totp'), on('a', 'saved-code')], true],
    ['what two pages gave', [on('a', 'totp'), on('b', 'saved-code')], false],
    ['what a page gave and its vendor said', [on('a', 'totp'), on('a', 'vendor')], true],
    ['what a page gave and the vendor of another said', [on('a', 'issued-code-email'), on('b', 'vendor')], false],
    ['what a page gave, and what somebody said who named it', [on('a', 'issued-code-email'), named('a')], true],
    ['what a page gave, and what somebody said who named another', [on('a', 'issued-code-email'), named('b')], false],
    ['what a page gave, and what somebody said who named none', [on('a', 'issued-code-email'), named(null)], false],
    ['what two people said, whichever page they named', [seen('a'), named(null)], true],
    ['what two people said of two pages', [seen('a'), named('b')], true],
  ])('%s', (_, proofs, proved) => {
    expect(areProved([twoClasses], proofs, JUDGED)).toBe(proved);
    expect(areProved([twoClasses], [...proofs].reverse(), JUDGED)).toBe(proved);
  });

  it('is asked of each page by itself', () => {
    const proofs = [on('a', 'totp'), on('a', 'saved-code'), on('b', 'passkey'), seen('b'), named(null)];
    const isProvedOn = (page: string | null) => areProvedOn(page, { requirements: [twoClasses], proofs }, JUDGED);
    expect([isProvedOn('a'), isProvedOn('b'), isProvedOn('c'), isProvedOn(null)]).toEqual([true, true, false, true]);
  });

  it.each<[MethodName, string | null, boolean]>([
    ['totp', 'a', true],
    ['vendor', 'a', true],
    ['recovery-contact', 'a', true],
    ['in-person', 'a', false],
    ['call-back', 'a', false],
    ['totp', null, false],
  ])('%s of page %s was given on it: %s', (method, session, given) => {
    expect(isGivenOnPage(proof({ method, session }))).toBe(given);
  });
});

describe('a proof of a strength', () => {
  it.each([
    ['issued-code-email', 1],
    ['totp', 2],
    ['passkey', 3],
  ] as const)('%s satisfies up to %d', (method, most) => {
    const one = proof({ method, channel: 'x' });
    for (const strength of [1, 2, 3] as const)
      expect(areProved([{ leaf: { strength } }], [one], JUDGED)).toBe(strength <= most);
  });
});
