import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Api } from '../../../console/requester/api.ts';
import { Model } from '../../../console/requester/model.ts';
import { speaksEnglish } from '../staff/support/browser.ts';

speaksEnglish();
afterEach(() => {
  jest.restoreAllMocks();
});

const START = Date.parse('2026-11-30T08:00:00.000Z');
const STATE = { recovery: 'r-1', status: 'executing', ended: false, methods: [], proofs: [], challenges: [] };

/** A page that was read once; what the service answers from then on, and how long after the last answer. */
async function read(answer: number | 'nothing', seconds: number): Promise<Model> {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(JSON.stringify(STATE)));
    const model = new Model(new Api('/r/r-1'), { language: 'en', stopToken: null, desk: null }, () => undefined);
    await model.read();
    fetch.mockImplementation(async () => {
      if (answer === 'nothing') throw new TypeError('no network');
      return new Response('{}', { status: answer });
    });
    jest.setSystemTime(START + seconds * 1_000);
    await model.read();
    return model;
  } finally {
    jest.useRealTimers();
  }
}

describe('the page of the requester', () => {
  it.each<[number | 'nothing', number, string]>([
    ['nothing', 3, 'There has been no connection since'],
    [503, 30, 'The service has not answered since'],
    [429, 30, 'The service has not answered since'],
  ])('says that what it shows is old, and offers nothing, after %s for %d seconds', async (answer, seconds, says) => {
    const model = await read(answer, seconds);
    expect(model.message).toMatchObject({ tone: 'bad' });
    expect(model.message === null ? '' : model.say(model.message.key, model.message.values)).toContain(says);
    expect(model.isHeld).toBe(true);
    expect(model.state?.status).toBe('executing');
  });

  it('says nothing of a service that was busy for a moment, and takes back what it said at the next answer', async () => {
    const model = await read(503, 3);
    expect([model.message, model.isHeld]).toEqual([null, false]);
    const late = await read(503, 30);
    jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(JSON.stringify(STATE)));
    await late.read();
    expect([late.message, late.isHeld]).toEqual([null, false]);
  });
});
