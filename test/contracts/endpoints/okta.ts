import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import { OktaConnector } from '../../../lambdas/adapters/connectors/okta/connector.ts';
import { Okta, SCOPES } from '../../../lambdas/adapters/connectors/okta/okta.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import type { Action, Tier } from '../../../lambdas/core/registry/account.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalOkta } from '../../../local/okta/api.ts';
import { Org, type OrgRole, type OrgUser } from '../../../local/okta/org.ts';
import type { ServiceApp } from '../../../local/okta/sign-in.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The private key of the service app, as Okta's console shows it. */
export const PRIVATE_KEY = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'key-1' });

/** With the least scopes with which every action works. */
export const APP: ServiceApp = {
  clientId: '0oa1gjh63g214q0Hq0g4',
  publicKey: { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' },
  scopes: [...SCOPES.read, ...SCOPES.write],
};

export const oktaAt = (org: Org, send: Send, now: () => number = Date.now): Okta =>
  new Okta({
    ...{ org: org.host, send, now },
    application: async () => ({ clientId: APP.clientId, privateKey: new Secret(PRIVATE_KEY) }),
  });

/** A connector over an org in memory. */
export const oktaOver = (org: Org, send: Send, now: () => number = Date.now): OktaConnector =>
  new OktaConnector(oktaAt(org, send, now), {
    ...{ groupTiers: parseGroupTiers('staff=standard,admin*=privileged'), now, settleMs: 0 },
  });

/** A role that is held, of the user's own or of a group's. */
export const roleOf = (type: string, assignmentType: OrgRole['assignmentType'] = 'USER'): OrgRole => ({
  ...{ type, status: 'ACTIVE', assignmentType },
});

const JANE = 'jane@acme.example';
const LOCKED = 'locked@acme.example';
const NEW = 'new@acme.example';

/** What gives each tier in the fixture's org: a group, a role that a group holds, a role of the user's own. */
function rankIn(user: OrgUser, tier: Tier | null): void {
  const ROLES: Readonly<Record<Tier, readonly OrgRole[]>> = {
    standard: [],
    privileged: [roleOf('HELP_DESK_ADMIN', 'GROUP')],
    critical: [roleOf('CUSTOM'), roleOf('SUPER_ADMIN')],
  };
  user.groups = tier === 'standard' ? ['Everyone', 'Staff'] : ['Everyone'];
  user.roles = tier === null ? [] : ROLES[tier];
}

export async function oktaConnectorFixture(): Promise<ConnectorFixture> {
  const org = new Org();
  const { client, failAt, hasFailed } = faulty({ send: new LocalOkta(org, APP).handle });
  const make = (login: string): void => {
    const user = org.addUser(login, { status: login === LOCKED ? 'LOCKED_OUT' : 'ACTIVE' });
    if (login === NEW) user.lastLogin = null;
    else for (const kind of ['push', 'token:software:totp', 'sms']) org.register(user, kind);
  };
  for (const login of [JANE, LOCKED, NEW]) make(login);
  const targetOf = (action: Action): string =>
    action === 'unlock' ? LOCKED : action === 'issue-first-credential' ? NEW : JANE;
  return {
    ...{ connector: oktaOver(org, client.send), failAt, hasFailed },
    request: (action) => ({
      ...{ action, target: targetOf(action), directoryId: org.find(targetOf(action))?.id ?? '', grant: randomUUID() },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      issued: false,
    }),
    unknownTarget: 'nobody@acme.example',
    settle: async () => {},
    remake: async ({ target }) => {
      org.users.delete(org.find(target)?.id ?? '');
      make(target);
    },
    rank: async ({ target }, tier) => {
      const user = org.find(target);
      if (user !== undefined) rankIn(user, tier);
    },
    snapshot: async ({ target }) => structuredClone(org.find(target)),
  };
}
