/** One connector: its actions, its scope, and the operations that it calls. */
interface Row {
  /** The actions that it performs. */
  readonly actions: readonly string[];
  /** The targets that it may act on: secrets with the tag of governed ones, or the one user pool that the deployment names. */
  readonly scope: 'governed-secrets' | 'user-pool';
  /**
   * Operations that it calls to read the directory's id of a target, to read the tier that the directory gives it, to examine, to perform,
   * to revoke and to read back. None of them reads a password or a secret.
   */
  readonly rights: {
    readonly service: string;
    readonly identify: readonly string[];
    readonly rank: readonly string[];
    readonly examine: readonly string[];
    readonly perform: readonly string[];
    readonly revoke: readonly string[];
  };
}

/** For performing and for revoking: a secret is rotated again when its grant ends. */
const ROTATING = ['DescribeSecret', 'RotateSecret'] as const;

/**
 * All connectors; a deployment has those whose scope it names. The adapter of each is in `adapters/connectors/`, in the folder of its name.
 */
export const CONNECTORS = {
  'secrets-manager': {
    actions: ['rotate-secret'],
    scope: 'governed-secrets',
    rights: {
      service: 'secretsmanager',
      identify: ['DescribeSecret'],
      rank: ['DescribeSecret'],
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
      rank: ['AdminListGroupsForUser'],
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
