import { expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { fakeService } from '../../support/fake-service.ts';

it('declares an incident until so many hours from now', async () => {
  const until = '2026-11-20T14:00:00.000Z';
  const service = await fakeService({
    'GET /me/signing': { body: { person: 'person:olga', passkeys: [] } },
    'POST /incidents': { body: { incident: 'INC-4711', until } },
  });
  try {
    const argv = ['incidents', 'declare', 'INC-4711', '--hours', '4', '--reason', 'the directory is down'];
    const { code, out } = await cli(argv, { url: service.url, now: '2026-11-20T10:00:00.000Z' });
    expect([code, service.seen.slice(1).map(({ body }) => body)]).toEqual([
      0,
      [{ incident: 'INC-4711', until, reason: 'the directory is down' }],
    ]);
    expect(out).toContain('Incident INC-4711 is declared until 2026-11-20 14:00:00 UTC.');
  } finally {
    await service.close();
  }
});
