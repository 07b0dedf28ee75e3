import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService } from '../../support/fake-service.ts';
import { aPerson, aProfile } from '../../support/fixtures.ts';

const PROPOSE = 'POST /registry/proposals';
const CONFIRM = 'POST /registry/confirmations';
const DIGEST = 'd'.repeat(64);

let service: FakeService | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-registry-'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

function fileOf(content: unknown): string {
  const file = join(folder, 'record.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('registry propose', () => {
  it.each([
    ['a profile', aProfile(), { profile: aProfile() }],
    ['a person', aPerson(), { person: aPerson() }],
    ['a profile as the API takes it', { profile: aProfile() }, { profile: aProfile() }],
    ['a person as the API takes it', { person: aPerson() }, { person: aPerson() }],
    ['a policy version', { name: 'shipped', digest: DIGEST }, { policy: { name: 'shipped', digest: DIGEST } }],
    [
      'the lift of a freeze',
      { account: 'cognito:jane', lift: { reason: 'it was Jane' } },
      { account: 'cognito:jane', lift: { reason: 'it was Jane' } },
    ],
  ])('proposes %s', async (_, content, body) => {
    service = await fakeService({ [PROPOSE]: { body: { stream: 'cognito:jane', digest: DIGEST } } });
    const { code, out } = await cli(['registry', 'propose', '--file', fileOf(content)], { url: service.url });
    expect(code).toBe(0);
    expect(service.seen).toEqual([{ line: PROPOSE, body, key: 'key-1' }]);
    expect(out).toContain(`npx countersign registry confirm cognito:jane --digest ${DIGEST}\n`);
  });

  it.each([
    ['is nothing of these', { name: 'jane' }],
    ['is a list', [aProfile()]],
    ['is no JSON', '{'],
  ])('sends nothing of a file that %s', async (_, content) => {
    expect((await cli(['registry', 'propose', '--file', fileOf(content)])).code).toBe(2);
  });

  it('names a file that cannot be read', async () => {
    const { code, err } = await cli(['registry', 'propose', '--file', join(folder, 'none.json')]);
    expect(code).toBe(2);
    expect(err).toContain('ENOENT');
  });
});

describe('registry confirm', () => {
  it('confirms exactly the digest that was read', async () => {
    service = await fakeService({ [CONFIRM]: { body: { stream: 'person:jane', seq: 2 } } });
    const { code, out } = await cli(['registry', 'confirm', 'person:jane', '--digest', DIGEST], { url: service.url });
    expect([code, out]).toEqual([0, 'The record of person:jane is as proposed from commit 2 on.\n']);
    expect(service.seen).toEqual([{ line: CONFIRM, body: { stream: 'person:jane', digest: DIGEST }, key: 'key-1' }]);
  });

  it('tells the proposer that a second administrator is needed', async () => {
    service = await fakeService({ [CONFIRM]: aProblem(403, 'same-proposer') });
    const { code, err } = await cli(['registry', 'confirm', 'person:jane', '--digest', DIGEST], { url: service.url });
    expect(code).toBe(1);
    expect(err).toContain('a second administrator must confirm it');
  });
});
