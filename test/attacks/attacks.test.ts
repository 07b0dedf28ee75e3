import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startScenario } from '../support/local-system.ts';
import type { Attack } from './attack.ts';
import { ADOPTION } from './rows/adoption.ts';
import { BATCHES } from './rows/batches.ts';
import { CALLS } from './rows/calls.ts';
import { CHATS } from './rows/chats.ts';
import { CLAIMS } from './rows/claims.ts';
import { DELEGATIONS } from './rows/delegations.ts';
import { DRAINED } from './rows/drained.ts';
import { FORGED } from './rows/forged.ts';
import { FORGED_REGISTRY } from './rows/forged-registry.ts';
import { FREEZES } from './rows/freezes.ts';
import { GLASS } from './rows/glass.ts';
import { GROWTH } from './rows/growth.ts';
import { HELD_TWICE } from './rows/held-twice.ts';
import { HELP } from './rows/help.ts';
import { INTAKE } from './rows/intake.ts';
import { PARTS } from './rows/parts.ts';
import { PLAN } from './rows/plan.ts';
import { PRESSURE } from './rows/pressure.ts';
import { READ } from './rows/read.ts';
import { RECEIPTS } from './rows/receipts.ts';
import { REGISTRY } from './rows/registry.ts';
import { SIGHTINGS } from './rows/sightings.ts';
import { SIGNING_KEYS } from './rows/signing-keys.ts';
import { SIGHTING_STATEMENTS, STATEMENTS } from './rows/statements.ts';
import { TIER } from './rows/tier.ts';
import { TOLD } from './rows/told.ts';
import { TWINS } from './rows/twins.ts';
import { AttackWorld } from './world.ts';

/** Attempts against the whole running system from outside, by HTTP, with an attacker's means. */
const ROWS: readonly Attack[] = [
  // Forged streams first: what they ring later counts for no other row.
  ...[
    ...FORGED,
    ...FORGED_REGISTRY,
    ...SIGNING_KEYS,
    ...PARTS,
    ...PLAN,
    ...STATEMENTS,
    ...SIGHTING_STATEMENTS,
    ...DELEGATIONS,
    ...INTAKE,
    ...CHATS,
    ...PRESSURE,
    ...REGISTRY,
    ...TWINS,
    ...FREEZES,
    ...GLASS,
    ...HELP,
    ...DRAINED,
    ...CLAIMS,
    ...HELD_TWICE,
    ...SIGHTINGS,
    ...TIER,
    ...TOLD,
    ...READ,
    ...RECEIPTS,
    ...ADOPTION,
    ...BATCHES,
  ],
  ...GROWTH,
  // Last: false calls that were reported raise the risk of everybody's recovery.
  ...CALLS,
];

let world: AttackWorld;
let stop: () => Promise<void>;

beforeAll(async () => {
  const twice = { keys: 2, retired: 0 };
  const contained = 'contain: [{ kind: [human], tier: [privileged, critical], by: freeze }]\n';
  const started = await startScenario(undefined, { people: twice, intake: twice }, contained);
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(() => stop());

it('names every attempt once', () => {
  expect(new Set(ROWS.map(({ tries }) => tries)).size).toBe(ROWS.length);
});

describe('an attempt to', () => {
  it.each(ROWS.map((row) => [row.tries, row.against, row] as const))(
    '%s (%s)',
    async (_tries, _against, { stage, code, alerts, commits }) => {
      world.begins();
      const attempt = await stage(world);
      const { reply, trace } = await world.traced(attempt);
      const answered = reply.status < 300 ? 'done' : String(reply.body['code'] ?? reply.status);
      const { alerts: rang } = trace;
      expect({ code: answered, alerts: rang, said: trace.rang }).toEqual({ code, alerts, said: trace.rang });
      const [least, most] = typeof commits === 'number' ? [commits, commits] : [0, commits.atMost];
      expect(trace.commits).toBeGreaterThanOrEqual(least);
      expect(trace.commits).toBeLessThanOrEqual(most);
    },
    60_000,
  );
});
