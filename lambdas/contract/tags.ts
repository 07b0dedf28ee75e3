/** A secret that Countersign may rotate carries this tag: rights are bound to it, and code looks for it. */
export const GOVERNED_TAG = { key: 'countersign:governed', value: 'true' } as const;

/** The owner of a secret says by this tag that nothing but the secret holds the password, although its value names a place. */
export const SOURCE_OF_TRUTH_TAG = { key: 'countersign:source-of-truth', value: 'true' } as const;
