import { describe, expect, it } from '@jest/globals';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { signatureFlawOf } from '../../../lambdas/core/audit/verify.ts';
import { at, NOW } from '../../support/fixtures.ts';
import { aKeyPair, KEYS, signatureOver, writerOf } from '../../support/signing.ts';

const message = 'the hash before it, and the bytes';
const signature = signatureOver('', message, 'people');
const commit = { writer: writerOf('people'), at: NOW };

describe('the signature of a commit', () => {
  it('is good when the key that the bytes name has signed them', () => {
    expect(signatureFlawOf(commit, { message, signature }, KEYS)).toBeUndefined();
  });

  it.each([
    ['other bytes', { message: `${message}.`, signature }],
    ['nothing', { message, signature: '' }],
    ['no DER', { message, signature: 'AAAA' }],
    ['the same bytes spelled otherwise', { message, signature: `${signature} ` }],
    ['another key', { message, signature: signatureOver('', message, 'timers') }],
  ])('is wrong for %s', (_, given) => {
    expect(signatureFlawOf(commit, given, KEYS)).toBe('signature-wrong');
  });

  it('is by nobody when no such key is pinned, or it is pinned for another family', () => {
    const unknown = { ...commit, writer: { family: 'people', key: 'key/of-mallory' } } as const;
    expect(signatureFlawOf(unknown, { message, signature }, KEYS)).toBe('key-unknown');
    const borrowed = { ...commit, writer: { family: 'registry', key: 'key/people' } } as const;
    expect(signatureFlawOf(borrowed, { message, signature }, KEYS)).toBe('key-unknown');
  });

  it('counts only from the date of its key on', () => {
    const { half } = aKeyPair('people', 'key/people', at(60));
    const keys: Keys = () => ({ ...half, verifies: () => true });
    expect(signatureFlawOf({ ...commit, at: at(59) }, { message, signature }, keys)).toBe('key-unknown');
    expect(signatureFlawOf({ ...commit, at: at(60) }, { message, signature }, keys)).toBeUndefined();
  });
});
