import { EntraConnector } from '../../adapters/connectors/entra/connector.ts';
import { EntraDirectory } from '../../adapters/connectors/entra/directory.ts';
import { Graph } from '../../adapters/connectors/entra/graph.ts';
import { EntraHealth } from '../../adapters/connectors/entra/health.ts';
import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import type { Patience } from '../../adapters/https/patience.ts';
import type { Connector, Directory, DirectoryHealth } from '../../ports/connector.ts';
import { entraApplication } from '../entra-application.ts';

/** The tenant, our application in it, and the secret that holds the application's own. */
export interface EntraSettings {
  readonly tenant: string;
  readonly clientId: string;
  readonly secret: string;
  readonly groupTiers?: string | undefined;
  /** Whether keys of disks are released; absent: no. */
  readonly diskKeys?: boolean;
}

// Calls Microsoft Graph. `workflow.ts`, `registry.ts` and `doctor.ts` load this file with the first use.

export const entraConnector = (settings: EntraSettings): Connector =>
  new EntraConnector(graphOf(settings), {
    groupTiers: directoryGroupTiers(settings.groupTiers),
    diskKeys: settings.diskKeys === true,
  });

export const entraDirectory = (settings: EntraSettings): Directory =>
  new EntraDirectory(graphOf(settings), {
    groupTiers: directoryGroupTiers(settings.groupTiers),
    diskKeys: settings.diskKeys === true,
  });

export const entraHealth = (settings: EntraSettings): DirectoryHealth =>
  new EntraHealth(graphOf(settings), { diskKeys: settings.diskKeys === true });

/** Calls the tenant, as the application of these settings. */
export const graphOf = (settings: EntraSettings, patience?: Pick<Patience, 'call'>): Graph =>
  new Graph({ application: entraApplication(settings), ...(patience === undefined ? {} : { patience }) });
