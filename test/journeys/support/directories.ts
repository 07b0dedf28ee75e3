import { join } from 'node:path';
import type { ConnectorName } from '../../../lambdas/contract/connectors.ts';
import { iamRoleArn, userArn } from '../../../local/aws/iam/user.ts';
import { accountSecret, type KeepsSecret, secretsIn } from '../../../local/aws/secrets/earlier.ts';
import { Apps } from '../../../local/entra/apps.ts';
import { LocalGraph } from '../../../local/entra/graph.ts';
import { Tenant } from '../../../local/entra/tenant.ts';
import type { DirectoryServer, ServiceAccount } from '../../../local/ldap/server.ts';
import { startSlapd, whyNoSlapd } from '../../../local/ldap/slapd.ts';
import { LocalOkta } from '../../../local/okta/api.ts';
import { Org } from '../../../local/okta/org.ts';
import { LocalPeopleFile } from '../../../local/people/file.ts';
import type { Directories } from '../../../local/start/template.ts';
import { REGISTRATION } from '../../contracts/endpoints/entra.ts';
import { APP, PRIVATE_KEY } from '../../contracts/endpoints/okta.ts';
import { answersFor } from '../../support/answers-for.ts';
import { DESCRIPTION, MANAGER, ModelKeyApi } from '../../support/models/key-api.ts';

/** Every directory that can be here: an org of Okta and a tenant of Entra in memory, a real `slapd` where one is installed, and an API of keys. */
export interface LiveDirectories {
  readonly org: Org;
  readonly tenant: Tenant;
  /** The applications of the tenant. */
  readonly apps: Apps;
  readonly slapd: DirectoryServer | undefined;
  /** The HR system, whose file is of record for the user pool. */
  readonly hr: LocalPeopleFile;
  /** The API that issues the tokens of services. */
  readonly issuer: ModelKeyApi;
  /** As a deployment names them. */
  readonly named: Directories;
  stop(): Promise<void>;
}

const HR_FILE = 'https://hr.example.com/exports/people?format=csv';
const HR_TOKEN = 'canary-token-of-the-hr-export';
const NO_SLAPD = whyNoSlapd();
if (NO_SLAPD !== undefined) console.warn(`left out: journeys in OpenLDAP, because ${NO_SLAPD}`);

/** The connectors of a deployment with these directories. */
export const CONNECTED: readonly ConnectorName[] = [
  ...(['cognito', 'secrets-manager', 'iam', 'okta', 'entra'] as const),
  ...(NO_SLAPD === undefined ? (['openldap'] as const) : []),
];

/** Starts them; the secrets with which functions sign in are in the data folder of a system that starts afterwards. */
export async function liveDirectories(data: string): Promise<LiveDirectories> {
  const [org, tenant, apps, issuer] = [new Org(), new Tenant(), new Apps(), new ModelKeyApi()];
  // The demo has an account of hers there.
  org.addUser('jane');
  const slapd = NO_SLAPD === undefined ? await startSlapd() : undefined;
  const secret = secretsIn(join(data, 'aws'));
  const okta = { clientId: APP.clientId, secret: secret('directories/okta', PRIVATE_KEY) };
  const entra = { clientId: REGISTRATION.clientId, secret: secret('directories/entra', REGISTRATION.clientSecret) };
  const hr = new LocalPeopleFile({ url: HR_FILE, authorization: `Bearer ${HR_TOKEN}` });
  const registration = { ...REGISTRATION, permissions: [...REGISTRATION.permissions, 'Application.ReadWrite.OwnedBy'] };
  const graph = new LocalGraph(tenant, registration, Date.now, apps).handle;
  const stopFetch = answersFor({
    [org.host]: new LocalOkta(org, APP).handle,
    ...{ 'login.microsoftonline.com': graph, 'graph.microsoft.com': graph },
    [new URL(DESCRIPTION.url).host]: issuer.send,
    [new URL(HR_FILE).host]: hr.handle,
  });
  return {
    ...{ org, tenant, apps, slapd, hr, issuer },
    named: {
      okta: { org: org.host, reader: okta, operator: okta },
      entra: { tenant: tenant.id, reader: entra, operator: entra, rotator: entra, diskKeys: true },
      keyApis: managedBy(secret),
      iamIdentities: [userArn('*', '/people/'), iamRoleArn('*', '/deploy/')],
      population: {
        files: { cognito: { url: HR_FILE, secret: secret('hr/export', HR_TOKEN), scheme: 'bearer' } },
        from: ['okta', 'entra', ...(slapd === undefined ? [] : (['openldap'] as const))],
        // Whoever is proposed is proved there by being seen, and agreed to by two groups.
        environment: 'executives',
      },
      ...(slapd !== undefined && { ldap: { openldap: namedAs(slapd, secret) } }),
    },
    stop: async () => {
      stopFetch();
      await slapd?.stop();
    },
  };
}

/** The API that issues the tokens of services alone, for a system that starts afterwards with this data folder. */
export function keyIssuer(data: string) {
  const issuer = new ModelKeyApi();
  const named: Directories = { keyApis: managedBy(secretsIn(join(data, 'aws'))) };
  return { issuer, named, stop: answersFor({ [new URL(DESCRIPTION.url).host]: issuer.send }) };
}

const managedBy = (secret: KeepsSecret) => ({ maps: { ...DESCRIPTION, secret: secret('maps/manager', MANAGER) } });

function namedAs({ url, base, ca, reader, operator }: DirectoryServer, secret: KeepsSecret) {
  const kept = (name: string, account: ServiceAccount) =>
    secret(`directories/openldap-${name}`, accountSecret(account, ca));
  return { urls: [url], base, readerSecret: kept('reader', reader), operatorSecret: kept('operator', operator) };
}
