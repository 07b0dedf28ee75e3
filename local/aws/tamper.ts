import { LEDGER } from '../../lambdas/contract/tables.ts';
import type { LocalAws } from './server.ts';
import type { Item } from './stream/record.ts';

/**
 * Changes or removes a commit past every guard, like somebody with access to the disk, and sends the stream's record like DynamoDB. For
 * drills and tests that tampering is found. Throws an `Error` for a missing commit.
 */
export async function tamper(
  { dynamodb, stream }: Pick<LocalAws, 'dynamodb' | 'stream'>,
  { table, account, seq }: { readonly table: string; readonly account: string; readonly seq: number },
  change: (item: Item) => Item | undefined,
): Promise<void> {
  const place = {
    TableName: table,
    Key: { [LEDGER.partitionKey]: { S: account }, [LEDGER.sortKey]: { N: String(seq) } },
  };
  const before = (await dynamodb.unguarded('GetItem', place))['Item'] as Item | undefined;
  if (before === undefined) throw new Error(`\`${account}\` has no commit ${seq}`);
  const after = change(before);
  if (after === undefined) await dynamodb.unguarded('DeleteItem', place);
  else await dynamodb.unguarded('PutItem', { TableName: table, Item: after });
  await stream?.tampered(after === undefined ? { before } : { before, after });
}
