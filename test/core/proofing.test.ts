import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, METHODS, PROOF_CLASSES } from '../../lambdas/core/proofing/methods.ts';
import { areProved, holds, isAdverse, OUTCOMES, type Proof } from '../../lambdas/core/proofing/proof.ts';
import { at, NOW, PEOPLE } from '../support/fixtures.ts';

const DAY = 86_400;
const JUDGED = { now: NOW, channel: 'console' };

const proof = (over: Partial<Proof> = {}): Proof => ({
  ...{ id: 'p-1', method: 'in-person', outcome: 'verified', verifier: PEOPLE.verifier, reference: null, at: NOW },
  ...{ session: null, contact: null, channel: over.method ?? 'in-person' },
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
