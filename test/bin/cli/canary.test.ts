import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Script, type Scripted } from '../../support/fake-service.ts';
import { NOW } from '../../support/fixtures.ts';

let service: FakeService;
afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

const account = (name: string, labels: readonly string[], connector = 'cognito') => ({
  ...{ of: 'account', account: name, kind: 'human', tier: 'standard', environment: 'production', labels },
  ...{ owner: 'person:dana', custodians: [], manager: null, connector, contacts: 1, means: [], frozenSince: null },
});
const RECORDS: Scripted = {
  body: {
    items: [
      account('cognito:canary', ['canary']),
      account('cognito:jane', ['vip']),
      account('pki:canary', ['canary'], 'pki'),
      { ...account('cognito:laptop', ['canary']), kind: 'device' },
    ],
  },
};
const FACTS: Scripted = {
  body: {
    ...{ at: NOW, issuer: 'https://issuer.example', you: {}, policy: {}, ways: [], unread: [] },
    capabilities: { cognito: ['reset-password', 'unlock'] },
  },
};
const SHOWN = 'GET /recoveries/rec-1';
const shown = (status: string, plan: object | null, end: string | null = null): Scripted => ({
  body: { recovery: { id: 'rec-1', status, plan }, account: 'cognito:canary', digest: null, end, timeline: [] },
});
const PLAN = { risk: {} };
const STOP: Script = {
  'POST /recoveries/rec-1/stops': {
    body: { recovery: 'rec-1', status: 'ended', seq: 3, repeated: false, warnings: [] },
  },
};
const SERVED: Script = {
  'GET /doctor/records?limit=100': RECORDS,
  'GET /doctor': FACTS,
  'POST /recoveries': { body: { recovery: 'rec-1', account: 'cognito:canary', action: 'unlock', status: 'opened' } },
};
const flies = (of: string, ...argv: readonly string[]) =>
  cli(['doctor', '--canary', of, ...argv], { url: service.url });
const posted = (): readonly string[] => service.seen.flatMap(({ line }) => (line.startsWith('POST') ? [line] : []));

describe('doctor --canary', () => {
  it('opens what changes least, waits for the plan, withdraws it, and waits for its end', async () => {
    service = await fakeService({
      ...SERVED,
      ...STOP,
      [SHOWN]: [
        shown('opened', null),
        shown('proofing', PLAN),
        shown('proofing', PLAN),
        shown('ended', PLAN, 'stopped'),
      ],
    });
    const { code, out } = await flies('cognito:canary');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'sound: unlock of cognito:canary: opened after 0 ms, proofing after 0 ms, stopped after 0 ms\n',
    });
    expect(service.seen.find(({ line }) => line === 'POST /recoveries')?.body).toMatchObject({
      ...{ account: 'cognito:canary', action: 'unlock' },
    });
    expect(posted()).toEqual(['POST /recoveries', 'POST /recoveries/rec-1/stops']);
    const keys = service.seen.flatMap(({ key }) => (key === undefined ? [] : [key]));
    expect(new Set(keys).size).toBe(2);
  });

  it.each([['cognito:jane'], ['cognito:nobody'], ['pki:canary'], ['cognito:laptop']])(
    'sends nothing for %s',
    async (of) => {
      service = await fakeService(SERVED);
      const { code, err } = await flies(of, '--json');
      expect(code).toBe(1);
      expect(JSON.parse(err)).toMatchObject({ code: 'no-canary' });
      expect(posted()).toEqual([]);
    },
  );

  it('withdraws a recovery that never gets its plan, and says that it is stuck', async () => {
    service = await fakeService({ ...SERVED, ...STOP, [SHOWN]: shown('opened', null) });
    const argv = ['doctor', '--canary', 'cognito:canary', '--wait', '1'];
    const { code, out, err } = await cli(argv, { url: service.url, live: true });
    expect(code).toBe(3);
    expect(out).toMatch(/^stuck: unlock of cognito:canary: opened after \d+ ms\n$/);
    expect(err).toContain('recoveries show rec-1');
    expect(posted()).toEqual(['POST /recoveries', 'POST /recoveries/rec-1/stops']);
  });

  it('is not sound where the policy has no plan for it, and withdraws nothing that has ended', async () => {
    service = await fakeService({ ...SERVED, [SHOWN]: shown('ended', null, 'denied') });
    const { code, out } = await flies('cognito:canary', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, verdict: 'refused', recovery: 'rec-1', action: 'unlock' });
    expect(posted()).toEqual(['POST /recoveries']);
  });

  it('is not sound where something else than the withdrawal ended it', async () => {
    const story = [shown('proofing', PLAN), shown('ended', PLAN, 'expired')];
    service = await fakeService({ ...SERVED, ...STOP, [SHOWN]: story });
    const { code, out } = await flies('cognito:canary');
    expect([code, out]).toEqual([1, expect.stringMatching(/^refused: /)]);
  });

  it('withdraws the recovery also when a read of it fails, and then says that the read failed', async () => {
    service = await fakeService({ ...SERVED, ...STOP, [SHOWN]: aProblem(503, 'unavailable') });
    const { code, err } = await flies('cognito:canary');
    expect([code, err]).toEqual([3, expect.stringContaining('unavailable')]);
    expect(posted().at(-1)).toBe('POST /recoveries/rec-1/stops');
  });

  it('names the recovery that may still be open where it cannot be withdrawn, and has nothing to withdraw after its end', async () => {
    const stops = 'POST /recoveries/rec-1/stops';
    service = await fakeService({ ...SERVED, [stops]: aProblem(503, 'unavailable'), [SHOWN]: shown('proofing', PLAN) });
    const left = await flies('cognito:canary');
    expect([left.code, left.err]).toEqual([3, expect.stringContaining('recoveries stop rec-1')]);
    await service.close();
    const story = [shown('proofing', PLAN), shown('ended', PLAN, 'denied')];
    service = await fakeService({ ...SERVED, [stops]: aProblem(409, 'recovery-ended'), [SHOWN]: story });
    expect((await flies('cognito:canary')).code).toBe(1);
  });

  it('says why it was refused', async () => {
    service = await fakeService({ ...SERVED, 'POST /recoveries': aProblem(409, 'already-open') });
    const { code, err } = await flies('cognito:canary');
    expect(code).toBe(1);
    expect(err).toContain('already-open');
  });
});
