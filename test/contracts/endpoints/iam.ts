import { randomUUID } from 'node:crypto';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import { IamConnector } from '../../../lambdas/adapters/connectors/iam/connector.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { IamApi } from '../../../lambdas/adapters/iam/api.ts';
import { AwsQuery } from '../../../lambdas/adapters/iam/query.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { GOVERNED_TAG } from '../../../lambdas/contract/tags.ts';
import type { Tier } from '../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { LocalIam } from '../../../local/aws/iam.ts';
import { faulty } from '../../support/faulty-client.ts';
import { iamSend, OPERATOR } from '../../support/issuers/iam.ts';
import type { ConnectorFixture } from '../connector.ts';

const GOVERNED = { member: { 1: { Key: GOVERNED_TAG.key, Value: GOVERNED_TAG.value } } };
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
/** A group for the two lower tiers. */
const GROUPS = { standard: 'staff', privileged: 'admins-of-mail' } as const;

export const PASSWORD = 'canary-Own-password-1';

/** A connector over an account in memory. Time passes with each look at what is not shown yet. */
export function iamOver(local: LocalIam, send: Send = iamSend(local), clock = { at: Date.now() }): IamConnector {
  const query = new AwsQuery({
    ...{ endpoint: 'https://iam.amazonaws.com', service: 'iam', version: '2010-05-08', region: 'us-east-1', send },
    ...{ sha256: Sha256, now: () => clock.at, credentials: async () => OPERATOR },
  });
  const pause = async (): Promise<void> => {
    clock.at += 2_000;
  };
  return new IamConnector(new IamApi(query), {
    ...{ groupTiers: parseGroupTiers('staff=standard,admin*=privileged'), now: () => clock.at },
    looks: { looks: 5, pause },
  });
}

/** A governed user who can sign in to the console, and has a virtual device and a passkey. */
export async function addUser(local: LocalIam, UserName: string): Promise<void> {
  await local.operations.CreateUser({ UserName, Path: '/people/', Tags: GOVERNED });
  await local.operations.CreateLoginProfile({ UserName, Password: PASSWORD });
  const user = local.peek(UserName);
  const device = (kind: string): string => `${user?.arn.replace(/:user\/.*$/, '')}:${kind}/${UserName}`;
  if (user !== undefined) user.devices = [device('mfa'), device('u2f')];
}

export const addRole = (local: LocalIam, RoleName: string, Path = '/deploy/'): Promise<unknown> =>
  local.operations.CreateRole({ RoleName, Path, Tags: GOVERNED, AssumeRolePolicyDocument: '{}' });

/** What gives each tier to a user: two groups, and AWS's own policy for administrators. */
async function rankIn(local: LocalIam, UserName: string, tier: Tier | null): Promise<void> {
  for (const [of, GroupName] of Object.entries(GROUPS))
    if (of === tier) await local.operations.AddUserToGroup({ GroupName, UserName });
    else await local.operations.RemoveUserFromGroup({ GroupName, UserName });
  const policy = { UserName, PolicyArn: ADMINISTRATOR };
  if (tier === 'critical') await local.operations.AttachUserPolicy(policy);
  else if (local.peek(UserName)?.attached.includes(ADMINISTRATOR)) await local.operations.DetachUserPolicy(policy);
}

const requesting = (local: LocalIam, target: string) => (action: ConnectorRequest['action']) => {
  const [, kind, name = ''] = /^(user|role)\/(.*)$/.exec(target) ?? [];
  const { id = '' } = (kind === 'user' ? local.peek(name) : local.peekRole(name)) ?? {};
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return { action, target, directoryId: id, grant: randomUUID(), issued: false, expiresAt };
};

export async function iamConnectorFixture(): Promise<ConnectorFixture> {
  const local = new LocalIam({ now: Date.now });
  const { client, failAt, hasFailed } = faulty({ send: iamSend(local) });
  for (const GroupName of Object.values(GROUPS)) await local.operations.CreateGroup({ GroupName });
  await addUser(local, 'jane');
  return {
    ...{ connector: iamOver(local, client.send), failAt, hasFailed },
    request: requesting(local, 'user/jane'),
    unknownTarget: 'user/nobody',
    settle: async () => {},
    remake: async () => {
      await local.operations.DeleteLoginProfile({ UserName: 'jane' });
      const user = local.peek('jane');
      if (user !== undefined) user.devices = [];
      await local.operations.DeleteUser({ UserName: 'jane' });
      await addUser(local, 'jane');
    },
    rank: (_, tier) => rankIn(local, 'jane', tier),
    snapshot: async () => structuredClone(local.peek('jane')),
  };
}
