import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CallsModel } from '../../../../console/staff/model/calls.ts';
import { answering } from '../support/answering.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const CALL = {
  ...{ call: 'call-1', agent: 'Alex', desk: 'north', account: 'cognito:j***', reason: 'sign-in' },
  ...{ at: '2026-11-20T10:00:00.000Z', until: '2026-11-20T10:30:00.000Z' },
};
const asked = () => jest.mocked(fetch).mock.calls.map(([path, init]) => [path, JSON.parse(String(init?.body))]);

describe('a call that somebody looks up', () => {
  it('is reported by the words that were typed, and is gone from the screen', async () => {
    const calls = new CallsModel(
      answering({
        '/calls/lookups': { body: { call: { ...CALL, reply: ['golden', 'deer'] } } },
        '/calls/reports': { body: { reported: true } },
      }),
    );
    await calls.lookUp('brave otter calm lamp');
    expect(calls.found?.call?.reply).toEqual(['golden', 'deer']);
    await calls.report();
    expect(asked().at(-1)).toEqual(['/calls/reports', { heard: 'brave otter calm lamp' }]);
    expect(calls.found).toBeNull();
  });

  it('is nobody’s for other words: then the signed-in person reports a caller of whom nothing is known', async () => {
    const calls = new CallsModel(
      answering({ '/calls/lookups': { body: { call: null } }, '/me/calls/reports': { body: { reported: true } } }),
    );
    await calls.lookUp('brave otter calm lamp');
    await calls.report();
    expect(asked().at(-1)).toEqual(['/me/calls/reports', { call: null }]);
  });

  it('leaves nothing of an earlier look-up when the answer does not come', async () => {
    const calls = new CallsModel(answering({ '/calls/lookups': { body: { call: null } } }));
    await calls.lookUp('brave otter calm lamp');
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('no network'));
    await expect(calls.lookUp('golden deer calm lamp')).rejects.toMatchObject({ code: 'offline' });
    expect(calls.found).toBeNull();
  });
});
