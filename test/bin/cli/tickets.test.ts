import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { type FakeService, fakeService } from '../../support/fake-service.ts';
import { at } from '../../support/fixtures.ts';

let service: FakeService;

afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

describe('tickets list', () => {
  it('shows which ticket waits for an agent, since when and why', async () => {
    const items = [{ source: 'jira', id: 'OPS-7', cause: 'no account is named', at: at(-7200) }];
    service = await fakeService({
      'GET /tickets?limit=50': { body: { items, next: 'n' } },
      'GET /tickets?limit=49&after=n': { body: { items: [] } },
    });
    const { code, out } = await cli(['tickets', 'list'], { url: service.url });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"TICKET      SINCE                                  WHY
jira/OPS-7  2026-11-20 08:00:00 UTC (2 hours ago)  no account is named

Next: npx countersign recoveries open ACCOUNT ACTION --requester WHO --reason REASON --ticket TICKET
"
`);
    const json = await cli(['tickets', 'list', '--json'], { url: service.url });
    expect(JSON.parse(json.out)).toEqual({ items });
  });

  it('says so where none waits', async () => {
    service = await fakeService({ 'GET /tickets?limit=50': { body: { items: [] } } });
    expect((await cli(['tickets', 'list'], { url: service.url })).out).toBe('no tickets wait for an agent\n');
  });
});
