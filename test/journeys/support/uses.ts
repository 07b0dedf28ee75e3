import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect } from '@jest/globals';
import type { ConnectorName } from '../../../lambdas/contract/connectors.ts';
import { GOVERNED_TAG } from '../../../lambdas/contract/tags.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import { asOperator } from '../../../local/iam/principal.ts';
import { NAMES } from '../../../local/start/environment.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import { signInAs } from '../../support/directories.ts';
import type { LiveDirectories } from './directories.ts';
import type { Row } from './rows.ts';
import { ofSecret, type Use } from './secret-uses.ts';

export interface Place {
  readonly system: LocalSystem;
  readonly directories: LiveDirectories;
}

/** Makes the account as its owner has it before they call: locked, signed in somewhere, or with a factor that they lost. */
export function prepared(
  place: Place,
  connector: ConnectorName,
  { target, kind, action }: { readonly target: string } & Pick<Row, 'kind' | 'action'>,
): Promise<Use> {
  switch (connector) {
    case 'cognito':
      return inUserPool(place, target, action);
    case 'secrets-manager':
      return ofSecret(place.directories, { target, kind, action });
    case 'iam':
      return target.startsWith('role/') ? ofRole(place, target.slice(5)) : ofUser(place, target.slice(5), action);
    case 'okta':
      return inOrg(place, target, action);
    case 'entra':
      return kind === 'device' ? ofLaptop(place, target.slice(7)) : inTenant(place, target, action);
    case 'openldap':
      return inLdap(place, target, action);
    default:
      throw new Error(`there is no \`${connector}\` here`);
  }
}

const OWN = 'Her-own-Password-1!';

async function inUserPool({ system }: Place, name: string, action: Action): Promise<Use> {
  const client = new CognitoIdentityProviderClient({});
  const user = { UserPoolId: NAMES.userPool, Username: name };
  const asks = <Answer>(ask: (client: CognitoIdentityProviderClient) => Promise<Answer>) =>
    asOperator(() => ask(client));
  await asks((to) => to.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' })));
  // Whoever comes for the first time has only the password of the invitation, which nobody was told.
  if (action !== 'issue-first-credential')
    await asks((to) => to.send(new AdminSetUserPasswordCommand({ ...user, Password: OWN, Permanent: true })));
  const session = action === 'revoke-sessions' ? await signedInSomewhere(client, name) : null;
  if (action === 'reset-mfa') system.aws.cognito.enrolSoftwareToken(NAMES.userPool, name);
  if (action === 'unlock') await asks((to) => to.send(new AdminDisableUserCommand(user)));
  const before = await signInAs(name, OWN);
  return {
    works: async (credential) => {
      if (session !== null) expect(await session()).toBe('NotAuthorizedException');
      if (action === 'unlock') expect(before).toBe('NotAuthorizedException');
      if (action === 'reset-mfa') expect(before).toBe('SOFTWARE_TOKEN_MFA');
      if (credential === null) return expect(await signInAs(name, OWN)).toBe('signed-in');
      expect(await signInAs(name, OWN)).toBe('NotAuthorizedException');
      expect(await signInAs(name, credential)).toBe('NEW_PASSWORD_REQUIRED');
    },
    isGone: async (credential) => {
      if (credential !== null) expect(await signInAs(name, credential)).toBe('NotAuthorizedException');
      client.destroy();
    },
  };
}

/** A session of theirs on another machine: what comes of its next renewal. */
async function signedInSomewhere(client: CognitoIdentityProviderClient, name: string): Promise<() => Promise<string>> {
  const pool = { UserPoolId: NAMES.userPool };
  const made = await asOperator(() => client.send(new CreateUserPoolClientCommand({ ...pool, ClientName: name })));
  const app = { ...pool, ClientId: made.UserPoolClient?.ClientId };
  const auth = (AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH', AuthParameters: Record<string, string>) =>
    asOperator(() => client.send(new AdminInitiateAuthCommand({ ...app, AuthFlow, AuthParameters })));
  const { AuthenticationResult: tokens } = await auth('ADMIN_USER_PASSWORD_AUTH', { USERNAME: name, PASSWORD: OWN });
  const REFRESH_TOKEN = tokens?.RefreshToken ?? '';
  const renews = () =>
    auth('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN }).then(
      () => 'renewed',
      (error: Error) => error.name,
    );
  expect(await renews()).toBe('renewed');
  return renews;
}

/** A user of the AWS account, who is signed in to the console somewhere and has a device. */
async function ofUser({ system }: Place, UserName: string, action: Action): Promise<Use> {
  const { iam } = system.aws;
  await iam.operations.CreateUser({ UserName, Path: '/people/', Tags: GOVERNED });
  await iam.operations.CreateLoginProfile({ UserName, Password: OWN });
  const user = iam.peek(UserName);
  const session = iam.signIn(UserName, OWN);
  if (user === undefined || session === undefined) throw new Error(`${UserName} is not there`);
  user.devices = [user.arn.replace(':user/people/', ':mfa/')];
  return {
    works: async (credential) => {
      expect(iam.isCutOff(session)).toBe(true);
      expect(iam.peek(UserName)?.devices).toHaveLength(action === 'reset-mfa' ? 0 : 1);
      if (credential === null) return expect(iam.signIn(UserName, OWN)).toBeDefined();
      for (const wrong of [OWN, `${credential}x`]) expect(iam.signIn(UserName, wrong)).toBeUndefined();
      expect(iam.signIn(UserName, credential)).toMatchObject({ mayOnlyChangePassword: true });
    },
    isGone: async (credential) => {
      if (credential !== null) expect(iam.signIn(UserName, credential)).toBeUndefined();
    },
  };
}

/** A role of the AWS account, which somebody else has taken. */
async function ofRole({ system }: Place, RoleName: string): Promise<Use> {
  const { iam } = system.aws;
  await iam.operations.CreateRole({ RoleName, Path: '/deploy/', Tags: GOVERNED, AssumeRolePolicyDocument: '{}' });
  const takenAt = Date.now();
  const isCutOff = async (): Promise<void> => expect(iam.isRoleCutOff(RoleName, takenAt)).toBe(true);
  // What was cut off stays so after the grant's end.
  return { works: isCutOff, isGone: isCutOff };
}

const GOVERNED = { member: { 1: { Key: GOVERNED_TAG.key, Value: GOVERNED_TAG.value } } };

async function inOrg({ directories: { org } }: Place, name: string, action: Action): Promise<Use> {
  const user = org.addUser(name, { status: action === 'unlock' ? 'LOCKED_OUT' : 'ACTIVE' });
  if (action === 'issue-first-credential') user.lastLogin = null;
  else org.register(user, 'push');
  user.password = OWN;
  const signsIn = (credential: string): boolean =>
    action === 'reset-password' || action === 'issue-first-credential'
      ? org.signInWithPassword(name, credential, `${OWN}2`)
      : org.signInWithCode(name, credential);
  return {
    works: async (credential) => {
      if (action === 'revoke-sessions') return expect(user.sessions).toBe(0);
      if (action === 'reset-mfa') expect(user.factors).toEqual([]);
      if (credential === null) return expect(org.signInWithPassword(name, OWN)).toBe(true);
      if (action !== 'temporary-access' && action !== 'reset-mfa')
        expect(org.signInWithPassword(name, OWN)).toBe(false);
      expect(signsIn(`${credential}x`)).toBe(false);
      expect(signsIn(credential)).toBe(true);
    },
    isGone: async (credential) => {
      if (credential !== null) expect(signsIn(credential)).toBe(false);
    },
  };
}

async function inTenant({ directories: { tenant } }: Place, name: string, action: Action): Promise<Use> {
  const user = tenant.addUser(name);
  user.signInSessionsValidFromDateTime = '2026-01-05T09:00:00Z';
  if (action !== 'issue-first-credential') tenant.register(user, 'microsoftAuthenticatorAuthenticationMethod');
  return {
    works: async (credential) => {
      expect(user.signInSessionsValidFromDateTime > '2026-01-05T09:00:00Z').toBe(true);
      if (action === 'reset-mfa') expect(user.methods).toHaveLength(1);
      if (credential === null) return;
      expect(tenant.signIn(name, `${credential}x`)).toBe(false);
      expect(tenant.signIn(name, credential)).toBe(true);
    },
    isGone: async (credential) => {
      expect(user.pass === null || user.pass.isUsed).toBe(true);
      if (credential !== null) expect(tenant.signIn(name, credential)).toBe(false);
    },
  };
}

/** A laptop at the blue screen of BitLocker, which goes online once it has started. */
async function ofLaptop({ directories: { tenant } }: Place, name: string): Promise<Use> {
  const laptop = tenant.devices.add(name, { isOnline: false });
  // They read the digits from their page, in groups, and type them at the laptop; what was handed over has the id of the key before them.
  const types = (credential: string | null): boolean => {
    const digits = (credential ?? '').replace(/^[0-9A-F]{8} /, '').replaceAll(/\D/g, '');
    return tenant.devices.opens(laptop, digits.match(/\d{1,6}/g)?.join('-') ?? '');
  };
  return {
    works: async (credential) => {
      expect(types(`${credential}1`)).toBe(false);
      expect(types(credential)).toBe(true);
      tenant.devices.comeOnline(laptop);
    },
    isGone: async (credential) => {
      expect(laptop.orders.map(({ state }) => state)).toEqual(['done']);
      if (credential !== null) expect(types(credential)).toBe(false);
    },
  };
}

async function inLdap({ directories: { slapd } }: Place, name: string, action: Action): Promise<Use> {
  if (slapd === undefined) throw new Error('no `slapd` runs here');
  await slapd.admin.addPerson(name, OWN);
  if (action === 'issue-first-credential') await slapd.admin.mustChange(name, true);
  if (action === 'unlock') for (const wrong of ['wrong-1', 'wrong-2', 'wrong-3']) await slapd.signIn(name, wrong);
  return {
    works: async (credential) => {
      if (credential === null) return expect(await slapd.signIn(name, OWN)).toBe('ok');
      expect(await slapd.signIn(name, OWN)).toBe('wrong');
      expect(await slapd.signIn(name, credential)).toBe('must-change');
    },
    isGone: async (credential) => {
      if (credential !== null) expect(await slapd.signIn(name, credential)).not.toMatch(/^(ok|must-change)$/);
    },
  };
}
