import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Model } from '../../../../console/staff/model/model.ts';
import { Overviews } from '../../../../console/staff/model/overviews.ts';
import type { Place } from '../../../../console/staff/model/place.ts';
import { type Answer, answering } from '../support/answering.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const PARTS = { body: { person: 'person:a', roles: [], groups: [], desks: [] } };
const about = (account: string) => ({ body: { account, touches: [] } });
const gone = () => false;
const still = () => true;

describe('what is shown of many recoveries', () => {
  it.each<[Place, string, keyof Overviews]>([
    [{ at: 'recovery', id: 'r-1' }, '/recoveries/r-1/history', 'history'],
    [{ at: 'waiting' }, '/waiting', 'waiting'],
    [{ at: 'proposals', stream: 'okta:a' }, '/registry/proposals/okta%3Aa', 'proposed'],
    [{ at: 'proposals', stream: '' }, '/registry/proposals', 'proposals'],
  ])('drops an answer that comes after somebody went on: %j', async (place, path, what) => {
    const answers = { '/me/parts': PARTS, '/freezes': { body: { items: [] } }, [path]: { body: { items: [] } } };
    const overviews = new Overviews(answering(answers));
    await overviews.read(place, gone);
    expect(overviews[what]).toBeNull();
    await overviews.read(place, still);
    expect(overviews[what]).not.toBeNull();
  });

  it('never draws the months of another account, and draws the newest of its own', async () => {
    let answerFirst: (answer: Answer) => void = () => undefined;
    const first = new Promise<Answer>((resolve) => {
      answerFirst = resolve;
    });
    const answers: Record<string, Answer | Promise<Answer>> = {
      '/me/parts': PARTS,
      '/recoveries/r-1/history': first,
      '/recoveries/r-2/history': about('okta:two'),
      '/recoveries/r-2': { body: { digest: null, end: 'closed', recovery: { id: 'r-2' } } },
    };
    const model = new Model(
      answering(answers),
      { place: { at: 'recovery', id: 'r-1' }, language: 'en' },
      () => undefined,
    );
    const reading = model.read();
    model.go({ at: 'recovery', id: 'r-2' });
    await model.read();
    answerFirst(about('okta:one'));
    await reading;
    expect(model.overviews.history?.account).toBe('okta:two');
    answers['/recoveries/r-2/history'] = about('okta:two, later');
    await model.read();
    expect(model.overviews.history?.account).toBe('okta:two, later');
  });

  it('has the last months also where somebody signs for their command line', async () => {
    const overviews = new Overviews(answering({ '/me/parts': PARTS, '/recoveries/r-1/history': about('okta:one') }));
    const asked = { kind: 'countersign', digest: 'a'.repeat(64) } as const;
    await overviews.read({ at: 'signing', id: 'r-1', asked, content: 'e30', port: '47311', state: 'x' }, still);
    expect(overviews.history?.account).toBe('okta:one');
  });

  it('says when there are more proposals or freezes than are shown', async () => {
    const cut = {
      '/me/parts': PARTS,
      '/freezes': { body: { items: [], next: 'x' } },
      '/registry/proposals': { body: { items: [] } },
    };
    const overviews = new Overviews(answering(cut));
    await overviews.read({ at: 'proposals', stream: '' }, still);
    expect(overviews.isCut).toBe(true);
  });
});

describe('a search', () => {
  it('that begins after a pause in typing calls nobody back who has gone on', async () => {
    const model = new Model(
      answering({ '/me/parts': PARTS }),
      { place: { at: 'waiting' }, language: 'en' },
      () => undefined,
    );
    await model.search('words=jane');
    expect([model.place, fetch]).toEqual([{ at: 'waiting' }, expect.anything()]);
    expect(fetch).not.toHaveBeenCalled();
  });
});
