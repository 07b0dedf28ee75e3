/** Tag of a secret that Countersign may rotate: IAM rights depend on it, and the code checks it. */
export const GOVERNED_TAG = { key: 'countersign:governed', value: 'true' } as const;

/** Tag by which a secret's owner says that only the secret holds the password, although its value names another place. */
export const SOURCE_OF_TRUTH_TAG = { key: 'countersign:source-of-truth', value: 'true' } as const;

/** Key of the tag by which a secret's owner says its tier: `standard`, `privileged` or `critical`. */
export const TIER_TAG = 'countersign:tier';

/** Key of the tag by which a secret's owner says that the secret is the password of this PostgreSQL role. */
export const POSTGRES_ROLE_TAG = 'countersign:postgres-role';

/** Key of the tag by which a secret's owner says that the secret is a key of the described API of this name. */
export const KEY_API_TAG = 'countersign:key-api';

/** Key of the tag by which a secret's owner says that the secret is an access key of this IAM user. */
export const IAM_USER_TAG = 'countersign:iam-user';

/** Key of the tag of an IAM user that names the secret of its access keys: whoever can tag secrets alone cannot aim a rotation at a user. */
export const SECRET_TAG = 'countersign:secret';

/** Key of the tag by which a secret's owner says that the secret is one of this application of the Entra tenant, by its client id. */
export const ENTRA_APP_TAG = 'countersign:entra-app';

/** The same for a secret that is a certificate of such an application and its private key. */
export const ENTRA_APP_CERTIFICATE_TAG = 'countersign:entra-app-certificate';

/** The same for a client secret of an OAuth app of the Okta org, by the app's id. */
export const OKTA_APP_TAG = 'countersign:okta-app';

/** The same for a private key of such an app, as a JSON Web Key. */
export const OKTA_APP_KEY_TAG = 'countersign:okta-app-key';

/** The same for a key file of a service account of Google Cloud, by the account's address. */
export const GOOGLE_ACCOUNT_TAG = 'countersign:google-account';

/**
 * Key of the tag by which a secret's owner says that the secret is the credential of an account in this LDAP directory, by the name of its
 * connector.
 */
export const LDAP_ACCOUNT_TAG = 'countersign:ldap-account';

/** The tags that name the system behind a secret, by the kind of the system. A secret has one at most. */
export const SYSTEM_TAGS = {
  'postgres-role': POSTGRES_ROLE_TAG,
  'key-api': KEY_API_TAG,
  'iam-user': IAM_USER_TAG,
  'entra-app': ENTRA_APP_TAG,
  'entra-app-certificate': ENTRA_APP_CERTIFICATE_TAG,
  'okta-app': OKTA_APP_TAG,
  'okta-app-key': OKTA_APP_KEY_TAG,
  'google-account': GOOGLE_ACCOUNT_TAG,
  'ldap-account': LDAP_ACCOUNT_TAG,
} as const;
export type SecretSystem = keyof typeof SYSTEM_TAGS;

/** The tags that say that a system outside makes the value, or lists which ones count: a token can be issued again. */
export const ISSUER_TAGS: readonly string[] = [
  ...[KEY_API_TAG, IAM_USER_TAG, ENTRA_APP_TAG, OKTA_APP_TAG, OKTA_APP_KEY_TAG, GOOGLE_ACCOUNT_TAG],
];

/** The tags that say that the value is a certificate which a system is told of: it can be replaced. */
export const CERTIFICATE_TAGS: readonly string[] = [ENTRA_APP_CERTIFICATE_TAG];

/**
 * Key of the tag by which a secret's owner says for how many minutes a replaced credential stays valid in the system behind the secret. Without
 * it a replaced credential ends at once.
 */
export const GRACE_TAG = 'countersign:grace-minutes';

/** A version whose id begins like this replaces a credential that ends at once, whatever the tag for the grace says. */
export const AT_ONCE = 'at-once-';

/** Key of the tag by which a secret's owner names the systems that use it, between spaces: whoever approves reads them. */
export const CONSUMERS_TAG = 'countersign:consumers';

/** Label of the version that was taken back because its consumer was not well with it. */
export const ROLLED_BACK = 'COUNTERSIGN_ROLLED_BACK';
