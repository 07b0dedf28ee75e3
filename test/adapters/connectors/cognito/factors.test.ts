import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from '@jest/globals';
import { type FactorCalls, passkeyOf, removeFactors } from '../../../../lambdas/adapters/connectors/cognito/factors.ts';
import { cognitoUser } from '../../../../lambdas/adapters/connectors/cognito/user.ts';
import { faulty } from '../../../support/faulty-client.ts';
import { ModelCognito, type ModelUser, USER_POOL } from '../../../support/models/cognito.ts';

function userWith(over: Partial<ModelUser>) {
  const model = new ModelCognito();
  const jane = model.add('jane', over);
  const { client, calls } = faulty(model.client);
  const key = { UserPoolId: USER_POOL, Username: 'jane' };
  const factorCalls: FactorCalls = {
    client,
    key,
    read: async () => cognitoUser(await client.send(new AdminGetUserCommand(key))),
  };
  return { jane, calls, factorCalls };
}

describe('the factors of a user', () => {
  it('are removed in each place where they are kept, and told as they were', async () => {
    const { jane, factorCalls } = userWith({ factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], smsOption: true });
    expect(await removeFactors(factorCalls, await factorCalls.read())).toEqual({
      factorsRemoved: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      softwareToken: 'deleted',
      passkey: 'none',
    });
    expect(jane).toMatchObject({ factors: [], hasSoftwareToken: false, smsOption: false });
  });

  it('cost no change of the older setting where SMS is not on by it', async () => {
    const { calls, factorCalls } = userWith({ factors: ['SMS_MFA'] });
    await removeFactors(factorCalls, await factorCalls.read());
    expect(calls).not.toContain('AdminSetUserSettings');
  });

  it('show a passkey, which no administrator can remove', async () => {
    expect(await passkeyOf(userWith({ hasPasskey: true }).factorCalls)).toBe('left');
    expect(await passkeyOf(userWith({ hasPasskey: false }).factorCalls)).toBe('none');
  });
});
