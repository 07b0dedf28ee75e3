import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService } from '../../support/fake-service.ts';
import { at } from '../../support/fixtures.ts';

let service: FakeService;

afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

const CALL = {
  ...{ call: 'call-1', account: 'cognito:jane', until: at(1_800) },
  words: ['brave', 'otter', 'calm', 'lamp'],
};

describe('calls', () => {
  it('open says what the agent says, and what they ask for', async () => {
    service = await fakeService({ 'POST /calls': { body: CALL } });
    const given = ['calls', 'open', 'cognito:jane', '--desk', 'north', '--reason', 'sign-in'];
    const { code, out } = await cli(given, { url: service.url });
    expect(service.seen[0]?.body).toEqual({ account: 'cognito:jane', desk: 'north', reason: 'sign-in' });
    expect(code).toBe(0);
    expect(out).toContain('brave otter calm lamp');
    expect(out).toContain('/call');
  });

  it.each([
    [['open', 'cognito:jane', '--desk', 'north', '--reason', 'because']],
    [['open', 'cognito:jane', '--desk', 'north']],
    [['open', '--desk', 'north', '--reason', 'sign-in']],
  ])('sends nothing when it is called as %j', async (argv) => {
    service = await fakeService({});
    expect((await cli(['calls', ...argv], { url: service.url })).code).toBe(2);
    expect(service.seen).toEqual([]);
  });

  it('list shows the words of the call, and what became of it', async () => {
    const items = [{ ...CALL, desk: 'north', reason: 'sign-in', at: at(0), answered: true, reported: false }];
    service = await fakeService({ 'GET /calls': { body: { items } } });
    const { out } = await cli(['calls', 'list'], { url: service.url });
    expect(out).toMatch(/call-1 .*brave otter calm lamp .*their words were right/);
  });

  it('hear sends the words of the called person, and ends in a refusal for others', async () => {
    service = await fakeService({ 'POST /calls/call-1/answers': { body: { call: 'call-1', answered: true } } });
    const { code } = await cli(['calls', 'hear', 'call-1', 'golden', 'deer'], { url: service.url });
    expect([code, service.seen[0]?.body]).toEqual([0, { heard: 'golden deer' }]);
    await service.close();
    service = await fakeService({ 'POST /calls/call-1/answers': aProblem(422, 'words-wrong') });
    expect((await cli(['calls', 'hear', 'call-1', 'brave', 'otter'], { url: service.url })).code).toBe(1);
  });
});
