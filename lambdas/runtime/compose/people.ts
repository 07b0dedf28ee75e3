import { DynamoDbPeople } from '../../adapters/dynamodb-people.ts';
import { ENV } from '../../contract/environment.ts';
import type { People } from '../../ports/workspace.ts';
import { dynamo } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** Finds who signs in or is named in a ticket. */
export const people = once((): People => new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)));
