import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Api } from '../../../../console/staff/model/api.ts';
import { Model } from '../../../../console/staff/model/model.ts';
import type { Place } from '../../../../console/staff/model/place.ts';
import { speaksEnglish } from '../support/browser.ts';

speaksEnglish();

/** What the API answers next, by path without its query. */
let answers: Map<string, { status: number; body: object }>;
let asked: string[];

beforeEach(() => {
  answers = new Map();
  asked = [];
  answers.set('/threats', { status: 200, body: { threats: [] } });
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (to) => {
    const path = String(to);
    asked.push(path);
    const { status, body } = answers.get(path) ?? answers.get(path.split('?')[0] ?? '') ?? { status: 404, body: {} };
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const session = { token: async () => 'token', name: () => null, signIn: async () => {}, signOut: async () => {} };
const modelAt = (place: Place) => new Model(new Api(session), { place, language: 'en' }, () => undefined);

const RECOVERY: Place = { at: 'recovery', id: 'r-1' };
const says = (path: string, body: object, status = 200) => answers.set(path, { status, body });
const showing = (digest: string) => says('/recoveries/r-1', { digest, end: null, recovery: { id: 'r-1' } });
const row = (account: string) => ({
  id: account,
  account,
  action: 'unlock',
  status: 'proofing',
  tier: null,
  kind: null,
});
const pageAfter = (after?: string) =>
  `/recoveries?${new URLSearchParams({ which: 'open', limit: '50', ...(after === undefined ? {} : { after }) })}`;

describe('the state of the console', () => {
  it('says that the plan on the screen has changed, before somebody countersigns another one', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/offers', { countersign: true });
    showing('a'.repeat(64));
    await model.read();
    await model.read();
    expect(model.message).toBeNull();
    showing('b'.repeat(64));
    await model.read();
    expect(model.message?.text).toBe('The plan has changed since you read it. Read it again.');
  });

  it('says that the plan has changed, in place of the thanks for something else', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/offers', { countersign: true });
    showing('a'.repeat(64));
    await model.read();
    await model.act('done.copy', async () => undefined);
    showing('b'.repeat(64));
    await model.read();
    expect(model.message?.text).toBe('The plan has changed since you read it. Read it again.');
  });

  it('says that there is no connection as long as there is none, also after a try by hand', async () => {
    const model = modelAt({ at: 'calling' });
    says('/calls', { items: [] });
    await model.read();
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('no network'));
    await model.act('', () => model.read());
    expect([model.isOld, model.message?.text]).toEqual([true, expect.stringContaining('There is no connection.')]);
    await model.read();
    expect([model.isOld, model.message]).toEqual([false, null]);
  });

  it('takes back the thanks for a call that was opened, once it was reported', async () => {
    const model = modelAt({ at: 'calling' });
    const calls = (reported: boolean) => says('/calls', { items: [{ call: 'call-1', reported }] });
    calls(false);
    await model.read();
    await model.act('done.call-opened', async () => undefined);
    await model.read();
    expect(model.message?.text).toBe('The call is open.');
    calls(true);
    await model.read();
    expect(model.message).toBeNull();
  });

  it('says it to nobody who decides nothing, as each proof makes another plan, and to whoever is asked later', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/offers', { countersign: false, reject: false });
    showing('a'.repeat(64));
    await model.read();
    showing('b'.repeat(64));
    await model.read();
    expect(model.message).toBeNull();
    says('/recoveries/r-1/offers', { countersign: true, reject: true });
    await model.read();
    expect(model.message?.text).toBe('The plan has changed since you read it. Read it again.');
  });

  it('shows a credential on no screen but the one that asked for it', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/claims', { credential: 'canary' });
    says('/recoveries/r-1/offers', {});
    showing('a'.repeat(64));
    await model.read();
    const claiming = model.claim('r-1');
    model.go({ at: 'recovery', id: 'r-2' });
    await claiming;
    expect(model.credential).toBeNull();
  });

  it('shows nothing any more when the gateway refuses the token', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/offers', {});
    showing('a'.repeat(64));
    await model.read();
    expect(model.shown).not.toBeNull();
    says('/recoveries/r-1', { message: 'Unauthorized' }, 401);
    await model.read();
    expect([model.isSignedIn, model.shown, model.offers, model.credential]).toEqual([false, null, null, null]);
    expect(model.message?.text).toBe('Your session is over. Sign in again.');
  });

  it('keeps what it shows when there is no answer, and takes the complaint back with the next one', async () => {
    const model = modelAt({ at: 'list', which: 'open' });
    says('/recoveries', { items: [row('cognito:jane')] });
    await model.read();
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('no network'));
    await model.read();
    expect([model.list.items?.length, model.message?.tone]).toEqual([1, 'bad']);
    await model.read();
    expect(model.message).toBeNull();
  });

  it('reads on until a row has the words, and keeps the rows at the next read', async () => {
    const model = modelAt({ at: 'list', which: 'open' });
    says(pageAfter(), { items: [row('cognito:jane')], next: 'x' });
    says(pageAfter('x'), { items: [row('cognito:ken')], next: 'y' });
    says(pageAfter('y'), { items: [row('cognito:lena')] });
    await model.read();
    await model.find('KEN');
    expect(model.list.items?.map(({ account }) => account)).toEqual(['cognito:jane', 'cognito:ken']);
    await model.read();
    expect(model.list.items).toHaveLength(2);
    expect(asked.filter((path) => path === pageAfter('y'))).toEqual([]);
  });

  it('shows every row of another list, whatever was typed on the one before', async () => {
    const model = modelAt({ at: 'list', which: 'open' });
    says('/recoveries', { items: [row('cognito:jane')] });
    await model.read();
    await model.find('ken');
    model.go({ at: 'list', which: 'ended' });
    await model.read();
    expect([model.list.filter, model.list.items?.length]).toEqual(['', 1]);
  });

  it('thanks for what ended the recovery, also when it ends between two reads, and when the read before had failed', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/reviews', { status: 'closed', warnings: [] });
    showing('a'.repeat(64));
    says('/recoveries/r-1/offers', { code: 'recovery-unknown', title: 'there is no such recovery' }, 404);
    await model.read();
    expect([model.message, model.offers]).toEqual([null, null]);
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('no network'));
    await model.read();
    expect(model.message?.tone).toBe('bad');
    await model.act('done.review', () => model.api.review('r-1', { finding: 'appropriate', note: '' }));
    expect(model.message).toEqual({ text: 'The review is recorded.', tone: 'good' });
    // Another language is chosen while the thanks are on the screen.
    model.language = 'de';
    expect(model.message).toEqual({ text: 'Die Nachprüfung ist festgehalten.', tone: 'good' });
  });

  it('does one thing at a time: a second click is not sent', async () => {
    const model = modelAt(RECOVERY);
    says('/recoveries/r-1/rejections', { status: 'rejected', warnings: [] });
    const clicks = [1, 2].map(() => model.act('done.reject', () => model.api.reject('r-1', { reason: 'no' })));
    expect(await Promise.all(clicks)).toEqual([true, false]);
    expect(asked.filter((path) => path.endsWith('/rejections'))).toHaveLength(1);
  });
});

describe('what has not changed', () => {
  it('is asked for with its tag, and shown again from memory until the session is over', async () => {
    const tags: (string | null)[] = [];
    let status = 200;
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
      tags.push(new Headers(init?.headers).get('if-none-match'));
      const isHeld = tags.at(-1) === '"v1"' && status === 200;
      if (isHeld) return new Response(null, { status: 304 });
      return new Response(JSON.stringify({ items: [], more: false }), { status, headers: { etag: '"v1"' } });
    });
    const api = new Api(session);
    expect(await api.waiting()).toEqual({ items: [], more: false });
    const { changedAt } = api;
    expect(await api.waiting()).toEqual({ items: [], more: false });
    expect(api.changedAt).toBe(changedAt);
    status = 401;
    await expect(api.waiting()).rejects.toMatchObject({ code: 'token-missing' });
    status = 200;
    await api.waiting();
    expect(tags).toEqual([null, '"v1"', '"v1"', null]);
  });
});
