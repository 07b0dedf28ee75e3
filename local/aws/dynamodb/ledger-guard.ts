import { LEDGER } from '../../../lambdas/contract/tables.ts';
import { AwsError } from '../protocol/aws-error.ts';

const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable'];

/**
 * The resource policy of the ledger's table: reads, and a PutItem on the condition of an empty place. Everything else is denied, for every
 * caller. Throws `AccessDeniedException`.
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

/** Accepts only `attribute_not_exists` of a key, or several of them with AND: an OR would let an existing item pass. */
function demandsEmptyPlace({ ConditionExpression, ExpressionAttributeNames }: Readonly<Record<string, unknown>>) {
  const names = (ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const parts = String(ConditionExpression ?? '').split(/\s+AND\s+/i);
  return parts.every((part) => {
    const name = /^\s*attribute_not_exists\s*\(\s*(#?\w+)\s*\)\s*$/.exec(part)?.[1];
    return name !== undefined && KEYS.includes(names[name] ?? name);
  });
}
