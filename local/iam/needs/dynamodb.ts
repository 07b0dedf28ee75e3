import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { arnOf } from '../../aws/arns.ts';
import { type Input, type Need, type Needs, need, textIn, viaKms } from './need.ts';

/** Documented for the users of a table under a customer-managed key, for reads and for writes. */
const READING = ['Decrypt', 'DescribeKey'];
const WRITING = [...READING, 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
type Keys = CreateTableCommandInput['KeySchema'];

const partitionKeyIn = (keys: Keys): string => keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';

/** Operations on items. The leading keys are the partition keys of the items that a request names. */
export function dynamodbNeeds(tables: readonly CreateTableCommandInput[], dataKey: string): Needs {
  const schemaOf = (name: string) => tables.find(({ TableName }) => TableName === name);
  const partitionKeyOf = (table: string, index?: string): string => {
    const schema = schemaOf(table);
    const found = schema?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
    return partitionKeyIn(index === undefined ? schema?.KeySchema : found?.KeySchema);
  };
  const on = (action: string, table: string, leading: readonly string[], index?: string): readonly Need[] => {
    const resource = arnOf('dynamodb', `table/${table}${index === undefined ? '' : `/index/${index}`}`);
    const actions = /^(Put|Update|Delete)/.test(action) ? WRITING : READING;
    const context = action === 'Scan' ? {} : { 'dynamodb:LeadingKeys': leading };
    return [need(`dynamodb:${action}`, resource, context), ...viaKms('dynamodb', { key: dataKey, actions })];
  };
  /** Each part of a transaction needs the right for its own operation. */
  const inTransaction = (part: Input): readonly Need[] =>
    oneItem(
      'PutItem',
      'Item',
    )(part).map((one) => ({
      ...one,
      context: { ...one.context, ...(one.action === 'dynamodb:PutItem' && ENCLOSED) },
    }));
  const oneItem = (action: string, member: 'Key' | 'Item') => (input: Input) => {
    const table = textIn(input, 'TableName');
    return on(action, table, [leadingIn(input[member] as Item, partitionKeyOf(table))]);
  };
  return {
    TransactWriteItems: (input) => transactedIn(input).flatMap(inTransaction),
    GetItem: oneItem('GetItem', 'Key'),
    PutItem: oneItem('PutItem', 'Item'),
    UpdateItem: oneItem('UpdateItem', 'Key'),
    DeleteItem: oneItem('DeleteItem', 'Key'),
    Scan: (input) => on('Scan', textIn(input, 'TableName'), []),
    Query: (input) => {
      const table = textIn(input, 'TableName');
      const index = input['IndexName'] === undefined ? undefined : textIn(input, 'IndexName');
      return on('Query', table, [queriedIn(input, partitionKeyOf(table, index))], index);
    },
    BatchWriteItem: ({ RequestItems = {} }) =>
      Object.entries(RequestItems as Readonly<Record<string, readonly BatchedWrite[]>>).flatMap(([table, requests]) =>
        on(
          'BatchWriteItem',
          table,
          requests.map(({ PutRequest, DeleteRequest }) =>
            leadingIn(PutRequest?.Item ?? DeleteRequest?.Key ?? {}, partitionKeyOf(table)),
          ),
        ),
      ),
    BatchGetItem: ({ RequestItems = {} }) =>
      Object.entries(RequestItems as Readonly<Record<string, { readonly Keys: readonly Item[] }>>).flatMap(
        ([table, { Keys }]) =>
          on(
            'BatchGetItem',
            table,
            Keys.map((key) => leadingIn(key, partitionKeyOf(table))),
          ),
      ),
  };
}

interface BatchedWrite {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

const ENCLOSED = { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } as const;

/** The puts of a transaction; the stand-in knows no other parts. */
const transactedIn = ({ TransactItems }: Input): readonly Input[] =>
  (TransactItems as readonly { readonly Put?: Input }[]).flatMap(({ Put }) => (Put === undefined ? [] : [Put]));

const leadingIn = (item: Item, key: string): string => item[key]?.S ?? item[key]?.N ?? '';

/** The value that a key condition demands of the partition key. */
function queriedIn(input: Input, key: string): string {
  const names = (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const values = (input['ExpressionAttributeValues'] ?? {}) as Item;
  const pairs = [...textIn(input, 'KeyConditionExpression').matchAll(/(#?\w+)\s*=\s*(:\w+)/g)];
  const [, , value = ''] = pairs.find(([, name = '']) => (names[name] ?? name) === key) ?? [];
  return values[value]?.S ?? values[value]?.N ?? '';
}
