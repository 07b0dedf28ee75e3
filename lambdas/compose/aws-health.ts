import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { AwsHealth, type HealthPlaces } from '../adapters/aws/health.ts';
import type { Health } from '../ports/health.ts';
import { CALM } from './clients/clients.ts';
import { kms } from './clients/kms.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/** Calls five services. `doctor.ts` loads this file with the first examination. */
export const awsHealth = (places: HealthPlaces): Health =>
  new AwsHealth(
    {
      ...{ kms: kms(), secretsManager: secretsManager(), lambda: new LambdaClient(CALM) },
      ...{ ses: new SESClient(CALM), sns: new SNSClient(CALM) },
    },
    places,
  );
