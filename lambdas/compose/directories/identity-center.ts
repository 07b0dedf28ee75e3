import { AwsJson } from '../../adapters/aws/json-api.ts';
import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import { CenterCalls } from '../../adapters/connectors/identity-center/calls.ts';
import { IdentityCenterConnector } from '../../adapters/connectors/identity-center/connector.ts';
import { IdentityCenterDirectory } from '../../adapters/connectors/identity-center/directory.ts';
import { IdentityCenterHealth } from '../../adapters/connectors/identity-center/health.ts';
import type { IdentityCenterSettings } from '../../contract/identity-center.ts';
import type { Connector, Directory, DirectoryHealth } from '../../ports/connector.ts';
import { Sha256 } from '../clients/checksum.ts';
import { defaultProvider } from '../clients/credentials.ts';

/** The instance, and the tiers that its groups give. */
export interface CenterSettings {
  readonly instance: IdentityCenterSettings;
  readonly groupTiers?: string | undefined;
}

// Reads IAM Identity Center. `workflow.ts`, `registry.ts` and `doctor.ts` load this file with the first use.

export const centerConnector = (settings: CenterSettings): Connector =>
  new IdentityCenterConnector(directoryOf(settings), settings.instance.actions);

export const centerDirectory = (settings: CenterSettings): Directory => directoryOf(settings);

export const centerHealth = ({ instance }: Pick<CenterSettings, 'instance'>): DirectoryHealth =>
  new IdentityCenterHealth(new CenterCalls(servicesOf(instance), instance), instance.identityStoreId);

const directoryOf = ({ instance, groupTiers }: CenterSettings): IdentityCenterDirectory =>
  new IdentityCenterDirectory(new CenterCalls(servicesOf(instance), instance), directoryGroupTiers(groupTiers));

/** Both services are called in the region of the instance, signed with the credentials of this function. */
function servicesOf({ region: named }: IdentityCenterSettings) {
  const region = named ?? process.env['AWS_REGION'] ?? 'us-east-1';
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const service = (name: string, target: string): AwsJson =>
    new AwsJson({
      ...{ service: name, target, region, sha256: Sha256, credentials: defaultProvider() },
      endpoint: process.env['AWS_ENDPOINT_URL'] ?? `https://${name}.${region}.${domain}`,
    });
  return { store: service('identitystore', 'AWSIdentityStore'), admin: service('sso', 'SWBExternalService') };
}
