/** Tag of a secret that Countersign may rotate: IAM rights depend on it, and the code checks it. */
export const GOVERNED_TAG = { key: 'countersign:governed', value: 'true' } as const;

/** Tag by which a secret's owner says that only the secret holds the password, although its value names another place. */
export const SOURCE_OF_TRUTH_TAG = { key: 'countersign:source-of-truth', value: 'true' } as const;

/** Key of the tag by which a secret's owner says its tier: `standard`, `privileged` or `critical`. */
export const TIER_TAG = 'countersign:tier';
