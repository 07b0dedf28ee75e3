import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Duty, groupsOf, type Progress } from '../../../../console/staff/model/duty.ts';
import type { StaffHit } from '../../../../lambdas/contract/overviews.ts';
import { NOW } from '../../../support/fixtures.ts';
import { answering } from '../support/answering.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const stopped = { body: { status: 'stopped', warnings: [] } };
const no = (code: string) => ({ status: 409, body: { code, detail: code } });

const hit = (id: string, status: string): StaffHit => ({
  ...{ id, account: 'okta:jane', action: 'unlock', status, ended: false, tier: null, kind: null },
  ...{ openedAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-20T10:00:00.000Z', expiresAt: null, trace: null },
});

describe('a revocation of several', () => {
  it.each(['wrong-status', 'recovery-ended', 'recovery-unknown'])(
    'is done where nothing is left to stop: %s',
    async (code) => {
      const duty = new Duty(answering({ '/recoveries/r-1/stops': no(code), '/recoveries/r-2/stops': stopped }));
      const seen: (Progress | null)[] = [];
      await duty.revoke(['r-1', 'r-2'], 'a campaign', () => seen.push(duty.progress));
      expect(seen.at(-1)).toEqual({ done: 2, all: 2 });
      expect(duty.progress).toBeNull();
    },
  );

  it('names what may still give access, stops the others, and leaves no progress behind', async () => {
    const duty = new Duty(
      answering({ '/recoveries/r-1/stops': no('version-conflict'), '/recoveries/r-2/stops': stopped }),
    );
    const revoking = duty.revoke(['r-1', 'r-2'], 'a campaign', () => undefined);
    await expect(revoking).rejects.toMatchObject({ code: 'not-all-revoked', message: 'r-1' });
    expect(duty.progress).toBeNull();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it.each(['revoking', 'revocation-overdue'])('is not offered for what is %s', (status) => {
    const groups = groupsOf([hit('r-1', 'granted'), hit('r-2', status)]);
    expect(groups.map(({ by, ids }) => [by, ids])).toEqual([['one', ['r-1']]]);
  });
});

describe('what people on duty decide', () => {
  const own = (passkeys: readonly object[]) => ({ body: { person: 'person:olga', at: NOW, passkeys } });
  const here = { credentialId: 'c', site: 'https://elsewhere.example.com' };
  const until = '2026-11-20T14:00:00.000Z';
  const sent = () =>
    jest
      .mocked(fetch)
      .mock.calls.filter(([, init]) => init?.method === 'POST')
      .map(([path, init]) => [path, JSON.parse(String(init?.body))]);
  const answers = (passkeys: readonly object[]) => ({
    ...{ '/me/signing': own(passkeys), '/threats': { body: {} }, '/threats/lowerings': { body: {} } },
    ...{ '/incidents': { body: {} }, '/incidents/ends': { body: {} } },
  });

  it('is sent without a statement by somebody without a passkey', async () => {
    const duty = new Duty(answering(answers([])));
    await duty.lower({ threat: 't' });
    await duty.declare({ incident: 'INC-1', until, reason: 'fire' });
    expect(sent()).toEqual([
      ['/threats/lowerings', { threat: 't' }],
      ['/incidents', { incident: 'INC-1', until, reason: 'fire' }],
    ]);
  });

  it('is not sent where it loosens and nothing was signed', async () => {
    asBrowser('location', new URL('https://console.example.com'));
    const duty = new Duty(answering(answers([here])));
    await expect(duty.lower({ threat: 't' })).rejects.toMatchObject({ code: 'unsigned' });
    await expect(duty.declare({ incident: 'INC-1', until, reason: 'fire' })).rejects.toMatchObject({
      code: 'unsigned',
    });
    expect(sent()).toEqual([]);
  });

  it('is sent all the same where it tightens', async () => {
    asBrowser('location', new URL('https://console.example.com'));
    const duty = new Duty(answering(answers([here])));
    await duty.raise({ desk: undefined, until, reason: 'calls' });
    await duty.end('INC-1');
    expect(sent()).toEqual([
      ['/threats', { until, reason: 'calls' }],
      ['/incidents/ends', { incident: 'INC-1' }],
    ]);
  });
});

const asBrowser = (name: string, value: unknown) =>
  Object.defineProperty(globalThis, name, { value, configurable: true });
