import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Risk } from '../../lambdas/core/risk/assess-risk.ts';
import { NAMES } from '../../local/start/environment.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { startScenario } from '../support/local-system.ts';
import { Play, type Shown } from '../support/play.ts';

/** One caller works through the help desk, one account after the other, as those do who hold a list of names. */
const CALLED = ['+1 (202) 555-0187', '+12025550187', '+1 202 555 0187', '+1.202.555.0187'];

const VICTIMS = [
  ['cognito:jane', 'person:jane'],
  ['cognito:ken', 'person:ken'],
  ['cognito:vic-acme', 'person:vic'],
  ['cognito:lena-admin', 'person:lena'],
] as const;

/** What an approver reads of it. */
type Called = Shown & { readonly recovery: { readonly caller: string; readonly plan: { readonly risk: Risk } } };

let system: LocalSystem;
let stop: () => Promise<void>;
const shown: Called[] = [];

beforeAll(async () => {
  ({ system, stop } = await startScenario());
  const play = new Play(system);
  for (const [index, [account, requester]] of VICTIMS.entries()) {
    const asked = { account, requester, action: 'reset-password', channel: 'phone', caller: CALLED[index] };
    const { recovery } = await play.does('alex', '/recoveries', { ...asked, reason: 'forgot it' });
    shown.push((await play.until(String(recovery), 'proofing')) as Called);
  }
}, 120_000);
afterAll(() => stop());

const manyByOne = ({ recovery }: Called) => recovery.plan.risk.signals.filter(({ name }) => name === 'many-by-one');

describe('a campaign by telephone', () => {
  it('is told to whoever approves the fourth account, and not before', () => {
    const sentence = 'recoveries of many other accounts within 24 hours: 3 through one caller';
    expect(shown.map(manyByOne)).toEqual([[], [], [], [{ name: 'many-by-one', weight: 30, sentence }]]);
  });

  it('is known by one pseudonym, whatever the number was written like', () => {
    const callers = shown.map(({ recovery }) => recovery.caller);
    expect(callers[0]).toMatch(/^pseudonym:[0-9a-f]{32}$/);
    expect(new Set(callers).size).toBe(1);
  });

  it('leaves the number in no commit, item, log line, alert, event, message or execution', async () => {
    const items: unknown[] = [];
    for (const TableName of [NAMES.ledger, NAMES.workspace])
      for await (const item of system.aws.dynamodb.scan({ TableName })) items.push(item);
    const places = {
      tables: JSON.stringify(items),
      log: await readFile(join(system.folder.path, 'log.jsonl'), 'utf8'),
      outside: JSON.stringify([system.aws.sns.messages.items, system.aws.events.events.items]),
      executions: JSON.stringify(system.aws.engine?.executions),
      answers: JSON.stringify(shown),
    };
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 100]).toEqual([place, true]);
      expect([place, /5550187|555-0187|555 0187|555\.0187/.test(text)]).toEqual([place, false]);
    }
  });
});
