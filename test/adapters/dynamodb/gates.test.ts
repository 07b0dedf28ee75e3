import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoDbGates } from '../../../lambdas/adapters/dynamodb/gates.ts';
import type { GateName } from '../../../lambdas/core/recovery/state/events.ts';
import { type GatesUnderTest, gatesContract } from '../../contracts/gates.ts';
import { awsOf, ENDPOINTS, type Endpoint } from '../../support/dynalite.ts';
import { fakeKms, KEY_ID } from '../../support/fake-kms.ts';
import { startWorkspace } from '../../support/workspace.ts';

const keyOf = ({ recovery, gate }: { recovery: string; gate: GateName }) => ({
  pk: { S: `gate#${recovery}` },
  sk: { S: gate },
});

const plain = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

async function start(name: string, startEndpoint: () => Promise<Endpoint>): Promise<GatesUnderTest> {
  const { dynamo, table, failNext, stop } = await startWorkspace(startEndpoint);
  const { kms, keyId } = name === 'dynalite' ? { kms: fakeKms(), keyId: KEY_ID } : await realKms(name);
  return {
    gates: new DynamoDbGates(dynamo, kms, { table, keyId }),
    failNext,
    dump: async () => {
      const { Items: items = [] } = await dynamo.send(new ScanCommand({ TableName: table }));
      return JSON.stringify(items, (_, value) => (ArrayBuffer.isView(value) ? plain(value) : value));
    },
    copy: async (from, to) => {
      const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: keyOf(from) }));
      const copied = { ...item, ...keyOf(to), gate: { S: to.gate } };
      await dynamo.send(new PutItemCommand({ TableName: table, Item: copied }));
    },
    stop,
  };
}

async function realKms(url: string): Promise<{ kms: KMSClient; keyId: string }> {
  const kms = new KMSClient(awsOf(url));
  const { KeyMetadata: made } = await kms.send(new CreateKeyCommand({}));
  return { kms, keyId: made?.KeyId ?? '' };
}

for (const [name, startEndpoint] of ENDPOINTS) {
  gatesContract(`DynamoDbGates on ${name}`, () => start(name, startEndpoint));
}

describe('DynamoDbGates', () => {
  it('lists strongly consistently', async () => {
    const dynamo = new DynamoDBClient({ region: 'us-east-1' });
    const mock = mockClient(dynamo);
    mock.on(QueryCommand).resolves({ Items: [] });
    expect(await new DynamoDbGates(dynamo, fakeKms(), { table: 'workspace', keyId: KEY_ID }).list('rec-1')).toEqual([]);
    expect(mock.commandCalls(QueryCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });
});
