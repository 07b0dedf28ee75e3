import { describe, expect, it } from '@jest/globals';
import { flawOfSigningKey, proposeSigningKey } from '../../../../lambdas/core/recovery/decide/signing-key.ts';
import type { DecisionContext } from '../../../../lambdas/core/recovery/state/decision.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { KEYS_STREAM, type SigningKey } from '../../../../lambdas/core/registry/signing-key.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import { aContext, at, PEOPLE, registryFacts } from '../../../support/fixtures.ts';

const CONTEXT: DecisionContext = {
  ...aContext({ now: at(0) }),
  registry: {
    ...registryFacts(),
    held: [
      { family: 'people', key: 'one', spki: 'half of one', isFirst: true },
      { family: 'people', key: 'two', spki: 'half of two', isFirst: false },
      { family: 'people', key: 'three', spki: 'half of three', isFirst: false },
    ],
  },
};

const two = (over: Partial<SigningKey> = {}): SigningKey => ({
  ...{ family: 'people', key: 'two', spki: 'half of two', from: at(60), compromised: false },
  ...over,
});

const ADOPTED: StreamState = {
  ...INITIAL,
  signingKeys: [{ ...two({ from: at(300) }), proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin, at: at(0) }],
};

const flawOf = (key: SigningKey, state = INITIAL) => flawOfSigningKey(state, key, CONTEXT)?.refusal.code;

describe('a further signing key', () => {
  it('that the deployment holds is proposed, under the digest of exactly this key and time', () => {
    expect(proposeSigningKey(INITIAL, two(), { stream: KEYS_STREAM, by: PEOPLE.admin, context: CONTEXT })).toEqual({
      accepted: true,
      events: [{ type: 'SigningKeyProposed', signingKey: two(), by: PEOPLE.admin, digest: digestOf(two()) }],
    });
  });

  it('is proposed on the stream of signing keys only', () => {
    expect(
      proposeSigningKey(INITIAL, two(), { stream: 'cognito:jane', by: PEOPLE.admin, context: CONTEXT }),
    ).toMatchObject({ refusal: { code: 'proposal-mismatch' } });
  });

  it.each<[string, Partial<SigningKey>]>([
    ['that the deployment does not hold', { key: 'of-mallory' }],
    ['of another family', { family: 'workflow' }],
    ['with another public half', { spki: 'half of mallory' }],
  ])('%s is refused: the registry introduces none alone', (_kind, over) => {
    expect(flawOf(two(over))).toBe('key-not-held');
  });

  it('that counts already is refused', () => {
    expect(flawOf(two({ key: 'one', spki: 'half of one' }))).toBe('key-in-use');
    expect(flawOf(two({ from: at(600) }), ADOPTED)).toBe('key-in-use');
  });

  it('begins a minute or more later, so that every instance has heard of it; a compromised one is cut off earlier', () => {
    expect(flawOf(two({ from: at(59) }))).toBe('key-too-early');
    expect(flawOf(two({ from: at(60) }))).toBeUndefined();
    expect(flawOf(two({ from: at(-86_400), compromised: true }))).toBeUndefined();
  });

  it('begins after the one before it, also when that one is compromised', () => {
    const three = two({ key: 'three', spki: 'half of three', compromised: true });
    expect(flawOf({ ...three, from: at(300) }, ADOPTED)).toBe('key-too-early');
    expect(flawOf({ ...three, from: at(301) }, ADOPTED)).toBeUndefined();
  });
});
