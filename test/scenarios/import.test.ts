import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../local/start/system.ts';
import { cli, type Ran } from '../support/cli.ts';
import { startScenario } from '../support/local-system.ts';

/** Many records at once, by the command line against the whole system: proposed by one administrator, confirmed by the other. */

let system: LocalSystem;
let stop: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  ({ system, stop } = await startScenario());
  folder = mkdtempSync(join(tmpdir(), 'countersign-import-'));
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stop();
});

const NAMES = Array.from({ length: 12 }, (_, index) => `imported-${index}`);
const person = (name: string, more: object = {}) => ({
  ...{
    person: `person:${name}`,
    nature: 'human',
    name: `Imported Person ${name.slice(-2)}`,
    parts: [],
    ticketUsers: [],
  },
  ...{ subjects: [`https://issuer.example|${name}`], addresses: [`${name}@import.example`], ...more },
});
const account = (name: string) => ({
  ...{ account: `okta:${name}`, kind: 'human', tier: 'standard', environment: 'production', owner: `person:${name}` },
  ...{ custodians: [], manager: null, connector: 'okta', target: name },
  contacts: [{ id: 'work', kind: 'email', address: `${name}@import.example`, since: '2026-01-05T08:00:00.000Z' }],
});

function fileOf(name: string, records: readonly object[]): string {
  const file = join(folder, name);
  writeFileSync(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return file;
}

const as = (who: string, ...argv: readonly string[]): Promise<Ran> =>
  cli(['registry', ...argv], { url: system.url, env: { COUNTERSIGN_TOKEN: system.tokens[who] ?? '' } });

describe('an import', () => {
  it('is proposed by one, confirmed once by the other who has the same files, and goes on where it stopped', async () => {
    const some = fileOf(
      'some.jsonl',
      NAMES.slice(0, 5).map((name) => person(name)),
    );
    const all = fileOf('all.jsonl', [...NAMES.map((name) => person(name)), ...NAMES.map(account)]);
    const { digest } = JSON.parse((await as('otto', 'digest', all, '--json')).out);

    // Half of it was proposed, and then the line was cut.
    expect((await as('adam', 'import', some, '--yes')).out).toContain('5 records proposed, 0 refused.');
    const rest = await as('adam', 'import', all, '--yes');
    expect(rest.err).toContain('19 records are new.\n5 records are proposed already.\n');
    expect(rest.out).toContain('19 records proposed, 0 refused.');
    expect(rest.out).toContain(`--confirm --digest ${digest}`);

    const own = await as('adam', 'import', some, '--confirm', '--digest', await digestIn(some), '--yes');
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('same-proposer')]);
    const other = fileOf('other.jsonl', [person(NAMES[5] ?? '', { parts: ['admin'] })]);
    const swapped = await as('ada', 'import', other, '--confirm', '--digest', await digestIn(other), '--yes');
    expect([swapped.code, swapped.err]).toEqual([1, expect.stringContaining('something else is proposed for it')]);

    const more = fileOf('more.jsonl', [person('unproposed')]);
    const unproposed = await as('ada', 'import', more, '--confirm', '--digest', await digestIn(more), '--yes');
    expect([unproposed.code, unproposed.err]).toEqual([1, expect.stringContaining('nobody has proposed it')]);

    const confirmed = await as('ada', 'import', all, '--confirm', '--digest', digest, '--yes', '--json');
    expect(JSON.parse(confirmed.out)).toMatchObject({ digest, records: 24, confirmed: 24, refused: [] });
    const again = await as('adam', 'import', all, '--yes');
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('24 records are registered already.')]);
    expect((await as('otto', 'show', `okta:${NAMES[3] ?? ''}`)).out).toContain(NAMES[3]);
  }, 240_000);

  it('never confirms together with others what looks like somebody who is registered', async () => {
    const file = fileOf('alike.jsonl', [
      person('another', { addresses: ['imported-3@import.example.org'], name: 'Imported Person -3' }),
    ]);
    await as('adam', 'import', file, '--yes');
    const { code, err } = await as('ada', 'import', file, '--confirm', '--digest', await digestIn(file), '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('it looks like what is registered')]);
  }, 60_000);
});

const digestIn = async (file: string): Promise<string> =>
  JSON.parse((await as('otto', 'digest', file, '--json')).out).digest;
