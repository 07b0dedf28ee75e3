import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DirectoryChange, ReceiptEvent } from '../../../lambdas/core/recovery/state/receipts.ts';
import { cli } from '../../support/cli.ts';
import { type FakeService, fakeService } from '../../support/fake-service.ts';

let service: FakeService | undefined;
let folder: string | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

const change = (at: string): DirectoryChange => ({
  ...{ connector: 'cognito', directoryId: 'sub-jane', kind: 'password-set', at, entry: at },
  by: { as: 'other', name: 'role/Admin' },
});
const GOVERNED: ReceiptEvent = {
  ...{ type: 'GovernedChangeSeen', change: change('2026-11-03T10:00:00.000Z'), recovery: 'rec-1', during: 'execution' },
};
const UNGOVERNED: ReceiptEvent = {
  ...{ type: 'UngovernedChangeSeen', change: change('2026-11-02T10:00:00.000Z'), cause: 'no-grant' },
};
const LATER: ReceiptEvent = { ...UNGOVERNED, change: change('2026-12-01T00:00:00.000Z') };

/** The ledger records a change as soon as the log shows it. */
const recordedAt = (events: readonly object[]): string =>
  events.map((event) => ('change' in event ? (event.change as DirectoryChange).at : '2026-11-03T11:00:00.000Z'))[0] ??
  '';

const commit = (seq: number, ...events: readonly object[]) => ({
  ...{ account: 'cognito:jane', seq, hash: `hash-${seq}`, state: '{}', signature: 's', copies: {} },
  bytes: JSON.stringify({ at: recordedAt(events), tier: null, events }),
});
const COMMITS = [commit(1, GOVERNED), commit(2, { type: 'RecoveryClosed' }), commit(3, UNGOVERNED), commit(4, LATER)];
const STREAM = {
  'GET /ledger/cognito%3Ajane?from=1&limit=100': { body: { account: 'cognito:jane', commits: COMMITS } },
};
const HEADS = { 'GET /ledger?limit=100': { body: { items: [{ account: 'cognito:jane', seq: 4, hash: 'hash-4' }] } } };

describe('receipts', () => {
  it('says of a month how many changes there were, how many of a recovery, and which of none', async () => {
    service = await fakeService({ ...HEADS, ...STREAM });
    const { code, out } = await cli(['receipts', '--month', '2026-11'], { url: service.url });
    expect(code).toBe(0);
    expect(out).toContain('2 changes: 1 of a recovery, 1 of none.\n');
    expect(out).toMatch(
      /2026-11-02 10:00:00 UTC {2}cognito:jane {2}password-set {2}cognito {2}role\/Admin {2}no recovery \(no-grant\) +3\n/,
    );
    expect(out).toMatch(/rec-1 \(execution\) +1\n/);
    expect(out).not.toContain('2026-12');
  });

  it('gives programs each change with its commit', async () => {
    service = await fakeService(STREAM);
    const { out } = await cli(['receipts', 'cognito:jane', '--json'], { url: service.url });
    expect(JSON.parse(out)).toMatchObject({
      ...{ month: null, changes: 3, governed: 1, ungoverned: 2 },
      items: [
        { account: 'cognito:jane', seq: 3, hash: 'hash-3', kind: 'password-set', recovery: null, cause: 'no-grant' },
        { seq: 1, recovery: 'rec-1', during: 'execution', cause: null },
        { seq: 4, at: '2026-12-01T00:00:00.000Z' },
      ],
    });
  });

  it('reads an export, and says so when an account is not in it', async () => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-receipts-'));
    const file = join(folder, 'ledger.jsonl');
    writeFileSync(file, COMMITS.map((row) => JSON.stringify(row)).join('\n'));
    expect((await cli(['receipts', '--file', file, '--month', '2026-12'])).out).toContain(
      '1 change: 0 of a recovery, 1 of none.',
    );
    expect(await cli(['receipts', 'cognito:kim', '--file', file])).toMatchObject({ code: 1 });
  });

  it('says that there was none, and what a month is', async () => {
    service = await fakeService({ ...HEADS, ...STREAM });
    expect((await cli(['receipts', '--month', '2027-01'], { url: service.url })).out).toBe(
      'The logs of directories show no change.\n',
    );
    expect(await cli(['receipts', '--month', 'november'])).toMatchObject({ code: 2 });
  });
});
