/** How a person can be related to an account, by the registry. */
export const RELATIONS = ['owner', 'manager', 'custodian'] as const;
export type Relation = (typeof RELATIONS)[number];
