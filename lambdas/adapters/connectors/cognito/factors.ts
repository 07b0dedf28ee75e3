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

/** The calls for one user's factors. */
export interface FactorCalls {
  readonly client: CognitoIdentityProviderClient;
  readonly key: { readonly UserPoolId: string; readonly Username: string };
  readonly read: () => Promise<CognitoUser>;
}

/**
 * Removes every second factor that an administrator can remove, reads back, and returns what was there. The token goes first: while it
 * exists, the user's factors show it, so a retry after a crash knows what is left to do. Throws `factor-left` when SMS stays on.
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

/** SMS by the older setting survives changes to the newer one: it is turned off in the older one. */
async function removeSmsOption({ client, key, read }: FactorCalls): Promise<void> {
  if (!(await read()).hasSmsOption) return;
  await answerOf(client.send(new AdminSetUserSettingsCommand({ ...key, MFAOptions: [] })));
  if ((await read()).hasSmsOption)
    throw new AdapterError('factor-left', { retryable: false, message: 'SMS stays on in `MFAOptions`' });
}

/** Whether a passkey is left, for the ledger: only its owner can remove one. `unknown` stops nothing. */
export async function passkeyOf({ client, key }: FactorCalls): Promise<'none' | 'left' | 'unknown'> {
  try {
    const answer = await client.send(new AdminGetUserAuthFactorsCommand(key));
    return answer.ConfiguredUserAuthFactors?.includes('WEB_AUTHN') === true ? 'left' : 'none';
  } catch {
    return 'unknown';
  }
}

/**
 * Turning a token off is not enough: a pool that demands a second factor still asks for its codes. The operation is from 2026: regions and
 * stand-ins without it give these errors, and so does a pool whose user has no token.
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

/** The SDK's error for an answer that no AWS service gives. A user who shows no token then counts as having none left. */
const NO_AWS_ANSWER = 'SyntaxError';
