import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { GoogleConnector } from '../../../lambdas/adapters/connectors/google-workspace/connector.ts';
import { GOOGLE_SCOPES, Google } from '../../../lambdas/adapters/connectors/google-workspace/google.ts';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import type { Tier } from '../../../lambdas/core/registry/account.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalGoogle } from '../../../local/google/api.ts';
import type { ServiceAccount } from '../../../local/google/sign-in.ts';
import { Workspace, type WorkspaceUser } from '../../../local/google/workspace.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** With the least scopes with which every action works. */
export const SERVICE_ACCOUNT: ServiceAccount = {
  email: 'countersign@project.iam.gserviceaccount.com',
  keyId: 'key-1',
  publicKey: publicKey.export({ format: 'jwk' }),
  scopes: [...GOOGLE_SCOPES.read, ...GOOGLE_SCOPES.write],
};

/** The key file, as Google's console gives it. */
export const KEY_FILE = JSON.stringify({
  ...{ type: 'service_account', project_id: 'project', private_key_id: SERVICE_ACCOUNT.keyId },
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ...{ client_email: SERVICE_ACCOUNT.email, client_id: '1', token_uri: 'https://evil.example/token' },
});

export const googleAt = ({ subject }: Workspace, send: Send, now: () => number = Date.now): Google =>
  new Google({ send, now, account: async () => ({ subject, keyFile: new Secret(KEY_FILE) }) });

/** A connector over an organization in memory. */
export const googleOver = (workspace: Workspace, send: Send, now?: () => number): GoogleConnector =>
  new GoogleConnector(googleAt(workspace, send, now), {
    ...{ groupTiers: parseGroupTiers('staff=standard,admin*=privileged'), settleMs: 0 },
  });

const JANE = 'jane@example.com';

/** What gives each tier in the fixture's organization: a group, and the two kinds of administrators. */
function rankIn(user: WorkspaceUser, tier: Tier | null): void {
  user.groups = tier === 'standard' ? ['everyone', 'staff'] : ['everyone'];
  Object.assign(user, { isAdmin: tier === 'critical', isDelegatedAdmin: tier === 'privileged' });
}

export async function googleConnectorFixture(): Promise<ConnectorFixture> {
  const workspace = new Workspace();
  const { client, failAt, hasFailed } = faulty({ send: new LocalGoogle(workspace, SERVICE_ACCOUNT).handle });
  workspace.addUser(JANE);
  return {
    ...{ connector: googleOver(workspace, client.send), failAt, hasFailed },
    request: (action) => ({
      ...{ action, target: JANE, directoryId: workspace.find(JANE)?.id ?? '', grant: randomUUID(), issued: false },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
    unknownTarget: 'nobody@example.com',
    settle: async () => {},
    remake: async ({ target }) => {
      workspace.users.delete(workspace.find(target)?.id ?? '');
      workspace.addUser(target);
    },
    rank: async ({ target }, tier) => {
      const user = workspace.find(target);
      if (user !== undefined) rankIn(user, tier);
    },
    snapshot: async ({ target }) => structuredClone(workspace.find(target)),
  };
}
