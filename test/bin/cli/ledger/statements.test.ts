import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../../support/cli.ts';
import { REF } from '../../../support/execution-world.ts';
import { PEOPLE } from '../../../support/fixtures.ts';
import { BESIDE, countersignedBy, halfApproved, TWO } from '../../../support/forged-statements.ts';
import { PUBLISHED } from '../../../support/signing.ts';
import { StatementWorld } from '../../../support/statement-world.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-statements-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** `ledger verify --file` of an export of everything, without the streams that are left out. */
function verified({ rows }: StatementWorld, without: readonly string[] = []) {
  const streams = [...rows].filter(([account]) => !without.includes(account));
  const lines = streams.flatMap(([account, commits]) => {
    const { seq = 0, hash } = commits.at(-1) ?? {};
    return [{ account, seq, hash }, ...commits];
  });
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
}

describe('ledger verify, offline, of what approvers signed', () => {
  it('is intact where every approver signed', async () => {
    const { code, out } = await verified(await (await StatementWorld.begin()).approved());
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each(BESIDE)('names a countersignature with %s beside it', async (_, forge) => {
    const world = await halfApproved();
    await countersignedBy(world, await forge(world));
    const seq = (await world.ledger.head(REF.account))?.commit.seq;
    const { code, out } = await verified(world);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`${REF.account}\`: ${PEOPLE[TWO]} did not sign this countersignature`);
  });

  it('is intact after a passkey was taken out: it counted then', async () => {
    const world = await (await StatementWorld.begin()).approved();
    world.surroundings.advance(1);
    await world.enrol(TWO);
    expect((await verified(world)).code).toBe(0);
  });

  it('is not intact where the record of an approver is missing', async () => {
    const world = await (await StatementWorld.begin()).approved();
    const { code, out } = await verified(world, [PEOPLE[TWO]]);
    expect([code, out]).toEqual([4, expect.stringContaining('(wrong-credential)')]);
  });
});
