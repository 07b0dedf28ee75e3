import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METHOD_NAMES } from '../../lambdas/core/proofing/methods.ts';
import { ACTIONS, KINDS, TIERS } from '../../lambdas/core/registry/account.ts';
import { messagesOf } from '../../local/serve/outbox.ts';
import { NAMES } from '../../local/start/environment.ts';
import { ByApi } from './support/by-api.ts';
import { CONNECTED } from './support/directories.ts';
import { isRecovered, JOINED, registered } from './support/joining.ts';
import { nameOf, type Row } from './support/rows.ts';
import { ROWS, Table } from './support/table.ts';

/**
 * Nobody ends in a dead end, on the live system: every action that the shipped policy allows, for every kind and tier of account, and
 * every company of people that can prove it, from the call to the end of what was given. A new rule is a new row, and so is a new connector or method.
 */

const AT_ONCE = 10;

let table: Table;
let joined: ReturnType<typeof registered>;

beforeAll(async () => {
  table = await Table.laid();
  joined = registered(table.place);
  joined.catch(() => undefined);
  table.begin((household) => new ByApi(table.place, household), AT_ONCE);
}, 300_000);

afterAll(async () => {
  await Promise.allSettled([joined, table?.ended()]);
  await table?.clear();
}, 300_000);

it('tries every kind of account, method and environment, every connector that is here, and every action that the policy knows', () => {
  const tried = <Name extends keyof Row>(name: Name) => new Set(ROWS.map((row) => row[name]));
  expect(tried('kind')).toEqual(new Set(KINDS));
  expect(tried('tier')).toEqual(new Set(TIERS));
  expect(new Set(ROWS.flatMap(({ methods }) => methods))).toEqual(new Set(METHOD_NAMES));
  expect(tried('connector')).toEqual(new Set([...CONNECTED, null]));
  expect(tried('action')).toEqual(new Set(ACTIONS.filter((action) => action !== 'change-contact')));
  expect([...tried('environment')]).toEqual(expect.arrayContaining(['production', 'executives', 'contractors']));
  expect(table.size).toBe(ROWS.length);
});

describe('a recovery that the policy allows', () => {
  it.each(ROWS.map((row) => [nameOf(row), row] as const))('%s', (_, row) => table.holds(row), 300_000);

  it('is a table: whose account and what is done | who proves | how | where | claimed | ended', () => table.isTold());
});

it('the doctor finds at IAM every right that these recoveries need', async () => {
  const { status, body } = await table.place.play.call('ada', 'GET', '/doctor');
  expect([status, body['rights']]).toEqual([200, []]);
});

it('the key of no disk is in any commit, log line, alert, event, execution or message', async () => {
  await table.ended();
  const { system, directories } = table.place;
  const keys = directories.tenant.devices.keys.map(({ digits }) => digits);
  const commits: unknown[] = [];
  for await (const item of system.aws.dynamodb.scan({ TableName: NAMES.ledger })) commits.push(item);
  const places = {
    ledger: JSON.stringify(commits),
    log: await readFile(join(system.folder.path, 'log.jsonl'), 'utf8'),
    alerts: JSON.stringify(system.aws.sns.messages.items),
    events: JSON.stringify(system.aws.events.events.items),
    executions: JSON.stringify(system.aws.engine?.executions),
    messages: JSON.stringify(messagesOf(system.aws)),
  };
  // The planted keys, and those by which they were replaced.
  expect(keys.length).toBeGreaterThanOrEqual(2 * ROWS.filter(({ kind }) => kind === 'device').length);
  const spelled = keys.flatMap((digits) => [digits, digits.replaceAll('-', ''), digits.replaceAll('-', ' ')]);
  for (const [place, text] of Object.entries(places)) {
    expect([place, text.length > 1_000]).toEqual([place, true]);
    expect([place, spelled.filter((one) => text.includes(one))]).toEqual([place, []]);
  }
}, 300_000);

describe('somebody new', () => {
  it.each(JOINED.map((connector) => [connector] as const))(
    'comes by a look at the directory of record, is registered by two administrators, and is recovered in %s',
    async (connector) => {
      const events = await isRecovered(table.place.play, connector, (await joined).get(connector));
      expect(events).toEqual(expect.arrayContaining(['GrantIssued', 'GrantClaimed', 'RevocationConfirmed']));
    },
    300_000,
  );
});
