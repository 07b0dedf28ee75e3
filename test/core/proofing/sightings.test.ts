import { describe, expect, it } from '@jest/globals';
import { areProved, areProvedOn, type Proof, verifiersOf } from '../../../lambdas/core/proofing/proof.ts';
import { NOW } from '../../support/fixtures.ts';

const ONE = { now: NOW, channel: 'console', barred: [], sightings: 1 } as const;
const TWO = { ...ONE, sightings: 2 } as const;

let made = 0;
function proof(method: Proof['method'], verifier: string | null, over: Partial<Proof> = {}): Proof {
  made += 1;
  return {
    ...{ id: `p-${made}`, method, outcome: 'verified', verifier, reference: null, at: NOW, seen: [] },
    ...{ session: null, contact: null, called: null, channel: method, ...over },
  };
}

const inPerson = [{ leaf: { method: 'in-person' } }] as const;
const proofing = [{ leaf: { class: 'repeated-proofing' } }] as const;

describe('rule 9: where it takes two sightings', () => {
  it('does not take the word of one verifier, however often they say it', () => {
    const vera = [proof('in-person', 'person:vera')];
    expect(areProved(inPerson, vera, ONE)).toBe(true);
    expect(areProved(inPerson, vera, TWO)).toBe(false);
    expect(areProved(inPerson, [...vera, proof('in-person', 'person:vera')], TWO)).toBe(false);
    expect(areProved(proofing, [...vera, proof('live-video', 'person:vera')], TWO)).toBe(false);
  });

  it('takes two who each saw enough by themselves, by the same method or another that serves', () => {
    const vera = proof('in-person', 'person:vera');
    expect(areProved(inPerson, [vera, proof('in-person', 'person:victor')], TWO)).toBe(true);
    expect(areProved(proofing, [vera, proof('live-video', 'person:victor')], TWO)).toBe(true);
    expect(areProved(inPerson, [vera, proof('live-video', 'person:victor')], TWO)).toBe(false);
  });

  it('asks two for each thing that only verifiers prove', () => {
    const both = [{ all: [{ leaf: { method: 'in-person' } }, { leaf: { method: 'live-video' } }] }] as const;
    const parts = [proof('in-person', 'person:vera'), proof('live-video', 'person:victor')];
    expect(areProved(both, parts, ONE)).toBe(true);
    expect(areProved(both, parts, TWO)).toBe(false);
    const more = [...parts, proof('in-person', 'person:victor'), proof('live-video', 'person:vera')];
    expect(areProved(both, more, TWO)).toBe(true);
  });

  it('asks for no verifier where the plan is proved without any', () => {
    const own = [proof('passkey', null, { session: 'page' }), proof('in-person', 'person:vera')];
    expect(areProved([{ leaf: { method: 'passkey' } }], own, TWO)).toBe(true);
    expect(areProved(proofing, [proof('vendor', null, { session: 'page' })], TWO)).toBe(true);
  });

  it('does not count what has failed, has gone stale or is barred as a sighting', () => {
    const vera = proof('in-person', 'person:vera');
    const failed = proof('in-person', 'person:victor', { outcome: 'failed' });
    const stale = proof('in-person', 'person:victor', { at: '2000-01-01T00:00:00.000Z' });
    expect(areProved(inPerson, [vera, failed], TWO)).toBe(false);
    expect(areProved(inPerson, [vera, stale], TWO)).toBe(false);
    const sent = proof('live-video', 'person:victor');
    expect(areProved(proofing, [vera, sent], { ...TWO, barred: ['live-video'] })).toBe(false);
  });

  it('counts for a page what both said of this page', () => {
    const vera = proof('in-person', 'person:vera', { session: 'one' });
    const other = proof('in-person', 'person:victor', { session: 'two' });
    const same = proof('in-person', 'person:victor', { session: 'one' });
    expect(areProvedOn('one', { requirements: inPerson, proofs: [vera, other] }, TWO)).toBe(false);
    expect(areProvedOn('one', { requirements: inPerson, proofs: [vera, same] }, TWO)).toBe(true);
  });

  it('does not take a manager who attests for a verifier', () => {
    const word = proof('manager-attestation', 'person:max');
    expect(verifiersOf([word, proof('call-back', 'person:vera')])).toEqual(['person:vera']);
    expect(areProved([{ leaf: { method: 'manager-attestation' } }], [word], TWO)).toBe(true);
  });
});
