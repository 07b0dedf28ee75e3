import { GoogleConnector } from '../../adapters/connectors/google-workspace/connector.ts';
import { GoogleDirectory } from '../../adapters/connectors/google-workspace/directory.ts';
import { Google } from '../../adapters/connectors/google-workspace/google.ts';
import { GoogleHealth } from '../../adapters/connectors/google-workspace/health.ts';
import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import type { Connector, Directory, DirectoryHealth } from '../../ports/connector.ts';
import { googleAccount } from '../google-account.ts';

/** The administrator in whose name our service account calls, and the secret that holds its key file. */
export interface GoogleSettings {
  readonly subject: string;
  readonly secret: string;
  readonly groupTiers?: string | undefined;
}

// Calls Google. `workflow.ts`, `registry.ts` and `doctor.ts` load this file with the first use.

export const googleConnector = (settings: GoogleSettings): Connector =>
  new GoogleConnector(googleOf(settings), { groupTiers: directoryGroupTiers(settings.groupTiers) });

export const googleDirectory = (settings: GoogleSettings): Directory =>
  new GoogleDirectory(googleOf(settings), directoryGroupTiers(settings.groupTiers));

export function googleHealth(settings: GoogleSettings): DirectoryHealth {
  const google = googleOf(settings);
  return new GoogleHealth(google, new GoogleDirectory(google), settings.subject);
}

function googleOf({ subject, secret }: GoogleSettings): Google {
  return new Google({ account: googleAccount({ subject, secret }) });
}
