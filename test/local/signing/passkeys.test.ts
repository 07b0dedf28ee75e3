import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { challengeOf } from '../../../lambdas/core/approvals/statement.ts';
import { DEMO_PEOPLE } from '../../../local/directory/people.ts';
import { countersignature, passkeysAt, passkeysIn, recordedPasskeys } from '../../../local/signing/passkeys.ts';
import { type Folder, openFolder } from '../../../local/start/folder.ts';

const URL = 'http://127.0.0.1:4711';
const PLAN = { account: 'cognito:jane', recovery: 'rec-1', digest: 'a'.repeat(64) };

let folder: Folder;

beforeEach(async () => {
  folder = await openFolder(null);
});
afterEach(() => rm(folder.path, { recursive: true }));

const idsIn = (passkeys: Awaited<ReturnType<typeof passkeysIn>>) =>
  Object.entries(passkeys).map(([short, { id }]) => [short, id.toString('hex')]);

describe('the passkeys of the demo people', () => {
  it('stay the same in a folder, which only its owner can read', async () => {
    const made = await passkeysIn(folder);
    expect(idsIn(await passkeysIn(folder))).toEqual(idsIn(made));
    expect(idsIn(await passkeysAt(folder.path))).toEqual(idsIn(made));
    expect((await stat(join(folder.path, 'passkeys.json'))).mode & 0o777).toBe(0o600);
  });

  it('are one for every human, and none for a machine', async () => {
    const humans = DEMO_PEOPLE.filter(({ nature }) => nature === 'human').map(({ short }) => short);
    const passkeys = await passkeysIn(folder);
    expect(Object.keys(passkeys)).toEqual(humans);
    expect(recordedPasskeys(passkeys, 'robin', URL)).toEqual([]);
    expect(countersignature({ url: URL, passkeys }, 'robin', PLAN)).toEqual({ digest: PLAN.digest });
  });

  it('sign what the product verifies, for the name by which browsers reach the console', async () => {
    const passkeys = await passkeysIn(folder);
    const [recorded] = recordedPasskeys(passkeys, 'ida', URL);
    const { signed } = countersignature({ url: URL, passkeys }, 'ida', PLAN);
    if (recorded === undefined || signed === undefined) throw new Error('Ida signed nothing');
    const { account: stream, recovery, digest } = PLAN;
    expect(signed.statement).toMatchObject({ kind: 'countersign', stream, recovery, digest, person: 'person:ida' });
    expect(recorded.site).toBe('http://localhost:4711');
    const challenge = challengeOf(signed.statement);
    expect(await staffSignatures.verify(signed.assertion, recorded, challenge)).toEqual({
      ok: true,
      value: { counter: 0 },
    });
  });
});
