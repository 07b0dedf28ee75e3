import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Caller } from '../../../../console/staff/model/caller.ts';
import { answering } from '../support/answering.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const call = (seconds: number) => ({ challenge: 'c-1', expiresAt: inSeconds(seconds), call: '+15550100' });
const HEARD = { challenge: 'c-1', code: '12345678' };

describe('a call-back', () => {
  it('is left once its time is over, and says so until another one begins', () => {
    const caller = new Caller(answering({}));
    caller.begin(call(-1));
    expect([caller.call, caller.isOver]).toEqual([null, true]);
    caller.begin(call(60));
    expect([caller.call?.call, caller.isOver]).toEqual(['+15550100', false]);
  });

  it.each(['challenge-expired', 'challenge-answered'])('is left when no answer counts any more: %s', async (code) => {
    const caller = new Caller(answering({ '/recoveries/r-1/answers': { status: 409, body: { code } } }));
    caller.begin(call(60));
    await expect(caller.readBack('r-1', HEARD)).rejects.toMatchObject({ code });
    expect(caller.call).toBeNull();
  });

  it('stays after a wrong answer, and after an answer that did not come', async () => {
    const caller = new Caller(answering({ '/recoveries/r-1/answers': { body: { correct: false, warnings: [] } } }));
    caller.begin(call(60));
    await caller.readBack('r-1', HEARD);
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('no network'));
    await expect(caller.readBack('r-1', HEARD)).rejects.toMatchObject({ code: 'offline' });
    expect(caller.call).not.toBeNull();
  });
});
