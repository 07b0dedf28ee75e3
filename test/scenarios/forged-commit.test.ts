import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { confirmsOnConsole } from '../../local/signing/console-page.ts';
import type { Intercept } from '../../local/start/functions.ts';
import { forge } from '../attacks/forging.ts';
import { AttackWorld } from '../attacks/world.ts';
import { cli } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { startScenario } from '../support/local-system.ts';

/** The whole life of a forged commit, from the alert to the export that shows it beside its voiding. */

const GRANTED: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };

/** Gates that the workflow has opened. */
let opened = 0;
const intercept: Intercept = (name, call) => async (event) => {
  const answer = await call(event);
  if (name === 'openGate') opened += 1;
  return answer;
};

let world: AttackWorld;
let stop: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  const started = await startScenario(intercept, undefined, undefined, undefined, undefined, '10m');
  world = new AttackWorld(started.system);
  stop = started.stop;
  folder = await mkdtemp(join(tmpdir(), 'countersign-forged-'));
}, 120_000);
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

/** The command line as somebody of the demo. */
async function as(who: string, ...argv: readonly string[]) {
  const env = { COUNTERSIGN_TOKEN: world.system.tokens[who] ?? '' };
  const browser = (address: string) => void confirmsOnConsole(world.system, who, address);
  return cli(argv, { url: world.system.url, env, live: true, browser });
}

it('a forged commit in a recovery rings, is named, is voided by two, and the recovery goes to its end', async () => {
  const account = await world.account();
  const recovery = await world.opened('jane', account, 'reset-password');
  // Until it waits at its gate, and when half of a window is over, the workflow reads the stream, and a corrupt one ends it.
  await eventually(async () => expect(opened).toBe(1), 30);
  let seq = 0;
  const { trace } = await world.traced(async () => {
    seq = await forge(world, { account, recovery, family: 'people', command: 'StopRecovery', events: [GRANTED] });
    return world.call('jane', 'GET', `/recoveries/${recovery}`);
  });
  expect(trace.alerts).toEqual(['critical']);

  const stopped = async () => {
    const { body } = await world.call('dana', 'GET', '/put-aside');
    return (body['stopped'] as { stream: string; seq: number }[]).filter(({ stream }) => stream === account);
  };
  expect(await stopped()).toMatchObject([{ stream: account, seq, why: 'event-not-allowed' }]);

  const named = await as('otto', 'ledger', 'verify', account);
  expect([named.code, named.out]).toEqual([4, expect.stringContaining(`commit ${seq} of \`${account}\``)]);
  expect(named.out).toContain('(event-not-allowed)');

  const proposed = await as('adam', 'ledger', 'void', account, String(seq));
  expect([proposed.code, proposed.err]).toEqual([0, '']);
  const confirmed = await as('ada', 'registry', 'confirm', `registry:voids/${account}`, '--yes');
  expect([confirmed.code, confirmed.err]).toEqual([
    0,
    expect.stringMatching(/^Sign with your passkey in your browser/),
  ]);

  await eventually(async () => expect(await stopped()).toEqual([]));
  await world.play.proves('vera', recovery, 'in-person');
  await world.play.countersigns('mara', recovery);
  const shown = await world.play.isReviewed(recovery);
  expect(shown.timeline.flatMap(({ events }) => events.map(({ type }) => type))).toContain('RecoveryClosed');

  const file = join(folder, 'ledger.jsonl');
  expect((await as('otto', 'ledger', 'export', file)).code).toBe(0);
  const lines = (await readFile(file, 'utf8')).split('\n');
  expect(lines.some((line) => line.includes('GrantIssued') && line.includes(`"seq":${seq},`))).toBe(true);
  expect(lines.some((line) => line.includes('VoidingConfirmed'))).toBe(true);
  const offline = await cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
  expect([offline.code, offline.out]).toEqual([
    0,
    expect.stringContaining(`commit ${seq} of \`${account}\` is voided: its events do not follow from its command`),
  ]);
  expect(offline.out).toContain('voided by person:adam and person:ada at ');
}, 180_000);
