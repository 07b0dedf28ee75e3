import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { BatchWorld, imported } from '../../support/batch-world.ts';
import { cli } from '../../support/cli.ts';
import { aProblem, fakeService, type Scripted } from '../../support/fake-service.ts';
import { ACTORS, anEnvelope, aPerson, aProfile } from '../../support/fixtures.ts';
import { PUBLISHED } from '../../support/signing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
const lines = (...records: readonly object[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join('');
const digestOf = async (...files: readonly string[]): Promise<string> => {
  const { code, out } = await cli(['registry', 'digest', ...files, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out).digest;
};
/** Nothing listens: a file that is refused has been sent nowhere. */
const flaws = async (...files: readonly string[]): Promise<string> => {
  const { code, err } = await cli(['registry', 'import', ...files, '--yes']);
  expect(code).toBe(2);
  return err.replaceAll(`${folder}/`, '');
};

const PEOPLE = 'person,nature,name,subjects,addresses,ticketUsers,parts\n';
const ROW =
  'person:ann,human,"Ann ""A"", Lee",https://issuer.example|ann,ann@example.com,jira:1;zendesk:2,agent;desk:north\n';
const { directoryId: _, ...PROFILE } = aProfile();
const person = (name: string) => ({
  ...aPerson({ person: `person:${name}`, subjects: [`https://issuer.example|${name}`] }),
  ...{ addresses: [`${name}@example.com`], ticketUsers: [] },
});
const owned = (owner: string, manager: string) => ({
  ...PROFILE,
  ...{ account: `cognito:${owner}`, owner: `person:${owner}`, manager: `person:${manager}`, target: owner },
});

describe('registry digest', () => {
  it('is the same for CSV and JSON lines, in any order and in any files', async () => {
    const ann = {
      ...{ person: 'person:ann', nature: 'human', name: 'Ann "A", Lee', subjects: ['https://issuer.example|ann'] },
      ...{ addresses: ['ann@example.com'], ticketUsers: ['jira:1', 'zendesk:2'], parts: ['agent', 'desk:north'] },
    };
    const table = await digestOf(fileOf('a.csv', PEOPLE + ROW), fileOf('b.jsonl', lines(PROFILE)));
    expect(await digestOf(fileOf('c.jsonl', lines(PROFILE, ann)))).toBe(table);
    expect(await digestOf(fileOf('c.jsonl', lines(PROFILE, { ...ann, parts: ['agent'] })))).not.toBe(table);
  });

  it('takes the templates as they are, with Windows line breaks too', async () => {
    const template = async (of: string) => (await cli(['registry', 'template', of])).out;
    const files = [
      fileOf('people.csv', await template('people')),
      fileOf('accounts.csv', (await template('accounts')).replaceAll('\n', '\r\n')),
    ];
    expect(await digestOf(...files)).toMatch(/^[0-9a-f]{64}$/);
    const schema = JSON.parse((await cli(['registry', 'template', 'accounts', '--json'])).out);
    expect(schema.properties).toHaveProperty('connector');
  });
});

describe('registry import sends nothing', () => {
  it.each([
    [
      'a wrong column',
      PEOPLE.replace('nature', 'natur') + ROW,
      'a.csv:1: wrong columns; unknown: natur; missing: nature',
    ],
    ['a column twice', 'person,person\nx,y\n', 'a.csv:1: wrong columns; missing'],
    ['a row that is too short', `${PEOPLE}person:ann,human\n`, 'a.csv:2: 2 fields, where the header has 7'],
    ['a wrong value', PEOPLE + ROW.replace('human', 'humann'), 'a.csv:2: nature: invalid-value'],
    [
      'a quotation mark that is never closed',
      `${PEOPLE}person:ann,human,"Ann\n`,
      'a.csv:2: a quotation mark is never closed',
    ],
    ['half a file', PEOPLE + ROW.trimEnd(), 'a.csv:2: the file does not end with a line break'],
    ['somebody twice', `${PEOPLE}${ROW}${ROW}`, 'a.csv:3: `person:ann` is in a.csv, line 2, already'],
    ['an empty table', PEOPLE, 'the files have no record'],
  ])('for %s', async (_name, text, says) => {
    expect((await flaws(fileOf('a.csv', text))).replaceAll(`in ${folder}/`, 'in ')).toContain(says);
  });

  it('for a line that is no JSON, an unknown member, and an identity of two people', async () => {
    const file = fileOf('a.jsonl', `${lines(person('ann'))}{"person":\n${lines({ ...person('bob'), admin: true })}`);
    const said = await flaws(file);
    expect(said).toContain('a.jsonl:2: this is no JSON\n');
    expect(said).toContain('a.jsonl:3: admin: unrecognized-keys\n');
    expect(said).toContain('2 lines are wrong; nothing has been sent');
    const shared = fileOf('b.jsonl', lines(person('ann'), { ...person('bob'), addresses: ['Ann+x@example.com'] }));
    expect(await flaws(shared)).toContain('b.jsonl:2: `address:ann@example.com` is in b.jsonl, line 1, already');
  });

  it('for a cycle of managers, over any number of people', async () => {
    const file = fileOf('a.jsonl', lines(owned('a', 'b'), owned('b', 'c'), owned('c', 'a'), owned('d', 'a')));
    const said = await flaws(file);
    for (const line of [1, 2, 3]) expect(said).toContain(`a.jsonl:${line}: \`person:`);
    expect(said).not.toContain('a.jsonl:4');
    expect(await flaws(fileOf('b.jsonl', lines(owned('a', 'a'))))).toContain('a cycle of managers');
  });

  it('for a file that is too large, missing, or not in UTF-8', async () => {
    const large = fileOf('a.csv', '');
    truncateSync(large, 1_000_000_000);
    expect(await flaws(large)).toContain('has more than 16 MB');
    expect(await flaws(join(folder, 'none.csv'))).toContain('cannot be read (ENOENT)');
    expect(await flaws(fileOf('b.csv', new Uint8Array([0xff, 0xfe, 0x0a])))).toContain('is not in UTF-8');
  });

  it('for a control character, which is spelled out', async () => {
    const said = await flaws(fileOf('a.csv', `${PEOPLE.trimEnd()},\u001b[2J\n${ROW}`));
    expect(said).not.toContain('\u001b');
  });

  it('for files of another digest', async () => {
    const file = fileOf('a.jsonl', lines(person('ann')));
    const { code, err } = await cli(['registry', 'import', file, '--confirm', '--digest', 'f'.repeat(64), '--yes']);
    expect([code, err]).toEqual([1, expect.stringContaining('not those of the digest')]);
  });
});

const JANE = `dn: uid=jane,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: Jane
cn: Jane D
# her name has a letter that LDIF writes in base64,
  and this comment goes on
displayName:: SsOkbmUgRG9l
mail: jane@exa
 mple.com
mail;lang-de: jana@example.com
mail: j.doe@example.com
`;
const UNIT = 'dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n';

const found = (over: object = {}) => ({ fresh: 0, same: 0, changing: [], apart: [], refused: [], ...over });
const answer = (rows?: object): Scripted => ({ body: { stream: 'batch:x', digest: 'd', ...(rows && { rows }) } });

describe('an import', () => {
  const propose = async (script: readonly Scripted[], ...more: readonly string[]) => {
    const service = await fakeService({ 'POST /registry/proposals': script });
    const file = fileOf('a.jsonl', lines(person('cem'), person('ann'), person('bob')));
    const ran = await cli(['registry', 'import', file, '--yes', ...more], { url: service.url });
    await service.close();
    expect(service.complaints).toEqual([]);
    return { ...ran, err: ran.err.replaceAll(`${folder}/`, ''), seen: service.seen.map(({ body }) => body as object) };
  };

  it('sends its rows in the order of the batch, says what would change, and proposes them once', async () => {
    const apart = [{ index: 0, lookAlikes: [{ record: 'person:anne', as: 'name' }] }];
    const looked = found({ fresh: 1, same: 1, changing: [{ index: 2, members: ['name', 'parts'] }], apart });
    const { code, err, out, seen } = await propose([answer(looked), answer()]);
    expect(code).toBe(0);
    expect(err).toContain('1 records are new.\n1 records change what is registered.\n');
    // By their lines, whatever the order of the batch.
    expect(err).toContain('a.jsonl:1: changes name, parts\n');
    expect(err).toContain('a.jsonl:2: looks like person:anne\n');
    expect(out).toContain('3 records proposed.\nNext, another administrator');
    const [rows, batch] = seen as [{ rows: { from: number; records: { person: string }[] } }, object];
    expect(rows.rows.records.map((one) => one.person)).toEqual(['person:ann', 'person:bob', 'person:cem']);
    expect(batch).toEqual({ batch: { root: expect.stringMatching(/^[0-9a-f]{64}$/), people: 3, accounts: 0 } });
  });

  it('proposes nothing where one row breaks a rule: its line and its code are told', async () => {
    const refused = [{ index: 1, code: 'identity-taken' }];
    const { code, err, seen } = await propose([answer(found({ fresh: 2, refused }))]);
    expect([code, seen.length]).toEqual([1, 1]);
    expect(err).toContain('a.jsonl:3: identity-taken: another record has this identity');
    expect(err).toContain('1 records break a rule; nothing is proposed');
  });

  it('proposes nothing where every record is registered as it is', async () => {
    const { code, out, seen } = await propose([answer(found({ same: 3 }))]);
    expect([code, out, seen.length]).toEqual([0, 'Nothing to propose.\n', 1]);
  });

  it('is finished where every record but those that are left is registered as it is', async () => {
    const apart = [{ index: 0, lookAlikes: [{ record: 'person:anne', as: 'name' }] }];
    const { code, err, out, seen } = await propose([answer(found({ fresh: 1, same: 2, apart }))]);
    expect([code, out, seen.length]).toEqual([0, 'Nothing to propose.\n', 1]);
    expect(err).toContain('1 records look like another record and will be left');
  });

  it('waits while the service is busy', async () => {
    const looked = answer(found({ fresh: 3 }));
    const { code, slept } = await propose([aProblem(429, 'too-many-requests'), looked, answer()]);
    expect(code).toBe(0);
    expect(slept).toContain(2_000);
  });

  it('is divided into requests that the service takes, always in the same way', async () => {
    const large = Array.from({ length: 250 }, (_, index) => person(`many-${index}`));
    const service = await fakeService({ 'POST /registry/proposals': [answer(found({ fresh: 1 }))] });
    const file = fileOf('large.jsonl', lines(...large));
    await cli(['registry', 'import', file, '--yes'], { url: service.url });
    const froms = service.seen.flatMap(({ body }) =>
      'rows' in Object(body) ? [(body as { rows: { from: number } }).rows.from] : [],
    );
    expect(froms.sort((a, b) => a - b)).toEqual([0, 100, 200]);
    for (const { body } of service.seen) expect(JSON.stringify(body).length).toBeLessThan(64 * 1024);
    await service.close();
  });

  it('is not confirmed where nobody has proposed exactly these records', async () => {
    const file = fileOf('a.jsonl', lines(person('ann')));
    const digest = await digestOf(file);
    const unknown = aProblem(404, 'stream-unknown');
    const service = await fakeService({ [`GET /ledger/batch%3A${digest}?from=1&limit=100`]: unknown });
    const argv = ['registry', 'import', file, '--confirm', '--digest', digest, '--yes'];
    const { code, err } = await cli(argv, { url: service.url });
    expect([code, err]).toEqual([1, expect.stringContaining('nobody has proposed exactly these records')]);
    await service.close();
  });

  it('is not asked about where another administrator has confirmed it and goes on with it', async () => {
    const world = new BatchWorld();
    await world.begin();
    const records = [imported('one'), imported('two')];
    const { stream, digest } = await world.proposes(records);
    const confirm = { type: 'ConfirmProposal', digest, seen: await world.seen(stream) } as const;
    const said = { id: 'confirm', stream, recovery: null, actor: ACTORS.secondAdmin };
    await submit(world.submitting, anEnvelope(confirm, said));
    const commits = world.stored.get(stream);
    const service = await fakeService({
      'GET /keys': { body: { keys: PUBLISHED } },
      [`GET /ledger/${encodeURIComponent(stream)}?from=1&limit=100`]: { body: { account: stream, commits } },
      'GET /me/parts': { body: { person: ACTORS.admin.person, roles: ['admin'], groups: [], desks: [] } },
    });
    const file = fileOf('half.jsonl', lines(...records));
    const { code, err, asked } = await cli(['registry', 'import', file, '--confirm'], { url: service.url, tty: true });
    expect([code, asked]).toEqual([1, []]);
    expect(err).toContain(`\`${ACTORS.secondAdmin.person}\` has confirmed this import`);
    expect(service.seen.filter(({ line }) => line.startsWith('POST'))).toEqual([]);
    await service.close();
  });

  it('is not confirmed without its files', async () => {
    const { code, err } = await cli(['registry', 'confirm', `batch:${'0'.repeat(64)}`, '--yes']);
    expect([code, err]).toEqual([2, expect.stringContaining('a batch is confirmed with its files')]);
  });
});

describe("a directory's export", () => {
  const ISSUER = 'https://issuer.example';
  const digestWith = async (text: string, ...more: readonly string[]): Promise<string> => {
    const { code, out, err } = await cli(['registry', 'digest', fileOf('a.ldif', text), '--json', ...more]);
    return code === 0 ? JSON.parse(out).digest : err.replaceAll(`${folder}/`, '');
  };

  it('has people, without parts, and other entries that are passed over', async () => {
    const jane = {
      ...{ person: 'person:jane', nature: 'human', name: 'J\u00e4ne Doe', subjects: [`${ISSUER}|Jane`] },
      ...{ addresses: ['jane@example.com', 'j.doe@example.com'], ticketUsers: [], parts: [] },
    };
    const read = await digestWith(`version: 1\n\n${UNIT}\n${JANE}\n\n`, '--issuer', ISSUER);
    expect(read).toBe(await digestOf(fileOf('a.jsonl', lines(jane))));
    const windows = `version: 1\r\n${JANE.replaceAll('\n', '\r\n')}`;
    expect(await digestWith(windows, '--issuer', ISSUER)).toBe(read);
    const other = lines({ ...jane, subjects: [`${ISSUER}|jane@example.com`] });
    expect(await digestWith(JANE, '--issuer', ISSUER, '--subject', 'MAIL')).toBe(
      await digestOf(fileOf('b.jsonl', other)),
    );
  });

  it('needs the issuer, which no entry says', async () => {
    expect(await digestWith(JANE)).toContain('`a.ldif` does not say where its people sign in');
  });

  it.each([
    ['a change', JANE.replace('\n', '\nchangetype: delete\n'), 'a.ldif:2: this is a change'],
    ['a value in another file', `${JANE}jpegPhoto:< file:///etc/passwd\n`, 'a.ldif:12: `jpegPhoto` is in another file'],
    ['a value that is no base64', JANE.replace('SsOkbmUgRG9l', 'SsOkb'), 'a.ldif:7: `displayName` is no base64'],
    ['a line that is no attribute', `${JANE}jane\n`, 'a.ldif:12: this is no attribute with a value'],
    ['an entry that does not begin with its name', JANE.slice(JANE.indexOf('\n') + 1), 'a.ldif:1: an entry begins'],
    ['an entry of no class', JANE.replace(/objectClass.*\n/, ''), 'a.ldif:1: the entry has no `objectClass`'],
    ['a person without an account name', JANE.replace('uid: Jane\n', ''), 'a.ldif:1: the person has no `uid`'],
    ['a person whose account name is no name here', JANE.replace('uid: Jane', 'uid: Jane D'), 'a.ldif:1: person:'],
    ['somebody twice', `${JANE}\n${JANE}`, 'a.ldif:13: `person:jane` is in a.ldif, line 1, already'],
    ['half a file', JANE.trimEnd(), 'does not end with a line break'],
  ])('is refused with its line for %s', async (_name, text, says) => {
    expect(await digestWith(text, '--issuer', ISSUER)).toContain(says);
  });
});
