import { DynamoDbLedger } from '../../adapters/dynamodb-ledger.ts';
import { PolicyFile } from '../../adapters/policy-file.ts';
import { ENV } from '../../contract/environment.ts';
import type { SubmitServices } from '../submit.ts';
import { surroundings } from '../surroundings.ts';
import { dynamo } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What every function that changes anything uses. What makes plans needs more: `planningServices`. */
export const submitServices = once(
  (): SubmitServices => ({
    ledger: new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable)),
    policy: new PolicyFile(environment(ENV.policyFile)),
    surroundings,
    campaigns: null,
  }),
);
