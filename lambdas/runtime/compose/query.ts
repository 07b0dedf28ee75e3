import { DynamoDbLedger } from '../../adapters/dynamodb-ledger.ts';
import { DynamoDbViews } from '../../adapters/dynamodb-views.ts';
import { ENV } from '../../contract/environment.ts';
import type { ReadingServices } from '../reading.ts';
import { dynamo } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What the query function uses; it decides nothing and so knows no policy. */
export const readingServices = once(
  (): ReadingServices => ({
    ledger: new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable)),
    views: new DynamoDbViews(dynamo(), environment(ENV.workspaceTable)),
  }),
);
