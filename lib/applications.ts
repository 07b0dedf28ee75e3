import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { VendorLogSettings } from '../lambdas/contract/connectors.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import { actionsOf, allow } from './grants.ts';

/** Applications in a directory outside AWS. */
export interface Applications {
  /** For whoever registers and plans: it reads, and can change nothing. */
  readonly reader: Application;
  /** For whoever executes and revokes. */
  readonly operator: Application;
  /** For the rotation function: it makes and removes credentials of other applications; absent: none does. */
  readonly rotator?: Application | undefined;
  /** Whether the reader also reads the directory's log, which is reconciled with the ledger. */
  readonly receipts?: boolean | undefined;
}

/** An application by its client id and the ARN of the secret that holds its client secret or its private key. */
interface Application {
  readonly clientId: string;
  readonly secret: string;
}

/** A tenant by its id, and our applications in it. */
export interface EntraTenant extends Applications {
  readonly tenant: string;
  /** Whether keys of disks are released: the reader and the operator then have the permissions for that. */
  readonly diskKeys?: boolean | undefined;
}

/** An org by its host, and our service apps in it. */
export interface OktaOrg extends Applications {
  readonly org: string;
}

/** A service account by the ARN of the secret that holds its key file, and the administrator in whose name it calls. */
interface ServiceAccount {
  readonly subject: string;
  readonly secret: string;
}

/** A workspace by its primary domain, and two service accounts with domain-wide delegation. */
export interface GoogleWorkspace {
  readonly domain: string;
  /** For whoever registers and plans: it reads, and can change nothing. */
  readonly reader: ServiceAccount;
  /** For whoever executes and revokes. */
  readonly operator: ServiceAccount;
  /** For the rotation function: it makes and deletes keys of other service accounts, in nobody's name; absent: none does. */
  readonly rotator?: Pick<ServiceAccount, 'secret'> | undefined;
}

/** Who signs in, and what is allowed at the secret of that application. */
interface Signing {
  readonly actions: readonly string[];
  readonly account: keyof Omit<Applications, 'receipts'>;
}

/** Calls to a tenant are no calls to AWS: what this function may do there, the permissions of its application say. */
export function grantTenant(fn: LambdaFunction, entra: EntraTenant | undefined, { actions, account }: Signing): void {
  const application = entra?.[account];
  if (entra === undefined || application === undefined) return;
  fn.addEnvironment(ENV.entraTenant, entra.tenant);
  fn.addEnvironment(ENV.entraClient, application.clientId);
  fn.addEnvironment(ENV.entraSecret, application.secret);
  allow(fn, actions, { on: [application.secret] });
}

/** The same for an org: the scopes that were granted to its service app. */
export function grantOrg(fn: LambdaFunction, okta: OktaOrg | undefined, { actions, account }: Signing): void {
  const application = okta?.[account];
  if (okta === undefined || application === undefined) return;
  fn.addEnvironment(ENV.oktaOrg, okta.org);
  fn.addEnvironment(ENV.oktaClient, application.clientId);
  fn.addEnvironment(ENV.oktaSecret, application.secret);
  allow(fn, actions, { on: [application.secret] });
}

/** The same for a workspace: the scopes that were delegated to the service account, and the role of whom it acts for. */
export function grantWorkspace(
  fn: LambdaFunction,
  google: GoogleWorkspace | undefined,
  { actions, account }: Signing & { readonly account: 'reader' | 'operator' },
): void {
  if (google === undefined) return;
  const { subject, secret } = google[account];
  fn.addEnvironment(ENV.googleDomain, google.domain);
  fn.addEnvironment(ENV.googleSubject, subject);
  fn.addEnvironment(ENV.googleSecret, secret);
  allow(fn, actions, { on: [secret] });
}

/** The rotation function signs in as an application of its own, as which no other function can. */
export function grantRotator(
  rotation: LambdaFunction,
  { entra, okta, googleWorkspace }: Vendors & { readonly googleWorkspace?: GoogleWorkspace },
): void {
  const actions = actionsOf('secretsmanager', ['GetSecretValue']);
  grantTenant(rotation, entra, { actions, account: 'rotator' });
  grantOrg(rotation, okta, { actions, account: 'rotator' });
  const secret = googleWorkspace?.rotator?.secret;
  if (secret === undefined) return;
  rotation.addEnvironment(ENV.googleSecret, secret);
  allow(rotation, actions, { on: [secret] });
}

interface Vendors {
  readonly entra?: EntraTenant;
  readonly okta?: OktaOrg;
}

/** Whether there is a log of a tenant or an org that is asked. */
export const haveLogs = ({ entra, okta }: Vendors): boolean => entra?.receipts === true || okta?.receipts === true;

/** For the function that asks logs: it signs in as whoever reads there. */
export function grantVendorLogs(fn: LambdaFunction, { entra, okta }: Vendors): void {
  if (entra !== undefined) grantLog(fn, ENV.entraLog, { ...entra, place: entra.tenant });
  if (okta !== undefined) grantLog(fn, ENV.oktaLog, { ...okta, place: okta.org });
}

function grantLog(
  fn: LambdaFunction,
  variable: string,
  {
    place,
    reader,
    operator,
    receipts,
    diskKeys,
  }: Applications & Pick<EntraTenant, 'diskKeys'> & { readonly place: string },
): void {
  if (receipts !== true) return;
  const keys = diskKeys === true ? ({ diskKeys } as const) : {};
  const settings: VendorLogSettings = { place, ...reader, connectors: [operator.clientId], ...keys };
  fn.addEnvironment(variable, JSON.stringify(settings));
  allow(fn, ['secretsmanager:GetSecretValue'], { on: [reader.secret] });
}
