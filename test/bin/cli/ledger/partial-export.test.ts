import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BOOTSTRAP_STREAM } from '../../../../lambdas/core/registry/bootstrap.ts';
import { cli } from '../../../support/cli.ts';
import { REF } from '../../../support/execution-world.ts';
import { type FakeService, fakeService, type Script } from '../../../support/fake-service.ts';
import { PEOPLE } from '../../../support/fixtures.ts';
import type { MemoryRows } from '../../../support/memory-ledger.ts';
import { RegistryForgery } from '../../../support/registry-forgery.ts';
import { PUBLISHED } from '../../../support/signing.ts';

let folder: string;
let service: FakeService | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-partial-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

/** Exports only this stream, and verifies the file without the service. */
async function exported(rows: MemoryRows, stream: string) {
  const heads = [...rows].map(([account, commits]) => ({ account, seq: commits.length, hash: commits.at(-1)?.hash }));
  const script: Script = {
    'GET /keys': { body: { keys: PUBLISHED } },
    'GET /ledger?limit=100': { body: { items: heads } },
    ...Object.fromEntries(
      [...rows].map(([account, commits]) => [
        `GET /ledger/${encodeURIComponent(account)}?from=1&limit=100`,
        { body: { account, commits } },
      ]),
    ),
  };
  service = await fakeService(script);
  const file = join(folder, 'part.jsonl');
  const ran = await cli(['ledger', 'export', file, '--only', stream], { url: service.url });
  if (ran.code !== 0) return { ran, streams: [], verified: ran, text: '' };
  const text = readFileSync(file, 'utf8').trimEnd();
  const lines = text.split('\n');
  const accounts = lines.flatMap((line) => (JSON.parse(line) as { account?: string }).account ?? []);
  const verified = await cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
  return { ran, streams: [...new Set(accounts)].sort(), verified, text };
}

describe('ledger export --only', () => {
  it('carries the records of everybody who signed something in it, and of whoever confirmed those, and no others', async () => {
    const forgery = await RegistryForgery.begin();
    await forgery.forgesApprover(await forgery.signs());
    const { streams, verified } = await exported(forgery.world.rows, REF.account);
    const people = [
      'identityApprover',
      'securityApprover',
      'verifier',
      'secondVerifier',
      'admin',
      'secondAdmin',
    ] as const;
    expect(streams).toEqual([REF.account, BOOTSTRAP_STREAM, ...people.map((name) => PEOPLE[name])].sort());
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it('shows offline a passkey that was put into an approver’s record by hand', async () => {
    const forgery = await RegistryForgery.begin();
    await forgery.forgesApprover(undefined);
    const { verified } = await exported(forgery.world.rows, REF.account);
    expect(verified.code).toBe(4);
    expect(verified.out).toContain(
      `of \`${PEOPLE.securityApprover}\`: ${PEOPLE.secondAdmin} did not sign this confirmation`,
    );
  });

  it('says that it is a part', async () => {
    const forgery = await RegistryForgery.begin();
    const { text } = await exported(forgery.world.rows, BOOTSTRAP_STREAM);
    expect(text.split('\n').filter((line) => line.startsWith('{"only"'))).toEqual([
      JSON.stringify({ only: [BOOTSTRAP_STREAM] }),
    ]);
  });

  it('writes nothing where nothing is recorded', async () => {
    const forgery = await RegistryForgery.begin();
    const { ran } = await exported(forgery.world.rows, 'cognito:nobody');
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('nothing is recorded for')]);
  });
});
