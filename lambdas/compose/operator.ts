import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';

/** Invokes functions like an operator, with the AWS credentials of their shell. The caller must destroy it. */
export const operatorClient = (): LambdaClient => new LambdaClient({});

/** Makes webhook keys, likewise. The caller must destroy it. */
export const operatorSecrets = (): SecretsManagerClient => new SecretsManagerClient({});

/** Publishes to the alert topic, likewise. The caller must destroy it. */
export const operatorAlerts = (): SNSClient => new SNSClient({});
