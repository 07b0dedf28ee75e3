import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ConnectorName, LdapName, LdapPlaceSettings, LdapSettings } from '../lambdas/contract/connectors.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** An LDAP directory and its two service accounts. */
export interface LdapProps extends Omit<LdapSettings, 'secret'> {
  /** Whole ARN of the secret of the account that reads; whoever registers and plans has no other. */
  readonly readerSecret: string;
  /** Whole ARN of the secret of the account that may change passwords; for whoever executes and revokes. */
  readonly operatorSecret: string;
  /** ARN of the customer-managed key of both secrets; absent: the key of the account for Secrets Manager. */
  readonly secretKey?: string;
}

/** The subnets and security groups of a VPC from which directories are reached. */
export interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

const VARIABLE = { 'active-directory': ENV.activeDirectory, openldap: ENV.openldap } as const satisfies Record<
  LdapName,
  string
>;

/** What Lambda does with the network interfaces of a function (Lambda developer guide, *VPC permissions*). */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Rights of functions that call LDAP directories, and their place in a network. */
export class LdapRights {
  private readonly directories: Readonly<Partial<Record<LdapName, LdapProps>>>;
  private readonly network: Network | undefined;

  constructor(directories: Readonly<Partial<Record<LdapName, LdapProps>>> = {}, network?: Network) {
    this.directories = directories;
    this.network = network;
  }

  has(name: ConnectorName): name is LdapName {
    return Object.hasOwn(this.directories, name);
  }

  /** The base of a directory; undefined for a connector that this deployment has no directory for. */
  baseOf(name: ConnectorName): string | undefined {
    return this.has(name) ? this.directories[name]?.base : undefined;
  }

  /** Tells a function of a directory, and lets it read the credential of one of the two service accounts. */
  grant(fn: LambdaFunction, name: ConnectorName, account: 'reader' | 'operator'): void {
    if (!this.has(name)) return;
    const directory = this.directories[name];
    if (directory === undefined) return;
    const { readerSecret, operatorSecret, secretKey, ...place } = directory;
    const secret = account === 'reader' ? readerSecret : operatorSecret;
    fn.addEnvironment(VARIABLE[name], JSON.stringify({ ...place, secret } satisfies LdapSettings));
    allow(fn, ['secretsmanager:GetSecretValue'], { on: [secret] });
    if (secretKey === undefined) return;
    // INVARIANT: the key opens this secret and nothing else that it encrypts.
    allow(fn, ['kms:Decrypt'], {
      on: [secretKey],
      when: { StringEquals: { 'kms:EncryptionContext:SecretARN': secret } },
    });
  }

  /** Tells the function that rotates where directories answer: an account changes its own password there, with no right of anybody else. */
  tellPlaces(fn: LambdaFunction): void {
    for (const [name, directory] of Object.entries(this.directories) as [LdapName, LdapProps | undefined][])
      if (directory !== undefined) {
        const { urls, base } = directory;
        fn.addEnvironment(VARIABLE[name], JSON.stringify({ urls, base } satisfies LdapPlaceSettings));
      }
  }

  /** Whether this deployment has such a directory. */
  get isThere(): boolean {
    return Object.values(this.directories).some((one) => one !== undefined);
  }

  /** For a function that reads every directory, and changes none. */
  grantReading(fn: LambdaFunction): void {
    for (const name of Object.keys(VARIABLE) as LdapName[]) this.grant(fn, name, 'reader');
    if (this.isThere) this.place(fn);
  }

  /** Places a function into the network, where there is one. */
  place(fn: LambdaFunction): void {
    if (this.network === undefined) return;
    const { subnets, securityGroups } = this.network;
    const made = fn.node.defaultChild as CfnFunction;
    made.vpcConfig = { subnetIds: [...subnets], securityGroupIds: [...securityGroups] };
    allow(fn, INTERFACES, { on: ['*'] });
    acknowledgeWildcard(
      roleOf(fn),
      '*',
      'Lambda makes interfaces that have no name yet; the code of a function may not',
    );
    // Lambda uses the role to make interfaces, and its code must not: their calls name the function that they come from.
    const own = Stack.of(fn).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    fn.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: INTERFACES,
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': own } },
      }),
    );
  }
}
