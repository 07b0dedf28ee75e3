import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CallPurpose } from '../lambdas/contract/callers.ts';
import { CENTER_EXAMINING } from '../lambdas/contract/connector-rights.ts';
import {
  CONNECTOR_NAMES,
  CONNECTORS,
  type ConnectorName,
  type HandDirectories,
  type LdapName,
} from '../lambdas/contract/connectors.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { Guarded } from '../lambdas/contract/guard.ts';
import type { IdentityCenterSettings } from '../lambdas/contract/identity-center.ts';
import type { PopulationSettings } from '../lambdas/contract/population.ts';
import {
  type EntraTenant,
  type GoogleWorkspace,
  grantOrg,
  grantRotator,
  grantTenant,
  grantVendorLogs,
  grantWorkspace,
  haveLogs,
  type OktaOrg,
} from './applications.ts';
import type { Functions } from './functions.ts';
import { grantSecrets, secretsOf } from './governed-secrets.ts';
import { actionsOf, allow } from './grants.ts';
import { grantIdentities, letAskOfRights } from './identities.ts';
import { centerOf, grantIdentityCenter } from './identity-center.ts';
import { type LdapProps, LdapRights, type Network } from './ldap.ts';
import { letRotate, type RotationProps } from './rotation.ts';
import { grantPool } from './user-pool.ts';

export interface ConnectorsProps extends Omit<RotationProps, 'secrets'> {
  /** The stack's own rotation function for Secrets Manager. */
  readonly rotation: LambdaFunction;
  /** The Cognito user pool of the people who recover; absent: none. */
  readonly userPoolId?: string;
  /** The Microsoft Entra tenant of the people who recover; absent: none. */
  readonly entra?: EntraTenant;
  /** The Okta org of the people who recover; absent: none. */
  readonly okta?: OktaOrg;
  /** The Google Workspace of the people who recover; absent: none. */
  readonly googleWorkspace?: GoogleWorkspace;
  /** ARNs of users and roles of this account, with or without `*`, that may be governed; none by default. A tag says which of them are. */
  readonly iamIdentities?: readonly string[];
  /** The instance of IAM Identity Center whose users are recovered by hand; absent: none. */
  readonly identityCenter?: IdentityCenterSettings;
  /** Directories without an API, and what people do by hand in each; none by default. */
  readonly byHand?: HandDirectories;
  /** The tiers that groups of these directories give, as `PATTERN=TIER` between commas; absent: the built-in default. */
  readonly groupTiers?: string;
  /** ARNs of other rotation functions that governed secrets may use. */
  readonly rotationFunctions?: readonly string[];
  /** The LDAP directories of the people who recover; none by default. */
  readonly ldap?: Readonly<Partial<Record<LdapName, LdapProps>>>;
  /** The directories of record, from which people are taken over; none by default. */
  readonly population?: PopulationSettings;
  /** Where the functions that call directories and databases are placed; outside of every VPC by default. */
  readonly network?: Network;
}

/** The connectors' rights in the directories and secret stores of the accounts. */
export class Connectors extends Construct {
  private readonly props: ConnectorsProps;
  /** The connectors whose targets this deployment names. */
  private readonly names: readonly ConnectorName[];
  private readonly ldap: LdapRights;

  constructor(scope: Construct, id: string, props: ConnectorsProps) {
    super(scope, id);
    this.props = props;
    this.ldap = new LdapRights(props.ldap, props.network);
    this.names = CONNECTOR_NAMES.filter((name) => this.actsOn(name) !== undefined);
    letRotate(this, props.rotation, { ...props, secrets: secretsOf(this) });
    this.ldap.tellPlaces(props.rotation);
    if (props.postgres !== undefined || this.ldap.isThere) this.ldap.place(props.rotation);
    grantRotator(props.rotation, props);
  }

  /** What holds the targets of a connector; empty where a tag says which they are, undefined where this deployment has none. */
  private actsOn(name: ConnectorName): string | undefined {
    const { userPoolId, entra, okta, googleWorkspace, iamIdentities, identityCenter, byHand } = this.props;
    const named = {
      'governed-secrets': '',
      'iam-identities': iamIdentities?.join(' '),
      'user-pool': userPoolId,
      'ldap-directory': this.ldap.baseOf(name),
      tenant: entra?.tenant,
      org: okta?.org,
      workspace: googleWorkspace?.domain,
      'identity-center': identityCenter?.identityStoreId,
      'by-hand': byHand === undefined ? undefined : Object.keys(byHand).sort().join(' '),
    };
    return named[CONNECTORS[name].scope];
  }

  /** What the guard of the stack compares. */
  get standing(): Pick<Guarded, 'connectors'> {
    return { connectors: JSON.stringify(Object.fromEntries(this.names.map((name) => [name, this.actsOn(name)]))) };
  }

  /** Tells a function that makes plans, or orders sessions ended, which actions can be performed: all others are denied, or left out, at once. */
  tell(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.connectors, this.names.join(' '));
    if (this.props.entra?.diskKeys === true) fn.addEnvironment(ENV.entraDiskKeys, 'true');
  }

  /** Grants purposes: to identify, to rank (read the directory's tier), to read what a target opens, to examine, to perform, or to revoke and read back. */
  grant(fn: LambdaFunction, ...what: readonly CallPurpose[]): void {
    this.tell(fn);
    for (const name of this.names) this.grantIn(fn, name, what);
    this.ldap.place(fn);
    if (what.includes('rank') && this.props.groupTiers !== undefined)
      fn.addEnvironment(ENV.groupTiers, this.props.groupTiers);
  }

  /** Whether there is a directory whose log has to be asked. */
  get hasLogs(): boolean {
    return this.ldap.isThere || haveLogs(this.props);
  }

  /** Whether users, roles or access keys of IAM are governed. */
  get hasIam(): boolean {
    return (this.props.iamIdentities ?? this.props.iamUsers) !== undefined;
  }

  /** For the function that hears of CloudTrail: whose name it is that IAM says, and which secret has the keys of a user. */
  grantTrail(fn: LambdaFunction): void {
    this.tell(fn);
    if (!this.hasIam) return;
    fn.addEnvironment(ENV.iamTrail, 'true');
    grantIdentities(fn, actionsOf('iam', CONNECTORS.iam.rights.identify), []);
    this.grantIn(fn, 'secrets-manager', ['identify']);
  }

  /** For the function that asks those logs: it reads as whoever reads these directories, and calls no other. */
  grantLogs(fn: LambdaFunction): void {
    this.ldap.grantReading(fn);
    grantVendorLogs(fn, this.props);
  }

  /** For the function that the event hook of an org calls, where the org's log is reconciled. */
  grantHook(fn: LambdaFunction): void {
    const { okta } = this.props;
    if (okta?.receipts !== true) return;
    this.tell(fn);
    fn.addEnvironment(ENV.oktaHook, okta.operator.clientId);
  }

  /** Whether there is a directory of record. */
  get hasPopulation(): boolean {
    return this.props.population !== undefined;
  }

  /** For the function that reads directories of record: with the account that reads, and only those. */
  grantPopulation(fn: LambdaFunction): void {
    const { population = { from: [], environment: 'production' } } = this.props;
    fn.addEnvironment(ENV.population, JSON.stringify(population));
    for (const name of population.from) this.grantIn(fn, name, ['rank']);
    if (population.from.length > 0 || population.files !== undefined) this.ldap.place(fn);
    grantFiles(fn, population);
    const { groupTiers } = this.props;
    if (this.hasPopulation && groupTiers !== undefined) fn.addEnvironment(ENV.groupTiers, groupTiers);
  }

  /**
   * For the doctor: it asks every directory outside AWS whether whoever reads there can do that and nothing else, and has the rotation function, which
   * alone has their credentials, look at the systems behind secrets. It asks IAM for the rights of the functions that act there.
   */
  grantExamine(doctor: LambdaFunction, functions: Functions): void {
    this.tell(doctor);
    const { iamIdentities: identities, iamUsers: keyUsers, identityCenter } = this.props;
    if (this.hasIam || identityCenter !== undefined)
      letAskOfRights(doctor, functions, {
        ...{ ...(identities && { identities }), ...(keyUsers && { keyUsers }) },
        ...(identityCenter && { center: centerOf(doctor, identityCenter) }),
      });
    grantIdentityCenter(doctor, actionsOf('identitystore', CENTER_EXAMINING), identityCenter);
    this.ldap.grantReading(doctor);
    const signing = { actions: actionsOf('secretsmanager', ['GetSecretValue']), account: 'reader' } as const;
    grantTenant(doctor, this.props.entra, signing);
    grantOrg(doctor, this.props.okta, signing);
    grantWorkspace(doctor, this.props.googleWorkspace, signing);
    const { rotation, postgres, keyApis, probes, population, entra, okta, googleWorkspace } = this.props;
    if (population?.files !== undefined) doctor.addEnvironment(ENV.population, JSON.stringify(population));
    grantFiles(doctor, population ?? {});
    const rotators = [entra?.rotator, okta?.rotator, googleWorkspace?.rotator];
    if ([postgres, keyApis, probes, ...rotators].every((one) => one === undefined)) return;
    doctor.addEnvironment(ENV.rotationFunction, rotation.functionArn);
    allow(doctor, ['lambda:InvokeFunction'], { on: [rotation.functionArn] });
  }

  private grantIn(fn: LambdaFunction, name: ConnectorName, what: readonly CallPurpose[]): void {
    const { scope, rights } = CONNECTORS[name];
    const actions = actionsOf(rights.service, [
      ...new Set(what.flatMap((purpose): readonly string[] => rights[purpose])),
    ]);
    // What only reads a directory outside AWS signs in there as somebody who can change nothing.
    const account = what.includes('perform') || what.includes('revoke') ? 'operator' : 'reader';
    switch (scope) {
      case 'governed-secrets':
        grantSecrets(fn, actions, { rotation: this.props.rotation, others: this.props.rotationFunctions ?? [] });
        break;
      case 'iam-identities':
        grantIdentities(fn, actions, this.props.iamIdentities);
        break;
      case 'user-pool':
        grantPool(fn, actions, this.props.userPoolId);
        break;
      case 'ldap-directory':
        this.ldap.grant(fn, name, account);
        break;
      case 'tenant':
        grantTenant(fn, this.props.entra, { actions, account });
        break;
      case 'org':
        grantOrg(fn, this.props.okta, { actions, account });
        break;
      case 'workspace':
        grantWorkspace(fn, this.props.googleWorkspace, { actions, account });
        break;
      case 'identity-center':
        grantIdentityCenter(fn, actions, this.props.identityCenter);
        break;
      case 'by-hand':
        fn.addEnvironment(ENV.byHand, JSON.stringify(this.props.byHand));
        break;
      default:
        unanswered(scope);
    }
  }
}

/** A file of people is fetched with a credential of its own. */
function grantFiles(fn: LambdaFunction, { files = {} }: Pick<Partial<PopulationSettings>, 'files'>): void {
  const secrets = Object.values(files).map(({ secret }) => secret);
  if (secrets.length > 0) allow(fn, ['secretsmanager:GetSecretValue'], { on: [...new Set(secrets)] });
}

/** A scope without defined rights. */
function unanswered(scope: never): never {
  throw new Error(`there are no rights for connectors of scope \`${String(scope)}\``);
}
