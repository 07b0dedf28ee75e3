import { describe, expect, it } from '@jest/globals';
import { signedIn } from '../../../lambdas/adapters/https/successor.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const refused = new AdapterError('credentials', { retryable: true });
const held = { credential: async () => 'current', successor: async () => 'next' };

/** A vendor that takes one credential, and what it was asked with. */
function vendor(taken: string, failure: Error = refused) {
  const asked: string[] = [];
  const ask = async (credential: string): Promise<string> => {
    asked.push(credential);
    if (credential === taken) return 'a token';
    throw failure;
  };
  return { asked, ask };
}

describe('signing in', () => {
  it('is done with the credential, and its successor is not read', async () => {
    const { asked, ask } = vendor('current');
    const unread = { ...held, successor: () => Promise.reject(new Error('read')) };
    expect([await signedIn(unread, ask), asked]).toEqual(['a token', ['current']]);
  });

  it('is done with the successor where the vendor refuses the credential', async () => {
    const { asked, ask } = vendor('next');
    expect([await signedIn(held, ask), asked]).toEqual(['a token', ['current', 'next']]);
  });

  it.each([
    ['there is no successor', { credential: held.credential }],
    ['nothing takes its place', { ...held, successor: async () => undefined }],
    ['the vendor refuses both', held],
  ])('fails as the vendor says where %s', async (_, credentials) => {
    await expect(signedIn(credentials, vendor('another').ask)).rejects.toBe(refused);
  });

  it('fails at once where the answer says nothing about the credential', async () => {
    const late = new AdapterError('unavailable', { retryable: true });
    const { asked, ask } = vendor('next', late);
    await expect(signedIn(held, ask)).rejects.toBe(late);
    expect(asked).toEqual(['current']);
  });
});
