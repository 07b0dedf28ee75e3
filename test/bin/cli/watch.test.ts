import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { type FakeService, fakeService } from '../../support/fake-service.ts';
import { NOW } from '../../support/fixtures.ts';

let service: FakeService;
afterEach(() => service.close());

const ticket = (id: string) => ({ body: { items: [{ source: 'jira', id, cause: 'why', at: NOW }] } });
const LINE = 'GET /tickets?limit=50';

describe('--watch', () => {
  it('prints to a pipe what changed, and pauses in between, until the service refuses', async () => {
    service = await fakeService({ [LINE]: [ticket('A-1'), ticket('A-1'), ticket('A-2'), 'cut'] });
    const { code, out, slept } = await cli(['tickets', 'list', '--watch', '7'], { url: service.url });
    expect(code).toBe(3);
    expect(out.match(/jira\/A-\d/g)).toEqual(['jira/A-1', 'jira/A-2']);
    expect(slept.slice(0, 3)).toEqual([7_000, 7_000, 7_000]);
  });

  it('draws a screen anew, every five seconds', async () => {
    service = await fakeService({ [LINE]: [ticket('A-1'), ticket('A-2'), 'cut'] });
    const { out, slept } = await cli(['tickets', 'list', '--watch'], { url: service.url, tty: true });
    expect(out.split('\u001b[H\u001b[2J')).toHaveLength(3);
    expect(slept[0]).toBe(5_000);
  });

  it('is one look without it, and nothing less than a second', async () => {
    service = await fakeService({ [LINE]: ticket('A-1') });
    expect((await cli(['tickets', 'list'], { url: service.url })).slept).toEqual([]);
    expect((await cli(['tickets', 'list', '--watch', '0'], { url: service.url })).code).toBe(2);
  });
});
