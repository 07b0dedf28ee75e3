import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Api } from '../../../../console/staff/model/api.ts';
import { problemOf } from '../../../../console/staff/model/message.ts';
import { Model } from '../../../../console/staff/model/model.ts';
import type { Place } from '../../../../console/staff/model/place.ts';
import { Refused } from '../../../../console/staff/model/refused.ts';
import { sayIn } from '../../../../console/staff/texts/texts.ts';
import { speaksEnglish } from '../support/browser.ts';

speaksEnglish();

afterEach(() => {
  jest.restoreAllMocks();
});

const say = sayIn('en');
const textOf = (code: string, underWay?: Parameters<typeof problemOf>[2]): string =>
  problemOf(new Refused(code, 'says the API', 'do that'), say, underWay).text;

describe('what is said of something that went wrong', () => {
  it.each([
    ['offline', 'There is no connection.'],
    ['too-many-requests', 'There are too many requests at this moment.'],
    ['internal', 'The service has a fault.'],
    ['unavailable', 'The service has a fault.'],
  ])('names the fault %s, when the screen was read, and that it is read again', (code, fault) => {
    expect(textOf(code, { shown: '14:03' })).toBe(
      `${fault} What you see was read at 14:03. It is read again by itself.`,
    );
    expect(textOf(code, { shown: null })).toBe(`${fault} Nothing could be read. It is tried again by itself.`);
  });

  it('does not speak of a deed where somebody only looked something up', () => {
    for (const code of ['offline', 'internal', 'too-many-requests'])
      expect(textOf(code, 'look')).toMatch(/[.] Nothing could be read\. Try it again\.$/);
  });

  it('does not say that a deed failed whose answer was lost', () => {
    for (const code of ['offline', 'internal', 'unavailable'])
      expect(textOf(code)).toMatch(/It is not known whether it was done\. Look at the screen before you try again\.$/);
    expect(textOf('too-many-requests')).toMatch(/Nothing was done\. Wait a moment, then try again\.$/);
  });

  it('is the text of the code, or else what the API says and what to do next', () => {
    expect(textOf('digest-mismatch')).toBe('The plan has changed since you read it. Read it again.');
    expect(textOf('no-text-of-ours')).toBe('says the API. What to do: do that.');
  });
});

describe('an answer without a code of ours', () => {
  const session = { token: async () => 'token', name: () => null, signIn: async () => {}, signOut: async () => {} };
  const WAITING: Place = { at: 'waiting' };
  const answers = (status: number, text: string) =>
    jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(text, { status }));

  it.each([
    [429, '{"message":"Too Many Requests"}', 'There are too many requests at this moment. Nothing could be read.'],
    [502, '<html>Bad Gateway</html>', 'The service has a fault. Nothing could be read.'],
    [503, '{"message":"Service Unavailable"}', 'The service has a fault. Nothing could be read.'],
  ])('of status %i is a fault, which ends with the next answer', async (status, text, said) => {
    answers(status, text);
    const model = new Model(new Api(session), { place: WAITING, language: 'en' }, () => undefined);
    await model.read();
    expect(model.message?.text).toContain(said);
    expect(model.isOld).toBe(true);
    answers(200, '{"items":[],"more":false}');
    await model.read();
    expect([model.message, model.isOld]).toEqual([null, false]);
    answers(status, text);
    await model.read();
    expect(model.message?.text).toMatch(/What you see was read at \d/);
  });
});
