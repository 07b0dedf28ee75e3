/** One row: what a connector can do, and where, and what it calls for that. */
interface Row {
  /** The actions that it performs. */
  readonly actions: readonly string[];
  /** Where it may do anything: the secrets that carry the tag of governed ones, or one user pool, if the deployment names it. */
  readonly scope: 'governed-secrets' | 'user-pool';
  /** Operations that it calls in order to read the directory's own id of a target, to look whether it could perform, to perform, and to revoke and read back. None of them reads a password or a secret. */
  readonly rights: {
    readonly service: string;
    readonly identify: readonly string[];
    readonly examine: readonly string[];
    readonly perform: readonly string[];
    readonly revoke: readonly string[];
  };
}

/** Rotating is both: a secret is rotated again when its grant ends. */
const ROTATING = ['DescribeSecret', 'RotateSecret'] as const;

/**
 * The connectors that there are; a deployment has those whose scope it names. The adapter of each is in `adapters/connectors/`, in a folder
 * of its name.
 */
export const CONNECTORS = {
  'secrets-manager': {
    actions: ['rotate-secret'],
    scope: 'governed-secrets',
    rights: {
      service: 'secretsmanager',
      identify: ['DescribeSecret'],
      examine: ['DescribeSecret'],
      perform: ROTATING,
      revoke: ROTATING,
    },
  },
  cognito: {
    actions: ['reset-password', 'reset-mfa', 'unlock', 'revoke-sessions'],
    scope: 'user-pool',
    rights: {
      service: 'cognito-idp',
      identify: ['AdminGetUser'],
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
} as const satisfies Record<string, Row>;

export type ConnectorName = keyof typeof CONNECTORS;

export const CONNECTOR_NAMES = Object.keys(CONNECTORS) as readonly ConnectorName[];
