import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { AwsHealth, type HealthPlaces } from '../adapters/aws/health.ts';
import { IamApi } from '../adapters/iam/api.ts';
import type { Health } from '../ports/health.ts';
import { CALM } from './clients/clients.ts';
import { iamQuery } from './clients/iam.ts';
import { kms } from './clients/kms.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/** One call, which lasts as long as the slowest system that is looked at, and ends before its function. */
const WAITING = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;

/** Calls six services. `doctor.ts` loads this file with the first examination. */
export const awsHealth = (places: HealthPlaces): Health =>
  new AwsHealth(
    {
      ...{ kms: kms(), secretsManager: secretsManager(), lambda: new LambdaClient(CALM) },
      ...{ ses: new SESClient(CALM), sns: new SNSClient(CALM), waiting: new LambdaClient(WAITING) },
      iam: new IamApi(iamQuery()),
    },
    places,
  );
