import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { arnOf } from '../../../local/aws/arns.ts';
import type { Call } from '../../../local/iam/judge.ts';
import { RECORD_VARIABLE, recordedIn, recorderIn } from '../../../local/iam/record.ts';
import { replay } from '../../../local/iam/replay.ts';
import type { Statement } from '../../../local/iam/statement.ts';

const ROLE = 'arn:aws:iam::000000000000:role/countersign-relay';
const TABLE = arnOf('dynamodb', 'table/ledger');

const allow = (Action: string | readonly string[], Resource = TABLE): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const call = (action: string): Call => ({
  principal: ROLE,
  action: `dynamodb:${action}`,
  resource: TABLE,
  context: {},
});

/** Ids of needed statements, and idle actions. */
async function found(own: readonly Statement[], table: readonly Statement[], calls: readonly Call[]) {
  const identity = new Map([[ROLE, own.map((statement, index) => ({ id: `own-${index}`, of: ROLE, statement }))]]);
  const resource = new Map([[TABLE, table.map((statement, index) => ({ id: `its-${index}`, of: TABLE, statement }))]]);
  const findings = await replay({ identity, resource }, calls);
  return {
    needed: findings.flatMap(({ placed, needs }) => (needs === undefined ? [] : [placed.id])),
    idle: findings.flatMap(({ idle }) => idle),
  };
}

it('needs a statement without which a recorded call is denied, and names the actions that nothing used', async () => {
  const own = [allow(['dynamodb:GetItem', 'dynamodb:Scan']), allow('dynamodb:PutItem')];
  expect(await found(own, [], [call('GetItem')])).toEqual({
    needed: ['own-0'],
    idle: ['dynamodb:Scan', 'dynamodb:PutItem'],
  });
});

it('needs neither of two statements that allow the same', async () => {
  const own = [allow('dynamodb:GetItem'), allow('dynamodb:GetItem', '*')];
  expect((await found(own, [], [call('GetItem')])).needed).toEqual([]);
});

it('needs a statement that denies when without it a recorded denial would be a yes', async () => {
  const deny: Statement = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'dynamodb:DeleteItem', Resource: '*' };
  const own = [allow('dynamodb:DeleteItem')];
  expect((await found(own, [deny], [call('DeleteItem')])).needed).toEqual(['its-0']);
  expect((await found([], [deny], [call('DeleteItem')])).needed).toEqual([]);
});

it('records each different call once, and reads the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-record-'));
  try {
    const path = join(folder, 'calls.jsonl');
    for (const _process of [1, 2]) {
      const recorder = recorderIn({ [RECORD_VARIABLE]: path });
      for (const action of ['GetItem', 'PutItem', 'GetItem'])
        recorder.record({ ...call(action), allowed: true, by: ['own-0'] });
      recorder.close();
    }
    expect(recordedIn(path)).toEqual([call('GetItem'), call('PutItem')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
