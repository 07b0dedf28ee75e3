import { DynamoDbDueGrants } from '../adapters/dynamodb/due-grants.ts';
import { ENV } from '../contract/environment.ts';
import type { DueGrants } from '../ports/workspace.ts';
import { dynamo } from './clients/clients.ts';
import { environment, once } from './clients/environment.ts';

/** The queue of grants, to read. */
export const guardServices = /* @__PURE__ */ once((): { readonly dueGrants: Pick<DueGrants, 'due'> } => ({
  dueGrants: new DynamoDbDueGrants(dynamo(), environment(ENV.workspaceTable)),
}));
