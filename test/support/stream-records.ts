import type { DynamoDBRecord } from 'aws-lambda';
import type { SealedCommit } from '../../lambdas/core/audit/commit.ts';

/** A commit as the table's stream brings it. */
export function insertOf({ commit, bytes, hash, state }: SealedCommit): DynamoDBRecord {
  const keys = { account: { S: commit.account }, seq: { N: String(commit.seq) } };
  return {
    eventName: 'INSERT',
    dynamodb: {
      Keys: keys,
      ApproximateCreationDateTime: 1_763_632_800,
      SequenceNumber: String(commit.seq).padStart(21, '0'),
      NewImage: { ...keys, prev: { S: commit.prev }, bytes: { S: bytes }, hash: { S: hash }, state: { S: state } },
    },
  };
}
