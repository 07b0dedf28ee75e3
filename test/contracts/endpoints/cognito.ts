import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoConnector } from '../../../lambdas/adapters/connectors/cognito/connector.ts';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

export async function cognitoConnectorAt(at: AwsEndpoint): Promise<ConnectorFixture> {
  const { client, failAt, hasFailed } = faulty(new CognitoIdentityProviderClient(clientOptions(at)));
  const pool = await client.send(new CreateUserPoolCommand({ PoolName: fresh('contract') }));
  const UserPoolId = pool.UserPool?.Id ?? '';
  const key = (Username: string) => ({ UserPoolId, Username });
  const make = async (name: string): Promise<void> => {
    await client.send(new AdminCreateUserCommand({ ...key(name), UserAttributes: PHONE, MessageAction: 'SUPPRESS' }));
    if (name === NEW) return;
    await client.send(
      new AdminSetUserPasswordCommand({ ...key(name), Password: 'canary-Password-1!', Permanent: true }),
    );
    await client.send(new AdminSetUserMFAPreferenceCommand({ ...key(name), SMSMfaSettings: { Enabled: true } }));
  };
  for (const name of ['jane', 'locked-out', NEW]) await make(name);
  await client.send(new AdminDisableUserCommand(key('locked-out')));
  for (const GroupName of Object.keys(GROUPS)) await client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
  return {
    connector: new CognitoConnector(
      client,
      UserPoolId,
      parseGroupTiers('staff=standard,admin*=privileged,root=critical'),
    ),
    failAt,
    hasFailed,
    request: (action) => ({
      action,
      target: action === 'unlock' ? 'locked-out' : action === 'issue-first-credential' ? NEW : 'jane',
      directoryId: 'by-name',
      grant: randomUUID(),
      issued: false,
      expiresAt: '2098-01-01T00:00:00.000Z',
    }),
    unknownTarget: 'nobody',
    settle: async () => {},
    remake: async ({ target }) => {
      await client.send(new AdminDeleteUserCommand(key(target)));
      await make(target);
    },
    rank: async ({ target }, tier) => {
      for (const [group, given] of Object.entries(GROUPS)) {
        const membership = { ...key(target), GroupName: group };
        if (given === tier) await client.send(new AdminAddUserToGroupCommand(membership));
        else await client.send(new AdminRemoveUserFromGroupCommand(membership));
      }
    },
    snapshot: async ({ target }) => {
      const { Enabled, UserStatus, UserMFASettingList } = await client.send(new AdminGetUserCommand(key(target)));
      return { Enabled, UserStatus, UserMFASettingList };
    },
  };
}

/** An administrator made the user, who has not come yet. */
const NEW = 'new';

/** A group for each tier, and one that gives none. */
const GROUPS = { staff: 'standard', Administrators: 'privileged', root: 'critical', everybody: null } as const;

const PHONE = [
  { Name: 'phone_number', Value: '+15555550100' },
  { Name: 'phone_number_verified', Value: 'true' },
];
