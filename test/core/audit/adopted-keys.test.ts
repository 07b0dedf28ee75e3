import { describe, expect, it } from '@jest/globals';
import { halvesBy } from '../../../lambdas/core/audit/adopted-keys.ts';
import { hashCommit, type SignedCommit, stateAfter } from '../../../lambdas/core/audit/commit.ts';
import type { Family } from '../../../lambdas/core/audit/families.ts';
import { keysAmong, type PinnedHalf } from '../../../lambdas/core/audit/keys.ts';
import { signatureFlawOf } from '../../../lambdas/core/audit/verify.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { INITIAL } from '../../../lambdas/core/recovery/state/state.ts';
import { KEYS_STREAM, type SigningKey } from '../../../lambdas/core/registry/signing-key.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { stored } from '../../support/commits.ts';
import { ACTORS, anEnvelope, aPolicy, at, PEOPLE } from '../../support/fixtures.ts';
import { aKeyPair, KEY_PAIRS, type KeyPair, PINNED_HALVES, signatureWith } from '../../support/signing.ts';

const SECOND = {
  people: aKeyPair('people', 'key/people2'),
  registry: aKeyPair('registry', 'key/registry2'),
  workflow: aKeyPair('workflow', 'key/workflow2'),
};
const OF_MALLORY = aKeyPair('people', 'key/of-mallory');

const held = ({ half: { from: _from, until: _until, ...half } }: KeyPair): PinnedHalf => ({ ...half, isFirst: false });
const PINNED: readonly PinnedHalf[] = [...PINNED_HALVES, ...Object.values(SECOND).map(held)];

const keyOf = ({ half: { family, key, spki } }: KeyPair, from: string, compromised = false): SigningKey => ({
  ...{ family, key, spki, from, compromised },
});

interface Written {
  readonly events: readonly LedgerEvent[];
  readonly command: 'ProposeSigningKey' | 'ConfirmProposal';
  readonly at: string;
  readonly by?: KeyPair;
  readonly family?: Family;
}

/** The next commit of the stream of signing keys. */
function next(head: SignedCommit | undefined, { events, command, at: when, by = KEY_PAIRS.registry, family }: Written) {
  const envelope = anEnvelope({ type: command } as never, { stream: KEYS_STREAM, recovery: null, actor: ACTORS.admin });
  const writer = { family: family ?? by.half.family, key: by.half.key };
  const hashed = hashCommit(head, stateAfter(head) ?? INITIAL, envelope, {
    ...{ at: when, policy: aPolicy().digest, events, writer },
  });
  return { ...hashed, signature: signatureWith(by, hashed) };
}

/** Two administrators adopt each of these keys, at these moments. */
function adopting(...keys: readonly { readonly key: SigningKey; readonly at: string; readonly by?: KeyPair }[]) {
  const commits: SignedCommit[] = [];
  for (const { key, at: when, by } of keys) {
    const digest = digestOf(key);
    const signs = by === undefined ? {} : { by };
    const proposed: LedgerEvent = { type: 'SigningKeyProposed', signingKey: key, by: PEOPLE.admin, digest };
    commits.push(next(commits.at(-1), { events: [proposed], command: 'ProposeSigningKey', at: when, ...signs }));
    const adopted: LedgerEvent = { type: 'SigningKeyAdopted', by: PEOPLE.secondAdmin, digest };
    commits.push(next(commits.at(-1), { events: [adopted], command: 'ConfirmProposal', at: when, ...signs }));
  }
  return commits;
}

const halves = (commits: readonly SignedCommit[]) => halvesBy(commits.map(stored), PINNED);

/** The flaw of a right signature by this key at this moment. */
function flawAt(commits: readonly SignedCommit[], by: KeyPair, when: string) {
  const hashed = { commit: { prev: '' }, bytes: 'bytes' };
  const signed = { message: 'bytes', signature: signatureWith(by, hashed) };
  const writer = { family: by.half.family, key: by.half.key };
  return signatureFlawOf({ writer, at: when }, signed, keysAmong(halves(commits)));
}

const ROTATED = adopting({ key: keyOf(SECOND.people, at(100)), at: at(10) });

describe('a key that two administrators adopted', () => {
  it('counts from its date, and the old one up to it: what that signed before stays valid', () => {
    expect(flawAt(ROTATED, KEY_PAIRS.people, at(99))).toBeUndefined();
    expect(flawAt(ROTATED, KEY_PAIRS.people, at(101))).toBe('key-ended');
    expect(flawAt(ROTATED, SECOND.people, at(99))).toBe('key-unknown');
    expect(flawAt(ROTATED, SECOND.people, at(101))).toBeUndefined();
    expect(flawAt(ROTATED, KEY_PAIRS.workflow, at(101))).toBeUndefined();
  });

  it('does not count before it is confirmed', () => {
    expect(flawAt(ROTATED.slice(0, 1), SECOND.people, at(101))).toBe('key-unknown');
    expect(flawAt(ROTATED.slice(0, 1), KEY_PAIRS.people, at(101))).toBeUndefined();
  });

  it('does not count where the deployment does not pin it: a captured function of the registry introduces none alone', () => {
    const forged = adopting({ key: keyOf(OF_MALLORY, at(100)), at: at(10) });
    expect(flawAt(forged, OF_MALLORY, at(101))).toBe('key-unknown');
    expect(flawAt(forged, KEY_PAIRS.people, at(101))).toBeUndefined();
  });

  it('does not count for another family than the pinned one', () => {
    const swapped = adopting({ key: { ...keyOf(SECOND.workflow, at(100)), family: 'people' }, at: at(10) });
    expect(halves(swapped).filter(({ from }) => from !== null)).toEqual([]);
  });

  it('is not introduced by a captured function of another family, which does not stop the stream either', () => {
    const key = keyOf(SECOND.people, at(100));
    const adopted: LedgerEvent = { type: 'SigningKeyAdopted', by: PEOPLE.secondAdmin, digest: digestOf(key) };
    const forging = { command: 'ConfirmProposal', at: at(11), by: KEY_PAIRS.people } as const;
    const [proposal] = ROTATED;
    const forged = next(proposal, { ...forging, events: [adopted] });
    const asRegistry = next(forged, { ...forging, events: [adopted], family: 'registry' });
    const commits = [...ROTATED.slice(0, 1), forged, asRegistry];
    expect(flawAt(commits, SECOND.people, at(101))).toBe('key-unknown');
  });

  it('of the registry signs what comes later; its predecessor cannot be cut off before the adoption that it signed', () => {
    const second = { key: keyOf(SECOND.registry, at(-500), true), at: at(10) };
    const then = { key: keyOf(SECOND.people, at(100)), at: at(20), by: SECOND.registry };
    const commits = adopting(second, then);
    expect(flawAt(commits, SECOND.people, at(101))).toBeUndefined();
    expect(flawAt(commits, KEY_PAIRS.registry, at(9))).toBeUndefined();
    expect(flawAt(commits, KEY_PAIRS.registry, at(11))).toBe('key-ended');
    const withTheOld = adopting(second, { ...then, by: KEY_PAIRS.registry });
    expect(flawAt(withTheOld, SECOND.people, at(101))).toBe('key-unknown');
  });

  it('cuts a compromised key off in the past: what it signed since then is forged', () => {
    const cut = adopting({ key: keyOf(SECOND.people, at(-500), true), at: at(10) });
    expect(flawAt(cut, KEY_PAIRS.people, at(-501))).toBeUndefined();
    expect(flawAt(cut, KEY_PAIRS.people, at(-499))).toBe('key-ended');
  });
});
