import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callApi } from '../local/serve/api.ts';
import { type LocalSystem, startLocal } from '../local/start/system.ts';
import { heapInUse } from './flood-heap.ts';
import { recoveriesInFlight } from './flood-in-flight.ts';
import { sendMalformed } from './flood-malformed.ts';
import type { Bench, Measure } from './measure.ts';

const CLIENTS = 16;
const REQUESTS = 10_000;
const RECOVERIES = 200;

/** Windows in which a busy machine carries out all of them, and short waits. */
const POLICY = `name: flood
extends: default
atMost: { proofWindow: 30m, approvalWindow: 30m, coolingOff: 1s, grant: 6s, reviewWithin: 30m }
hours: { zone: Etc/UTC, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }
sightingsReviewed: 100
`;

async function run(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-flood-'));
  await writeFile(join(folder, 'flood.yaml'), POLICY);
  const system = await startLocal({ policy: join(folder, 'flood.yaml'), sweepMs: 60_000 });
  try {
    return [...(await malformed(system)), ...(await inFlight(system))];
  } finally {
    await system.stop();
    await rm(folder, { recursive: true });
  }
}

async function malformed(system: LocalSystem): Promise<readonly Measure[]> {
  // The first thousand fill what is filled once.
  await sendMalformed(system, { requests: 1_000, clients: CLIENTS });
  const before = await heapInUse();
  const answers = await sendMalformed(system, { requests: REQUESTS, clients: CLIENTS });
  const begin = performance.now();
  const { status } = await callApi(system.url, {
    method: 'GET',
    path: '/recoveries',
    token: system.tokens['vera'] ?? '',
  });
  const next = performance.now() - begin;
  if (status !== 200) throw new Error(`a good request was answered with ${status}`);
  const after = await heapInUse();
  const failed = [...answers]
    .filter(([key]) => /: (5\d\d|200|201)$/.test(key))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    { what: `malformed requests of ${REQUESTS} that did not get a refusal`, value: failed, unit: 'calls', atMost: 0 },
    { what: 'the next good request after them', value: next, unit: 'ms' },
    { what: 'heap after them to heap before', value: after / before, unit: 'x', atMost: 1.1 },
  ];
}

async function inFlight(system: LocalSystem): Promise<readonly Measure[]> {
  const alone = await recoveriesInFlight(system, { name: 'alone', count: 2, clients: 1 });
  const many = await recoveriesInFlight(system, { name: 'flight', count: RECOVERIES, clients: CLIENTS });
  const perRecovery = (one: typeof many): number => one.calls / one.opened;
  return [
    {
      what: `recoveries of ${RECOVERIES} in flight that have not ended`,
      value: RECOVERIES - (many.ended['SUCCEEDED'] ?? 0),
      unit: 'calls',
      atMost: 0,
    },
    { what: 'calls that were sent again', value: many.repeated, unit: 'calls', atMost: 0 },
    { what: 'calls for each of them', value: perRecovery(many), unit: 'calls' },
    {
      what: 'the same to calls for each of two alone',
      value: perRecovery(many) / perRecovery(alone),
      unit: 'x',
      atMost: 1.2,
    },
  ];
}

/** What the local system does under load: it must refuse, stay small and end what is under way. */
export const floodBench: Bench = {
  says: `${REQUESTS} malformed requests from ${CLIENTS} clients, and ${RECOVERIES} recoveries in flight, on the local system`,
  run,
};
