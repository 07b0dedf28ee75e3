/** Attribute and index names of the two tables, shared by the construct that makes them and the adapter that reads them. */

export const LEDGER = {
  /** Partition key: the stream a commit belongs to (an account, a person, or an intake source). */
  partitionKey: 'account',
  /** Sort key: 1, 2, 3, … without gaps. */
  sortKey: 'seq',
  /**
   * Global index, keys only: finds the commit of a command on this stream. A local index would end each partition, and so the history of an
   * account, at 10 GB.
   */
  byCommand: { name: 'by-command', partitionKey: 'account', sortKey: 'command' },
  /** Global index, keys only: finds the stream of a recovery. Commits without a recovery are not in it. */
  byRecovery: { name: 'by-recovery', partitionKey: 'recovery', sortKey: 'seq' },
  /** The severity of an alert for people on duty. Only the filter of the alerting function reads it. */
  alert: 'alert',
} as const;

export const WORKSPACE = {
  /** Begins with the type of the item and `#`, so a role can be limited to the types that its function owns. */
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Global index of items that are listed or fall due: `list` names the listing, `rank` orders it. */
  byList: { name: 'by-list', partitionKey: 'list', sortKey: 'rank' },
  /** Epoch seconds after which DynamoDB may drop the item. */
  expiry: 'ttl',
} as const;

/** The types of items in the workspace, and their writers. A partition key of a gate is `gate#…`. */
export const WORKSPACE_ITEMS = {
  /** Encrypted task tokens of a recovery: put by the gate task, removed by the relay. */
  gate: 'gate',
  /** When the grant of a recovery ends: put by the executor, removed by the function that confirms that it is gone. */
  grant: 'grant',
  /** Read models, written by the relay: a recovery, the position in a stream, a ticket that waits for an agent. */
  view: 'view',
  head: 'head',
  ticket: 'ticket',
  /** Alerts, dropped after 90 days, and what of a stream waits for people; written by the relay, listed by the query function. */
  alert: 'alert',
  standing: 'standing',
  /** Streams that a forged commit stops; written by the relay, listed by the query function. */
  stopped: 'stopped',
  /** Messages that were not sent; written by the notices function, listed by the query function, dropped after 90 days. */
  unsent: 'unsent',
  /** The accounts in whose recoveries one hand took part, by day or by month; written by the relay, dropped after its window. */
  campaign: 'campaign',
  /** The person of an identity key, and the keys of a person; written by the relay. */
  identity: 'identity',
  person: 'person',
  /** The people of a part, and the parts of a person; written by the relay, read by the notices function. */
  member: 'member',
  /** Look-alike records, by key and by record; written by the relay, read by the registry. */
  alike: 'alike',
  /** Uploaded rows of batches of records, written and read by the registry, dropped after 30 days. */
  batch: 'batch',
  /** Whom the notices of a commit have reached; written by the notices function, dropped after 90 days. */
  notice: 'notice',
  /** What readers in chats were told of a recovery, and where; written by the notices function, dropped after 400 days. */
  chat: 'chat',
  /** What one reader was asked lately, so that a storm becomes one message; written by the notices function, dropped after a day. */
  burst: 'burst',
  /** The last counter of a passkey of staff: written by the function that takes what they sign. */
  passkey: 'passkey',
  /** How far the log of a directory is reconciled; written by the function that reads it. */
  log: 'log',
  /** Changes that the logs of directories showed, dropped after 400 days, and the tallies of months; written by the relay, listed by the query function. */
  receipt: 'receipt',
  tally: 'tally',
  /** How far a directory of record was looked at, and the records that it proposes; written by the function that reads it. */
  population: 'population',
  /** Encrypted secrets of one-time-password apps: put and removed by the enrolment function, read by the requester's page. */
  totp: 'totp',
} as const;

/** Part of the encryption context of a one-time-password secret, which the rights to the key name. */
export const TOTP_PURPOSE = 'totp';

export type WorkspaceItem = keyof typeof WORKSPACE_ITEMS;
