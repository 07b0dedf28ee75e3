import { afterEach, describe, expect, it } from '@jest/globals';
import { RELEASE } from '../../../lambdas/contract/release.ts';
import type { RecordFacts, ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { cli } from '../../support/cli.ts';
import { type FakeService, fakeService } from '../../support/fake-service.ts';
import { aPolicy, NOW } from '../../support/fixtures.ts';

let service: FakeService;
afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

const POLICY = { ...aPolicy(), groups: [] };
const FACTS: ServiceFacts = {
  ...{
    at: NOW,
    issuer: 'https://issuer.example',
    release: { version: RELEASE, state: STATE_VERSION },
    you: { person: 'person:ada', assurance: 2, halfHeld: null },
    capabilities: {},
  },
  ...{ ways: ['email'], policy: { adopted: POLICY.digest, deployed: POLICY }, keys: [] },
  ...{
    subscribers: { confirmed: 1, pending: 0 },
    mail: { verified: true, sandbox: false, nearQuota: false },
    texts: { sandbox: false },
    chats: [],
    tickets: [],
    directories: [],
    files: [],
    systems: [],
    rights: [],
  },
  ...{ concurrency: { limit: 1_000 }, capped: true },
  ...{
    sources: [{ source: 'jira', key: 'there', changedAt: NOW }],
    overdue: 0,
    grants: 0,
    heldSince: null,
    unread: [],
  },
};
const ADMINS: readonly RecordFacts[] = ['ada', 'abe'].map((name) => ({
  ...({ of: 'person', person: `person:${name}`, nature: 'human', parts: ['admin'] } as const),
  ...{ signsIn: true, reachable: true },
}));

async function examined(facts: Partial<ServiceFacts>, records = ADMINS, ...options: readonly string[]) {
  const [first, ...rest] = records;
  service = await fakeService({
    'GET /doctor': { body: { ...FACTS, ...facts } },
    'GET /doctor/records?limit=100': { body: { items: [first], next: 'n' } },
    'GET /doctor/records?limit=100&after=n': { body: { items: rest } },
  });
  return cli(['doctor', ...options], { url: service.url });
}

describe('doctor', () => {
  it('finds nothing in a sound deployment, over all pages', async () => {
    expect(await examined({})).toMatchObject({ code: 0, out: 'sound: nothing was found\n' });
  });

  it('says what is wrong and what to do, worst first, and ends with 2', async () => {
    const { code, out } = await examined({
      ...{ subscribers: { confirmed: 0, pending: 1 }, unread: [{ what: 'keys', code: 'access-denied' }] },
    });
    expect(code).toBe(2);
    expect(out).toMatchInlineSnapshot(`
"error: nobody is subscribed to the alert topic: alerts and alarms ring for nobody
  do:  subscribe the people on duty to the output \`AlertTopicArn\`, and have them confirm
warning: this could not be read, and is not examined
  of:  keys (access-denied)
  do:  see whether the function \`doctor\` still has the rights of the stack, then try again
"
`);
  });

  it('ends with 1 where there are only warnings', async () => {
    const { code, out } = await examined({ texts: { sandbox: true }, ways: ['email', 'sms'] }, ADMINS, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      findings: [
        {
          ...{ code: 'text-sandbox', severity: 'warning', about: [] },
          ...{ says: expect.any(String), next: expect.any(String) },
        },
      ],
    });
  });

  it('names at most eight of many, and all for a program; nothing of it changes the terminal', async () => {
    const lost = Array.from(
      { length: 12 },
      (_, index): RecordFacts => ({ of: 'broken', stream: `cognito:\u001b${index}` }),
    );
    const { out } = await examined({}, [...ADMINS, ...lost]);
    expect(out).toContain('and 4 more');
    expect(out).not.toContain('\u001b');
  });

  it('does not hide an answer that is not the service’s', async () => {
    service = await fakeService({ 'GET /doctor': { body: { at: NOW } } });
    expect((await cli(['doctor'], { url: service.url })).code).toBe(3);
  });
});
