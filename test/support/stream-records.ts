import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { itemOf } from '../../lambdas/adapters/dynamodb/ledger-items.ts';
import type { SignedCommit } from '../../lambdas/core/audit/commit.ts';

/** The stream record of a commit. */
export function insertOf(hashed: SignedCommit): DynamoDBRecord {
  const { account, seq, at } = hashed.commit;
  const keys = { account: { S: account }, seq: { N: String(seq) } };
  return {
    eventName: 'INSERT',
    dynamodb: {
      Keys: keys,
      ApproximateCreationDateTime: Math.floor(Date.parse(at) / 1000),
      SequenceNumber: String(seq).padStart(21, '0'),
      NewImage: itemOf(hashed) as Record<string, AttributeValue>,
    },
  };
}
