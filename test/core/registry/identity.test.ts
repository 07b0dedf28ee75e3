import { describe, expect, it } from '@jest/globals';
import {
  claimedBy,
  directoryIdentity,
  higherTier,
  identityStream,
  isIdentityStream,
  normalTarget,
} from '../../../lambdas/core/registry/identity.ts';
import { aPerson, aProfile } from '../../support/fixtures.ts';

describe('an identity', () => {
  it('of an account is its connector and the directory’s own id, whatever name led there', () => {
    const one = aProfile({ account: 'cognito:ken', target: 'ken', directoryId: 'sub-4711' });
    const other = aProfile({ account: 'cognito:Ken', target: 'Ken', directoryId: 'sub-4711' });
    expect(claimedBy(one)).toEqual(['directory:cognito|sub-4711']);
    expect(claimedBy(other)).toEqual(claimedBy(one));
    expect(directoryIdentity({ ...one, connector: 'okta' })).not.toBe(directoryIdentity(one));
  });

  it('of a person is each subject, mailbox and ticket user', () => {
    expect(claimedBy(aPerson({ addresses: ['Jane+x@Example.com', 'jane@example.com'] }))).toEqual([
      ...['subject:https://issuer.example|sub-jane', 'address:jane@example.com', 'ticket-user:jira:jane'],
    ]);
  });

  it('has a stream whose name shows no address', () => {
    const stream = identityStream('address:jane@example.com');
    expect(isIdentityStream(stream)).toBe(true);
    expect(stream).not.toContain('jane');
    for (const other of ['identity:jane', 'person:jane', `${stream}0`]) expect(isIdentityStream(other)).toBe(false);
  });

  it.each(['ken', 'Ken', ' KEN ', 'ｋｅｎ'])('is spelled one way where no directory can be asked: %j', (target) => {
    expect(normalTarget(target)).toBe('ken');
  });

  it.each([
    ['standard', null, 'standard'],
    ['standard', 'privileged', 'privileged'],
    ['critical', 'privileged', 'critical'],
    [null, 'standard', 'standard'],
    [null, null, null],
  ] as const)('of tier %s and before of %s is of tier %s', (one, other, higher) => {
    expect(higherTier(one, other)).toBe(higher);
  });
});
