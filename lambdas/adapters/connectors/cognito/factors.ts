import {
  AdminDeleteSoftwareTokenCommand,
  AdminGetUserAuthFactorsCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserSettingsCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Evidence } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerOf, answerUnless } from '../../aws/errors.ts';
import { type CognitoUser, factorsOff, hasSoftwareToken } from './user.ts';

/** How the factors of one user are reached. */
export interface FactorCalls {
  readonly client: CognitoIdentityProviderClient;
  readonly key: { readonly UserPoolId: string; readonly Username: string };
  readonly read: () => Promise<CognitoUser>;
}

/**
 * Removes every second factor that an administrator can remove, reads back, and says what was there. The token first: as long as it is
 * there, the user's factors show it, so that an attempt after a crash knows what is still to do. Throws `factor-left` where SMS stays on.
 */
export async function removeFactors(calls: FactorCalls, { factors }: CognitoUser): Promise<Evidence> {
  const { client, key, read } = calls;
  const deleted = await answerUnless(
    client.send(new AdminDeleteSoftwareTokenCommand(key)),
    hasSoftwareToken(factors) ? NO_TOKEN_TO_DELETE : [...NO_TOKEN_TO_DELETE, NO_AWS_ANSWER],
  );
  const off = factorsOff((await read()).factors);
  if (Object.keys(off).length > 0)
    await answerOf(client.send(new AdminSetUserMFAPreferenceCommand({ ...key, ...off })));
  await removeSmsOption(calls);
  return {
    factorsRemoved: [...factors].sort(),
    softwareToken: deleted === undefined ? 'not deleted: none, or not supported' : 'deleted',
    passkey: await passkeyOf(calls),
  };
}

/** SMS by the older setting outlives the newer one: it is turned off where it is kept. */
async function removeSmsOption({ client, key, read }: FactorCalls): Promise<void> {
  if (!(await read()).hasSmsOption) return;
  await answerOf(client.send(new AdminSetUserSettingsCommand({ ...key, MFAOptions: [] })));
  if ((await read()).hasSmsOption)
    throw new AdapterError('factor-left', { retryable: false, message: 'SMS stays on in `MFAOptions`' });
}

/** No administrator can remove a passkey, only its owner. So the ledger says whether one is left; not knowing it stops nothing. */
export async function passkeyOf({ client, key }: FactorCalls): Promise<'none' | 'left' | 'unknown'> {
  try {
    const answer = await client.send(new AdminGetUserAuthFactorsCommand(key));
    return answer.ConfiguredUserAuthFactors?.includes('WEB_AUTHN') === true ? 'left' : 'none';
  } catch {
    return 'unknown';
  }
}

/**
 * Turning a token off would not be enough: the pool goes on asking for its codes where it demands a second factor. But the operation is of
 * 2026: regions and stand-ins that do not know it yet say so, and so does a pool whose user has no token.
 */
const NO_TOKEN_TO_DELETE = [
  'InvalidAction',
  'InvalidParameterException',
  'NotImplemented',
  'OperationNotEnabledException',
  'ResourceNotFoundException',
  'SoftwareTokenMFANotFoundException',
  'UnknownOperationException',
];

/** What the SDK makes of an answer that no AWS service would give. Of a user who shows no token, nothing is known to be left then. */
const NO_AWS_ANSWER = 'SyntaxError';
