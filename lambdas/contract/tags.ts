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

/** The same for an OAuth app of the Okta org, by its id. */
export const OKTA_APP_TAG = 'countersign:okta-app';

/**
 * Key of the tag by which a secret's owner says that the secret is the credential of an account in this LDAP directory, by the name of its
 * connector.
 */
export const LDAP_ACCOUNT_TAG = 'countersign:ldap-account';

/** The tags that say that somebody else issues the value: a token can be issued again. */
export const ISSUER_TAGS: readonly string[] = [KEY_API_TAG, IAM_USER_TAG, ENTRA_APP_TAG, OKTA_APP_TAG];

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
