import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './cli.ts';
import type { MemoryRows } from './memory-ledger.ts';
import { PUBLISHED } from './signing.ts';

/** `ledger verify --file` of an export of everything, without the streams that are left out. */
export async function verifiedOffline(rows: MemoryRows, without: readonly string[] = []) {
  const streams = [...rows].filter(([account]) => !without.includes(account));
  const lines = streams.flatMap(([account, commits]) => {
    const { seq = 0, hash } = commits.at(-1) ?? {};
    return [{ account, seq, hash }, ...commits];
  });
  const folder = mkdtempSync(join(tmpdir(), 'countersign-offline-'));
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const ran = await cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
  rmSync(folder, { recursive: true });
  return ran;
}
