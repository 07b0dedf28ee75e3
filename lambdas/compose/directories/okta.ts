import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import { OktaConnector } from '../../adapters/connectors/okta/connector.ts';
import { OktaDirectory } from '../../adapters/connectors/okta/directory.ts';
import { OktaHealth } from '../../adapters/connectors/okta/health.ts';
import { Okta } from '../../adapters/connectors/okta/okta.ts';
import type { Patience } from '../../adapters/https/patience.ts';
import type { Connector, Directory, DirectoryHealth } from '../../ports/connector.ts';
import { oktaApplication } from '../okta-application.ts';

/** The org, our service app in it, and the secret that holds the app's private key. */
export interface OktaSettings {
  readonly org: string;
  readonly clientId: string;
  readonly secret: string;
  readonly groupTiers?: string | undefined;
}

// Calls Okta. `workflow.ts`, `registry.ts` and `doctor.ts` load this file with the first use.

export const oktaConnector = (settings: OktaSettings): Connector =>
  new OktaConnector(oktaOf(settings), { groupTiers: directoryGroupTiers(settings.groupTiers) });

export const oktaDirectory = (settings: OktaSettings): Directory =>
  new OktaDirectory(oktaOf(settings), directoryGroupTiers(settings.groupTiers));

export const oktaHealth = (settings: OktaSettings): DirectoryHealth => new OktaHealth(oktaOf(settings));

/** Calls the org, as the service app of these settings. */
export function oktaOf({ org, clientId, secret }: OktaSettings, patience?: Pick<Patience, 'call'>): Okta {
  return new Okta({
    org,
    application: oktaApplication({ clientId, secret }),
    ...(patience === undefined ? {} : { patience }),
  });
}
