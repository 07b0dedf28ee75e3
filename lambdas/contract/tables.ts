/** Attribute and index names of the two tables; the construct that makes them and the adapter that reads them import these. */

export const LEDGER = {
  /** Partition key: the stream a commit belongs to (an account, a person, or an intake source). */
  partitionKey: 'account',
  /** Sort key: 1, 2, 3, … without gaps. */
  sortKey: 'seq',
  /** Local index, strongly consistent: has this command already been committed on this stream? */
  byCommand: { name: 'by-command', sortKey: 'command' },
  /** Global index, keys only: which stream holds this recovery? Commits that concern no recovery are not in it. */
  byRecovery: { name: 'by-recovery', partitionKey: 'recovery', sortKey: 'seq' },
} as const;

export const WORKSPACE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Global index of what is listed or falls due: `list` names the listing, `rank` orders it. */
  byList: { name: 'by-list', partitionKey: 'list', sortKey: 'rank' },
  /** Epoch seconds after which DynamoDB may drop the item. */
  expiry: 'ttl',
} as const;
