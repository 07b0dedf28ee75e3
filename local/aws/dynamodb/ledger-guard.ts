import { LEDGER } from '../../../lambdas/contract/tables.ts';
import { AwsError } from '../protocol/aws-error.ts';

const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable'];

/**
 * The resource policy of the ledger's table: it is read, and written by a PutItem that demands an empty place. Everything else is denied,
 * whoever asks. Throws `AccessDeniedException`.
 */
export function assertAllowed(operation: string, parameters: Readonly<Record<string, unknown>>): void {
  if (READS.includes(operation)) return;
  if (operation === 'PutItem' && demandsEmptyPlace(parameters)) return;
  throw new AwsError(
    'AccessDeniedException',
    `not authorized to perform dynamodb:${operation} on the ledger, with an explicit deny in a resource-based policy`,
  );
}

const KEYS: readonly string[] = [LEDGER.partitionKey, LEDGER.sortKey];

/** Nothing but `attribute_not_exists` of a key, or several of them with AND: an OR would let an existing item through. */
function demandsEmptyPlace({ ConditionExpression, ExpressionAttributeNames }: Readonly<Record<string, unknown>>) {
  const names = (ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const parts = String(ConditionExpression ?? '').split(/\s+AND\s+/i);
  return parts.every((part) => {
    const name = /^\s*attribute_not_exists\s*\(\s*(#?\w+)\s*\)\s*$/.exec(part)?.[1];
    return name !== undefined && KEYS.includes(names[name] ?? name);
  });
}
