import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import { IamConnector } from '../../adapters/connectors/iam/connector.ts';
import { IamDirectory } from '../../adapters/connectors/iam/directory.ts';
import { IamApi } from '../../adapters/iam/api.ts';
import type { Connector, Directory } from '../../ports/connector.ts';
import { iamQuery } from '../clients/iam.ts';

// Calls IAM. `workflow.ts` and `registry.ts` load this file with the first use.

export const iamConnector = (groupTiers: string | undefined): Connector =>
  new IamConnector(new IamApi(iamQuery()), { groupTiers: directoryGroupTiers(groupTiers) });

export const iamDirectory = (groupTiers: string | undefined): Directory =>
  new IamDirectory(new IamApi(iamQuery()), directoryGroupTiers(groupTiers));
