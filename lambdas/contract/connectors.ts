import {
  CENTER_RANKING,
  IAM_IDENTIFYING,
  IAM_OPENING,
  IAM_RANKING,
  IAM_READING,
  IAM_USES,
  ROTATING,
  SIGNING_IN,
} from './connector-rights.ts';

/** What is handed over to people. */
export const HANDED_OVER = ['temporary-password', 'access-code', 'disk-key'] as const;
export type Given = (typeof HANDED_OVER)[number];

/** One connector: its actions, its scope, and the operations of AWS that it calls. */
interface Row {
  /** The actions that it performs. */
  readonly actions: readonly string[];
  /**
   * The targets that it may act on: secrets with the tag of governed ones, users and roles of the AWS account that the deployment names and that
   * have the same tag, the one user pool, the one directory or the users of the one tenant, org, workspace or instance of IAM Identity Center that the
   * deployment names, or the names in directories that it lists and that have no API.
   */
  readonly scope:
    | 'governed-secrets'
    | 'iam-identities'
    | 'user-pool'
    | 'ldap-directory'
    | 'tenant'
    | 'org'
    | 'workspace'
    | 'identity-center'
    | 'by-hand';
  /**
   * What each action hands over, by action. An unused `temporary-password` is made worthless at the grant's end, and nobody can sign in to the
   * account until it is recovered again; an unused `access-code` stops working, and the account is as it was. A `disk-key` opens the disk until the
   * device has replaced it, which it is ordered to at the grant's end, also where nobody took the key. Without a row nothing is handed over.
   */
  readonly gives: Readonly<Partial<Record<string, Given>>>;
  /** Present where names can be changed: the connector finds its target by the directory's id. */
  readonly findsById?: true;
  /**
   * Operations that it calls to read the directory's id of a target, to read the tier that the directory gives it, to read what it opens, to
   * examine, to perform, to revoke and to read back. None of them reads a password or a governed secret: an LDAP directory, a tenant and an org are no services of AWS, and
   * what signs in there takes the secret of its own service account or application. One of another service is written with it: `sso:DescribeInstance`.
   */
  readonly rights: {
    readonly service: string;
    readonly identify: readonly string[];
    readonly rank: readonly string[];
    readonly opens: readonly string[];
    readonly examine: readonly string[];
    readonly perform: readonly string[];
    readonly revoke: readonly string[];
  };
}

/** The service account's credential of an LDAP directory: what that account may do there is the directory's own business. */
const LDAP = {
  actions: ['reset-password', 'unlock', 'issue-first-credential'],
  gives: { 'reset-password': 'temporary-password', 'issue-first-credential': 'temporary-password' },
  scope: 'ldap-directory',
  findsById: true,
  rights: SIGNING_IN,
} as const;

/**
 * All connectors; a deployment has those whose scope it names. The adapter of each is in `adapters/connectors/`, in the folder of its name;
 * both kinds of LDAP directories are in `ldap/`.
 */
export const CONNECTORS = {
  'secrets-manager': {
    actions: ['rotate-secret', 'reissue-token', 'replace-certificate'],
    gives: {},
    scope: 'governed-secrets',
    rights: {
      service: 'secretsmanager',
      identify: ['DescribeSecret'],
      rank: ['DescribeSecret'],
      opens: ['DescribeSecret'],
      examine: ['DescribeSecret'],
      perform: ROTATING,
      revoke: ROTATING,
    },
  },
  cognito: {
    actions: ['reset-password', 'reset-mfa', 'unlock', 'issue-first-credential', 'revoke-sessions'],
    gives: {
      'reset-password': 'temporary-password',
      'reset-mfa': 'temporary-password',
      'issue-first-credential': 'temporary-password',
    },
    scope: 'user-pool',
    rights: {
      service: 'cognito-idp',
      identify: ['AdminGetUser'],
      rank: ['AdminListGroupsForUser'],
      opens: ['AdminListGroupsForUser'],
      examine: ['AdminGetUser', 'AdminGetUserAuthFactors'],
      perform: [
        'AdminGetUser',
        'AdminGetUserAuthFactors',
        'AdminEnableUser',
        'AdminSetUserPassword',
        'AdminSetUserMFAPreference',
        'AdminSetUserSettings',
        'AdminDeleteSoftwareToken',
        'AdminUserGlobalSignOut',
      ],
      revoke: [
        'AdminGetUser',
        'AdminGetUserAuthFactors',
        'AdminSetUserPassword',
        'AdminSetUserMFAPreference',
        'AdminSetUserSettings',
        'AdminDeleteSoftwareToken',
        'AdminDisableUser',
        'AdminUserGlobalSignOut',
      ],
    },
  },
  iam: {
    actions: ['reset-password', 'reset-mfa', 'revoke-sessions'],
    gives: { 'reset-password': 'temporary-password', 'reset-mfa': 'temporary-password' },
    scope: 'iam-identities',
    findsById: true,
    rights: {
      service: 'iam',
      identify: IAM_IDENTIFYING,
      rank: IAM_RANKING,
      opens: IAM_OPENING,
      examine: [...IAM_READING, ...IAM_RANKING, ...IAM_USES],
      perform: [
        ...[...IAM_READING, ...IAM_RANKING],
        ...(['ListMFADevices', 'UpdateLoginProfile', 'DeactivateMFADevice', 'DeleteVirtualMFADevice'] as const),
        ...(['PutUserPolicy', 'PutRolePolicy'] as const),
      ],
      // Sessions are also ended where a policy contains a change: PutRolePolicy is for those of a role.
      revoke: [
        ...IAM_READING,
        ...(['ListMFADevices', 'ListAccessKeys', 'UpdateLoginProfile', 'DeleteLoginProfile'] as const),
        ...(['UpdateAccessKey', 'PutUserPolicy', 'PutRolePolicy'] as const),
      ],
    },
  },
  'active-directory': LDAP,
  openldap: LDAP,
  entra: {
    actions: ['temporary-access', 'reset-mfa', 'issue-first-credential', 'release-disk-key', 'revoke-sessions'],
    gives: {
      'temporary-access': 'access-code',
      'reset-mfa': 'access-code',
      'issue-first-credential': 'access-code',
      'release-disk-key': 'disk-key',
    },
    scope: 'tenant',
    findsById: true,
    rights: SIGNING_IN,
  },
  okta: {
    actions: ['reset-password', 'reset-mfa', 'unlock', 'temporary-access', 'issue-first-credential', 'revoke-sessions'],
    gives: {
      'reset-password': 'temporary-password',
      'issue-first-credential': 'temporary-password',
      'temporary-access': 'access-code',
      'reset-mfa': 'access-code',
    },
    scope: 'org',
    findsById: true,
    rights: SIGNING_IN,
  },
  'google-workspace': {
    actions: ['reset-password', 'reset-mfa', 'temporary-access', 'revoke-sessions'],
    gives: {
      'reset-password': 'temporary-password',
      'reset-mfa': 'temporary-password',
      'temporary-access': 'access-code',
    },
    scope: 'workspace',
    findsById: true,
    rights: SIGNING_IN,
  },
  /**
   * Its API reads. People do the work in the console of AWS, and nothing is handed over: AWS sends a mail to the user. Sessions are not ended so: that
   * waits for nobody (ADR 73).
   */
  'identity-center': {
    actions: ['reset-password', 'reset-mfa'],
    gives: {},
    scope: 'identity-center',
    findsById: true,
    rights: {
      service: 'identitystore',
      identify: ['GetUserId'],
      rank: CENTER_RANKING,
      opens: [...CENTER_RANKING, 'DescribeUser', 'sso:DescribePermissionSet'],
      examine: [...CENTER_RANKING, 'DescribeUser'],
      perform: [...CENTER_RANKING, 'DescribeUser'],
      revoke: ['DescribeUser'],
    },
  },
  /** People do it; nothing is called. Nothing is handed over: what they make goes straight to the system that uses it. */
  'by-hand': {
    actions: ['rotate-secret', 'replace-certificate'],
    gives: {},
    scope: 'by-hand',
    rights: { service: 'none', identify: [], rank: [], opens: [], examine: [], perform: [], revoke: [] },
  },
} as const satisfies Record<string, Row>;

export type ConnectorName = keyof typeof CONNECTORS;

export const CONNECTOR_NAMES = Object.keys(CONNECTORS) as readonly ConnectorName[];

/** Directories without an API: by their name, the actions that people perform in each. */
export type HandDirectories = Readonly<Record<string, readonly (typeof CONNECTORS)['by-hand']['actions'][number][]>>;

/** The connectors of LDAP directories. */
export type LdapName = 'active-directory' | 'openldap';

/** Where an LDAP directory answers. */
export interface LdapPlaceSettings {
  /** `ldaps://` addresses of servers with the same content, the preferred one first. */
  readonly urls: readonly string[];
  /** The subtree in which the people and their groups are found. */
  readonly base: string;
}

/** An LDAP directory, as a function that signs in there is told of it. */
export interface LdapSettings extends LdapPlaceSettings {
  /** ARN of the secret with the service account's `username`, `password` and, where needed, `ca`. */
  readonly secret: string;
  /** The tiers that groups give their members, as `PATTERN=TIER` between commas; absent: the built-in default. */
  readonly groupTiers?: string;
}

/** The log of a directory of a vendor, as the function that asks logs is told of it. */
export interface VendorLogSettings {
  /** Host of the org, or id of the tenant. */
  readonly place: string;
  /** The application that reads, and the ARN of the secret with which it signs in. */
  readonly clientId: string;
  readonly secret: string;
  /** Client ids of the applications of our own functions that change something. */
  readonly connectors: readonly string[];
  /** Whether keys of disks are governed, and reads of them are looked at. */
  readonly diskKeys?: true;
}
