import { Session } from 'node:inspector/promises';
import { expect, it } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { SIGNATURES } from '../../lambdas/adapters/signatures/schemes.ts';
import type { IntakeServices } from '../../lambdas/app/intake/intake.ts';
import { DEFAULT_SOURCES } from '../../lambdas/app/intake/sources.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { anNhiProfile, PEOPLE } from '../support/fixtures.ts';
import { anEvent, registeredPerson } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../support/keys.ts';
import { jiraIssue } from '../support/tickets.ts';

const KEY = 'jira-signing-key-1';
/** The same count before the house was put in one order (ADR 14): 32 files, without the store of the ledger, which is a test's own here. */
const BEFORE = 32;

/** Spellings of values, the log, and what only says how bad a commit is: nobody opens them to follow a delivery. */
const BESIDE_THE_WALK = /^(?:core\/values\/|core\/policy\/|ports\/|app\/log\.ts$)/;
/** These run because every test holds an answer against the published description of its route. */
const OF_THE_TESTS = /^(?:http\/api\/|app\/untrusted\/(?:schema|fields)\.ts$)/;

const world = new ApiWorld();
const services: IntakeServices = {
  ...world.services,
  pseudonyms: new HmacPseudonyms(new MemoryKey(PSEUDONYM_KEY)),
  people: world.people,
  keys: { of: async () => [new Secret(KEY)] },
  schemes: SIGNATURES,
  sources: DEFAULT_SOURCES,
};
composed('intake', { webhookServices: services });
const { handler } = await import('../../lambdas/handlers/webhook.ts');

/** Files of `lambdas/` with a function that ran meanwhile. */
async function filesRunBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const inspector = new Session();
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await inspector.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  inspector.disconnect();
  const didRun = result.filter(({ functions }) =>
    functions.some(({ functionName, ranges: [whole] }) => functionName !== '' && (whole?.count ?? 0) > 0),
  );
  return didRun.flatMap(({ url }) => url.split('/lambdas/')[1] ?? []).sort();
}

it('an accepted delivery runs fewer files from the webhook to the ledger than before the house was in one order', async () => {
  await world.reset();
  await world.register(anNhiProfile());
  world.known.set('ticket-user:jira:99:cora', registeredPerson(PEOPLE.custodian));
  const body = JSON.stringify(jiraIssue());
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature': `sha256=${jiraMac(Buffer.from(KEY), Buffer.from(body)).toString('hex')}`,
  };
  const delivery = anEvent('POST /webhooks/{source}', { body, headers, pathParameters: { source: 'jira' } });
  const files = await filesRunBy(async () => expect((await handler(delivery)).statusCode).toBe(202));
  const walked = files.filter((file) => !BESIDE_THE_WALK.test(file) && !OF_THE_TESTS.test(file));
  expect(walked).toEqual(expect.arrayContaining(['handlers/webhook.ts', 'core/recovery/decide/open.ts']));
  expect(walked.length).toBeLessThan(BEFORE);
});
