import { EntraConnector } from '../../adapters/connectors/entra/connector.ts';
import { EntraDirectory } from '../../adapters/connectors/entra/directory.ts';
import { Graph } from '../../adapters/connectors/entra/graph.ts';
import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import type { Connector, Directory } from '../../ports/connector.ts';
import { deploymentKeyOf } from '../clients/secrets-manager.ts';

/** The tenant, our application in it, and the secret that holds the application's own. */
export interface EntraSettings {
  readonly tenant: string;
  readonly clientId: string;
  readonly secret: string;
  readonly groupTiers?: string | undefined;
}

// Calls Microsoft Graph. `workflow.ts` and `registry.ts` load this file with the first use.

export const entraConnector = (settings: EntraSettings): Connector =>
  new EntraConnector(graphOf(settings), { groupTiers: directoryGroupTiers(settings.groupTiers) });

export const entraDirectory = (settings: EntraSettings): Directory =>
  new EntraDirectory(graphOf(settings), directoryGroupTiers(settings.groupTiers));

function graphOf({ tenant, clientId, secret }: EntraSettings): Graph {
  const key = deploymentKeyOf(secret);
  return new Graph({ application: async () => ({ tenant, clientId, clientSecret: (await key.versions())[0] }) });
}
