import { DynamoDbLookAlikes } from '../adapters/dynamodb/look-alikes.ts';
import { lookAlikesIn } from '../app/people/look-alikes.ts';
import type { RegistryServices } from '../app/people/registry.ts';
import { ENV } from '../contract/environment.ts';
import { normalTarget } from '../core/registry/identity.ts';
import { dynamo } from './clients.ts';
import { environment, once } from './environment.ts';
import { submitServices } from './ledger.ts';
import { keyring } from './signing.ts';
import { connectors } from './workflow.ts';

/** For the registry, with the deployment's connectors, to read which user or secret a name leads to. */
export const registryServices = /* @__PURE__ */ once(
  (): RegistryServices => ({
    ...submitServices(),
    lookAlikesOf: lookAlikesIn(new DynamoDbLookAlikes(dynamo(), environment(ENV.workspaceTable))),
    heldKeys: () => keyring().pinned(),
    directoryIdOf: async (name, target) => {
      const connector = connectors().find((one) => one.name === name);
      return connector === undefined ? normalTarget(target) : connector.identityOf(target);
    },
  }),
);
