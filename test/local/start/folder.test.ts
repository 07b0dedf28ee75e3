import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeAccess } from '../../../local/serve/access.ts';
import { openFolder, PORT_FILE, portOf } from '../../../local/start/folder.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'countersign-folder-'));
});
afterAll(() => rm(root, { recursive: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the data folder', () => {
  it('is temporary and removed unless one is given', async () => {
    const folder = await openFolder(null);
    expect(folder.kept).toBe(false);
    expect(await modeOf(folder.path)).toBe(0o700);
    await folder.leave();
    expect(existsSync(folder.path)).toBe(false);
  });

  it('that is given is made, kept, and only for its owner', async () => {
    const folder = await openFolder(join(root, 'a', 'b'));
    await folder.leave();
    expect(folder.kept).toBe(true);
    expect(await modeOf(folder.path)).toBe(0o700);
  });

  it('keeps the port that its people sign in at, and starts at no other', async () => {
    const given = await mkdtemp(join(tmpdir(), 'countersign-port-'));
    expect(await portOf(null, 0)).toBe(0);
    expect(await portOf(given, 4601)).toBe(4601);
    await (await openFolder(given)).write(PORT_FILE, '4601');
    expect(await portOf(given, 0)).toBe(4601);
    expect(await portOf(given, 4601)).toBe(4601);
    await expect(portOf(given, 4602)).rejects.toThrow('start with `--port 4601`');
    await rm(given, { recursive: true });
  });

  it('holds tokens and keys that only their owner may read', async () => {
    const folder = await openFolder(join(root, 'c'));
    const access = {
      tokens: { jane: 'token-of-jane' },
      webhookKeys: { jira: 'a', zendesk: 'b', servicenow: 'c' },
      signalKeys: { idp: 'd' },
      vendorKeys: { idv: 'e' },
      operatorKey: 'f',
    };
    await writeAccess(folder, access);
    expect(await readFile(join(folder.path, 'tokens', 'jane'), 'utf8')).toBe('token-of-jane\n');
    expect(JSON.parse(await readFile(join(folder.path, 'access.json'), 'utf8'))).toEqual(access);
    for (const file of ['tokens/jane', 'access.json']) expect(await modeOf(join(folder.path, file))).toBe(0o600);
  });
});
