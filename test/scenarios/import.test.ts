import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callApi } from '../../local/serve/api.ts';
import { confirmsOnConsole } from '../../local/signing/console-page.ts';
import { signedBody } from '../../local/signing/passkeys.ts';
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
  cli(['registry', ...argv], {
    ...{ url: system.url, env: { COUNTERSIGN_TOKEN: system.tokens[who] ?? '' }, live: true },
    browser: (address) => void confirmsOnConsole(system, who, address),
  });

describe('an import', () => {
  it('is proposed by one, confirmed once by the other who has the same files, and goes on where it stopped', async () => {
    const all = fileOf('all.jsonl', [...NAMES.map((name) => person(name)), ...NAMES.map(account)]);
    const { digest } = JSON.parse((await as('otto', 'digest', all, '--json')).out);
    const confirm = (who: string, file = all, of = digest) =>
      as(who, 'import', file, '--confirm', '--digest', of, '--yes', '--json');

    const early = await confirm('ada');
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('nobody has proposed exactly these records')]);

    const proposed = await as('adam', 'import', all, '--yes');
    expect(proposed.err).toContain('24 records are new.\n');
    expect(proposed.out).toContain(`--confirm --digest ${digest}`);
    expect((await as('otto', 'show', `okta:${NAMES[3] ?? ''}`)).code).toBe(1);

    const own = await confirm('adam');
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('same-proposer')]);
    const other = fileOf('other.jsonl', [person(NAMES[5] ?? '', { parts: ['admin'] })]);
    const swapped = await confirm('ada', other, await digestIn(other));
    expect([swapped.code, swapped.err]).toEqual([1, expect.stringContaining('nobody has proposed exactly these')]);

    // Somebody changes one of them meanwhile.
    const late = person(NAMES[2] ?? '', { parts: ['agent'] });
    const { body } = await propose('adam', { person: late });
    await post('ada', 'confirmations', { stream: late.person, digest: body['digest'] });

    const confirmed = await confirm('ada');
    expect(confirmed.code).toBe(1);
    expect(JSON.parse(confirmed.out)).toMatchObject({ digest, records: 24, applied: 23, unchanged: 0 });
    expect(JSON.parse(confirmed.out).refused).toMatchObject([{ line: 3, code: 'row-changed' }]);
    expect(confirmed.err).toContain('all.jsonl:3: row-changed');

    const again = await confirm('ada');
    expect(JSON.parse(again.out)).toMatchObject({ applied: 23 });
    const shown = await as('otto', 'show', `okta:${NAMES[3] ?? ''}`);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(NAMES[3] ?? '')]);
    const whole = await as('adam', 'import', all, '--yes');
    expect(whole.err).toContain('1 records change what is registered.\n23 records are registered as they are.\n');
  }, 240_000);

  it('is found intact by an auditor, row by row, also in an export', async () => {
    const verified = await cli(['ledger', 'verify', `person:${NAMES[0] ?? ''}`, `okta:${NAMES[0] ?? ''}`], otto());
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('intact: 2 streams')]);
    const file = join(folder, 'ledger.jsonl');
    await cli(['ledger', 'export', file], otto());
    const offline = await cli(['ledger', 'verify', '--file', file]);
    expect([offline.code, offline.out]).toEqual([0, expect.stringContaining('intact:')]);
  }, 120_000);

  it('never applies together with others what looks like somebody who is registered', async () => {
    const file = fileOf('alike.jsonl', [
      person('another', { addresses: ['imported-3@import.example.org'], name: 'Imported Person -3' }),
      person('unlike', { name: 'Zoe Quill' }),
    ]);
    const proposed = await as('adam', 'import', file, '--yes');
    expect(proposed.err).toContain('1 records look like another record and will be left');
    const { code, out, err } = await as('ada', 'import', file, '--confirm', '--digest', await digestIn(file), '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('alike.jsonl:1: look-alikes-unseen')]);
    expect(out).toContain('1 records applied, 0 unchanged, 1 refused.');
  }, 60_000);
});

const otto = () => ({ url: system.url, env: { COUNTERSIGN_TOKEN: system.tokens['otto'] ?? '' } });
const post = async (who: string, what: string, body: object) => {
  const path = `/registry/${what}`;
  const signed = await signedBody(system, who, { path, body }, async () => '');
  return callApi(system.url, { method: 'POST', path, token: system.tokens[who] ?? '', body: signed });
};
const propose = (who: string, body: object) => post(who, 'proposals', body);

const digestIn = async (file: string): Promise<string> =>
  JSON.parse((await as('otto', 'digest', file, '--json')).out).digest;
