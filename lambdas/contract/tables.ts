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
  /** Where people on duty are to be told of a commit: how severe it is. Read by the filter of the alerting function, and by nothing else. */
  alert: 'alert',
} as const;

export const WORKSPACE = {
  /** Begins with the type of the item and `#`, so that a role can be held to the types that its function owns. */
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Global index of what is listed or falls due: `list` names the listing, `rank` orders it. */
  byList: { name: 'by-list', partitionKey: 'list', sortKey: 'rank' },
  /** Epoch seconds after which DynamoDB may drop the item. */
  expiry: 'ttl',
} as const;

/** The types of items in the workspace, and who writes them: `gate#…` is a partition key of the first. */
export const WORKSPACE_ITEMS = {
  /** Encrypted task tokens of a recovery: put by the gate task, removed by the relay. */
  gate: 'gate',
  /** When the grant of a recovery ends: put by the executor, removed by whoever confirms that it is gone. */
  grant: 'grant',
  /** Read models, written by the relay: a recovery, how far a stream has come, a ticket that waits for an agent. */
  view: 'view',
  head: 'head',
  ticket: 'ticket',
  /** In how many recoveries one hand had a part lately; written by the relay, dropped after two days. */
  campaign: 'campaign',
  /** Whose an identity key is, and which keys a person has; written by the relay. */
  identity: 'identity',
  person: 'person',
  /** Which notices have been sent about a commit; written by the notices function, dropped after 90 days. */
  notice: 'notice',
} as const;
export type WorkspaceItem = keyof typeof WORKSPACE_ITEMS;
