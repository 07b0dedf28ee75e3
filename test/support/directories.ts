import {
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { asOperator } from '../../local/iam/principal.ts';
import { NAMES } from '../../local/start/environment.ts';

/** What people and systems meet in the directories of the local system, once a recovery has done its work. */

let app: string | undefined;

/**
 * Somebody signs in to an application of the user pool: `signed-in`, or what the pool asks for next, such as `NEW_PASSWORD_REQUIRED`. A wrong password and
 * a disabled user are answered by the name of the error.
 */
export async function signInAs(name: string, password: string): Promise<string> {
  const client = new CognitoIdentityProviderClient({});
  const pool = { UserPoolId: NAMES.userPool };
  return asOperator(async () => {
    app ??= (await client.send(new CreateUserPoolClientCommand({ ...pool, ClientName: 'mail' }))).UserPoolClient
      ?.ClientId;
    const asked = { ...pool, ClientId: app, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' } as const;
    const AuthParameters = { USERNAME: name, PASSWORD: password };
    const { AuthenticationResult: tokens, ChallengeName: next = 'none' } = await client.send(
      new AdminInitiateAuthCommand({ ...asked, AuthParameters }),
    );
    return tokens === undefined ? next : 'signed-in';
  })
    .catch((error: Error) => error.name)
    .finally(() => client.destroy());
}

/** The value that a consuming system reads from Secrets Manager at its next look. */
export async function secretReadBy(name: string): Promise<string> {
  const client = new SecretsManagerClient({});
  const read = () => client.send(new GetSecretValueCommand({ SecretId: name }));
  return asOperator(read)
    .then(({ SecretString = '' }) => SecretString)
    .finally(() => client.destroy());
}
