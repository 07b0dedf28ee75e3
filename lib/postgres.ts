import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { DatabaseServerSettings } from '../lambdas/contract/databases.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import { allow } from './grants.ts';

/** A PostgreSQL server whose roles are service accounts; `secret` is the whole ARN of its administrator's secret. */
export interface PostgresProps extends DatabaseServerSettings {
  /** ARN of the customer-managed key of that secret; absent: the key of the account for Secrets Manager. */
  readonly secretKey?: string;
}

/** Tells the rotation function of the servers, and lets it read the credentials of their administrators; no other function can. */
export function grantPostgres(rotation: LambdaFunction, servers: readonly PostgresProps[]): void {
  const told = servers.map(({ host, port, secret }): DatabaseServerSettings => ({ host, port, secret }));
  rotation.addEnvironment(ENV.postgres, JSON.stringify(told));
  allow(rotation, ['secretsmanager:GetSecretValue'], { on: [...new Set(servers.map(({ secret }) => secret))] });
  for (const { secret, secretKey } of servers)
    if (secretKey !== undefined)
      // INVARIANT: the key opens this secret and nothing else that it encrypts.
      allow(rotation, ['kms:Decrypt'], {
        on: [secretKey],
        when: { StringEquals: { 'kms:EncryptionContext:SecretARN': secret } },
      });
}
