import { DOCS, type Manner } from './manner.ts';

/** Manners of what keeps data and tells of its changes. */
export const OF_DATA: readonly Manner[] = [
  {
    service: 'DynamoDB Streams',
    does: 'orders the records of a shard, in which there are many accounts, and gives one batch of it at a time',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [
      ['local/aws/stream.test.ts', 'brings the accounts of a shard in the order in which they were written, together'],
      ['local/aws/stream.test.ts', 'holds other accounts of a shard up while one fails, and no other shard'],
      ['local/start/template.test.ts', 'is how Lambda reads the stream for its two readers'],
      ['app/relay/records.test.ts', 'holds its own stream for a minute, and no other of the batch'],
    ],
  },
  {
    service: 'DynamoDB Streams',
    does: 'lets at most two readers read a shard',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [['lib/relay.test.ts', 'is the relay and the alerting, each in order, with nothing lost silently']],
  },
  {
    service: 'Lambda at a stream',
    does: 'brings a record that fails again, and nothing behind it',
    page: `${DOCS}/lambda/latest/dg/services-ddb-batchfailurereporting.html`,
    tests: [
      ['local/aws/stream.test.ts', 'brings the same batch again until its function takes it'],
      ['local/aws/stream.test.ts', 'brings again from the first record that is reported as failed'],
      ['local/aws/stream.test.ts', 'takes no answer for a report of failures where its mapping does not say so'],
      ['handlers/relay.test.ts', 'puts aside a record that was altered, and carries out every other of the batch'],
      ['app/relay/records.test.ts', 'is put aside at once, and the 1,000 records behind it are worked'],
      ['handlers/alerting.test.ts', 'rings for a commit that it can never read, and tells of the other accounts'],
      ['lib/rights.test.ts', 'leaves the relay no way to the outside world'],
    ],
  },
  {
    service: 'Lambda at a stream',
    does: 'halves a batch that failed as a whole, and gives up what is too old, in a letter without the records',
    page: `${DOCS}/lambda/latest/dg/services-dynamodb-errors.html`,
    tests: [
      ['local/aws/stream.test.ts', 'tries a batch that failed as a whole again in halves'],
      ['local/aws/stream.test.ts', 'gives a record up that is older than its reader wants, in a letter'],
      ['app/relay/records.test.ts', 'is put off after a minute, to be tried apart from the stream, which goes on'],
      ['app/relay/redeliver.test.ts', 'takes letters of the relay, of Lambda and of the notices'],
    ],
  },
  {
    service: 'Lambda at a stream',
    does: 'says how old the records are that it brings',
    page: `${DOCS}/lambda/latest/dg/monitoring-metrics-types.html`,
    tests: [
      ['local/aws/stream.test.ts', 'keeps the time at which a commit was written, however often and however late'],
      ['lib/alerts.test.ts', 'watch the workflow, the sweeper, revocations, the API and the stream'],
    ],
  },
  {
    service: 'DynamoDB Streams',
    does: 'keeps a record for 24 hours; what was missed is worked again from the table',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [
      ['local/aws/stream.test.ts', 'forgets a record after 24 hours, whoever has not read it by then'],
      ['handlers/redeliver.test.ts', 'has a commit worked again'],
      ['handlers/redeliver.test.ts', 'has a time worked again'],
    ],
  },
  {
    service: 'DynamoDB',
    does: 'bounds the items of one key at 10 GB where the table has a local index',
    page: `${DOCS}/amazondynamodb/latest/developerguide/LSI.html`,
    tests: [
      ['lib/ledger.test.ts', 'has no local index: with one, the commits of an account'],
      ['lib/repeat.test.ts', 'that gives a table another logical id is refused'],
    ],
  },
  {
    service: 'DynamoDB',
    does: 'takes items of 400 KB at most',
    page: `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
    tests: [
      ['local/aws/dynamodb.test.ts', 'takes no item of more than 400 KB'],
      ['scenarios/flood.test.ts', 'on a live recovery add at most 60 commits, and the owner is served at once'],
    ],
  },
  {
    service: 'DynamoDB',
    does: 'shows in a global index, and in a read that is not strongly consistent, what was there before',
    page: `${DOCS}/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html`,
    tests: [
      ['local/aws/late.test.ts', 'is in a global index after a while only, and there in a read that is strongly'],
      ['local/aws/late.test.ts', 'is as it was before for a while, in an index and in every other read'],
      ['contracts/aws/dynamodb.ts', 'refuses a read of a global index that is to be strongly consistent'],
      ['handlers/query.test.ts', 'one recovery: also the moment after it was opened, when no index names it yet'],
      ['handlers/query.test.ts', 'one recovery: with every commit, also those that the index does not show yet'],
    ],
  },
  {
    service: 'Secrets Manager',
    does: 'tries the key of a new secret under a context that names no secret',
    page: `${DOCS}/secretsmanager/latest/userguide/security-encryption.html`,
    tests: [
      ['local/iam/guard.test.ts', 'secrets: Secrets Manager first tries the key of a secret that is made'],
      ['lib/rights.test.ts', 'lets only who makes secrets have their key tried by Secrets Manager'],
    ],
  },
  {
    service: 'Secrets Manager',
    does: 'shows labels, tags and lists as they were',
    page: `${DOCS}/secretsmanager/latest/apireference/API_ListSecrets.html`,
    tests: [
      ['local/aws/late.test.ts', 'has its labels, its value and its tags of before for a while'],
      ['local/aws/late.test.ts', 'is not there for a while after it was made, in no list either'],
      ['adapters/secrets-manager/boxes.test.ts', 'opens a box that was put a moment ago'],
      ['adapters/connectors/secrets-manager/connector.test.ts', 'is not taken for gone: a rotation that was begun'],
      ['adapters/connectors/secrets-manager/connector.test.ts', 'is not refused for good while the service tries'],
    ],
  },
  {
    service: 'Secrets Manager',
    does: 'bills each secret by the month, so the seeds of apps are ciphertext in the table',
    page: `${DOCS}/secretsmanager/latest/userguide/intro.html`,
    tests: [['lib/rights.test.ts', 'lets the enrolment function box what an app shares with it, and not open it']],
  },
  {
    service: 'CloudTrail',
    does: 'tells of a call about five minutes later',
    page: `${DOCS}/awscloudtrail/latest/userguide/how-cloudtrail-works.html`,
    tests: [['lib/trail.test.ts', 'comes minutes later: people are told how late']],
  },
];
