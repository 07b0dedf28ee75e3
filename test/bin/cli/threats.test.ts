import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService } from '../../support/fake-service.ts';
import { at } from '../../support/fixtures.ts';

let service: FakeService;

afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

const HOUR = 3_600;
const threat = (over: object = {}) => ({
  ...{ threat: 'threat-1', account: null, desk: null, drain: false, until: at(4 * HOUR) },
  ...over,
});
const raises = (url: string, ...argv: readonly string[]) => cli(['threats', 'raise', ...argv], { url });
const WHY = ['--hours', '4', '--reason', 'many calls tonight'] as const;

describe('threats raise', () => {
  it('raises it for everybody from now on for so many hours, and says who lowers it', async () => {
    service = await fakeService({ 'POST /threats': { body: threat() } });
    const { code, out } = await raises(service.url, ...WHY);
    expect(service.seen.map(({ body }) => body)).toEqual([{ reason: 'many calls tonight', until: at(4 * HOUR) }]);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'The threat level is raised for everybody until 2026-11-20 14:00:00 UTC. Two people on duty lower it: threats lower threat-1\n',
    });
  });

  it.each([
    [['--desk', 'night'], { desk: 'night' }, 'desk night'],
    [['--account', 'cognito:jane'], { account: 'cognito:jane' }, 'cognito:jane'],
  ])('raises it for %j', async (argv, scope, words) => {
    service = await fakeService({ 'POST /threats': { body: threat(scope) } });
    const { out } = await raises(service.url, ...argv, ...WHY);
    expect(service.seen[0]?.body).toEqual({ ...scope, reason: 'many calls tonight', until: at(4 * HOUR) });
    expect(out).toContain(`is raised for ${words} until`);
  });

  it.each([
    [['--reason', 'why']],
    [['--hours', '4']],
    [['--hours', 'four', '--reason', 'why']],
    [['--hours', '-1', '--reason', 'why']],
    [['--account', 'cognito:jane', '--desk', 'night', ...WHY]],
  ])('sends nothing when it is called as %j', async (argv) => {
    service = await fakeService({});
    expect((await raises(service.url, ...argv)).code).toBe(2);
    expect(service.seen).toEqual([]);
  });

  it('says why it was refused', async () => {
    service = await fakeService({ 'POST /threats': aProblem(403, 'role-missing', { role: 'on-duty' }) });
    const { code, err } = await raises(service.url, ...WHY);
    expect(code).toBe(1);
    expect(err).toContain('role-missing');
  });
});
