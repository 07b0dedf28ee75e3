import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOfLookAlikes } from '../../../lambdas/core/registry/likeness.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { CliRegistry } from '../../support/cli-registry.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { ACTORS, aPerson, aProfile, at } from '../../support/fixtures.ts';

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
    expect(out).toContain(DIGEST);
    expect(out).toContain('npx countersign registry confirm cognito:jane\n');
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

const STREAM = 'cognito:jane';
const CONTACT = { id: 'work', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;

/** Jane's account is registered, and a change of where she is reached is proposed by the first administrator. */
async function aChange(): Promise<{ readonly registry: CliRegistry; readonly digest: string }> {
  const registry = new CliRegistry();
  const profile = aProfile({ contacts: [CONTACT, { ...CONTACT, id: 'old', address: 'jd@example.com' }] });
  await registry.registers(STREAM, { type: 'ProposeProfile', profile });
  const contacts = [{ ...CONTACT, address: 'mallory@example.net' }];
  const digest = await registry.does(ACTORS.admin, STREAM, {
    ...{ type: 'ProposeProfile', profile: aProfile({ contacts, custodians: ['person:mallory'], tier: 'privileged' }) },
  });
  return { registry, digest };
}

async function registryWith(script: Script, argv: readonly string[], circumstances: Circumstances = {}) {
  service = await fakeService(script);
  return cli(['registry', ...argv], { ...circumstances, url: service.url });
}

const confirmedBody = { body: { stream: STREAM, seq: 4 } };

describe('registry show', () => {
  it('shows what is registered, who proposes what, what differs, and the whole digest', async () => {
    const { registry, digest } = await aChange();
    const { code, out } = await registryWith(registry.script(STREAM), ['show', STREAM]);
    expect(code).toBe(0);
    expect(out.replace(digest, 'DIGEST')).toMatchInlineSnapshot(`
"Registry record of \`cognito:jane\`
  account       cognito:jane
  connector     cognito
  contact work  email jane@example.com, since 2026-08-22 10:00:00 UTC
  contact old   email jd@example.com, since 2026-08-22 10:00:00 UTC
  custodians    none
  directoryId   jane
  environment   production
  kind          human
  manager       person:mara-manager
  owner         person:jane
  target        jane
  tier          standard

\`cognito:jane\` as proposed by person:adam-admin, 2026-11-20 10:00:00 UTC (just now)
  contact work  email jane@example.com, since 2026-08-22 10:00:00 UTC -> email mallory@example.net, since 2026-08-22 10:00:00 UTC
  contact old   email jd@example.com, since 2026-08-22 10:00:00 UTC -> none
  custodians    none -> person:mallory
  tier          standard -> privileged

  digest DIGEST

Next, another administrator: npx countersign registry confirm cognito:jane
"
`);
  });

  it('shows the first record of all, as nothing holds yet', async () => {
    const registry = new CliRegistry();
    const digest = await registry.does(ACTORS.admin, 'person:jane', { type: 'ProposePerson', person: aPerson() });
    const { out } = await registryWith(registry.script('person:jane'), ['show', 'person:jane']);
    expect(out).toContain('Nothing is registered yet.\n');
    expect(out).toMatch(/addresses +jane@example\.com\n/);
    expect(out).toContain(`  digest ${digest}\n`);
  });

  it('shows a record for which nothing is proposed', async () => {
    const registry = new CliRegistry();
    await registry.registers('person:jane', { type: 'ProposePerson', person: aPerson() });
    const { out } = await registryWith(registry.script('person:jane'), ['show', 'person:jane']);
    expect(out).toMatch(/name +Jane Doe\n/);
    expect(out).toContain('Nothing is proposed.\n');
    expect(out).not.toContain('Next');
  });

  it('shows since when and why an account is frozen, and the lift that is proposed', async () => {
    const registry = new CliRegistry();
    await registry.registers(STREAM, { type: 'ProposeProfile', profile: aProfile() });
    await registry.freezes();
    const digest = await registry.does(ACTORS.admin, STREAM, { type: 'ProposeLift', lift: { reason: 'it was Jane' } });
    const { code, out } = await registryWith(registry.script(STREAM), ['show', STREAM]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /It is frozen since 2026-\S+ \S+ UTC \(.*\): 3 adverse proofs or suspicions within 30 days\.\n/,
    );
    expect(out).toContain('The end of the freeze of `cognito:jane` as proposed by person:adam-admin');
    expect(out).toMatch(/reason +it was Jane\n/);
    expect(out).toContain(`  digest ${digest}\n`);
  });

  it('says the same as JSON', async () => {
    const { registry, digest } = await aChange();
    const { out } = await registryWith(registry.script(STREAM), ['show', STREAM, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      ...{ stream: STREAM, seq: 3, registered: { tier: 'standard' }, freeze: null },
      proposals: [{ of: 'profile', by: ACTORS.admin.person, digest, proposed: { tier: 'privileged' } }],
    });
  });

  it('spells out what others have written to deceive', async () => {
    const registry = new CliRegistry();
    const person = aPerson({ name: 'Jane \u202eeoD' });
    await registry.does(ACTORS.admin, 'person:jane', { type: 'ProposePerson', person });
    expect((await registryWith(registry.script('person:jane'), ['show', 'person:jane'])).out).toContain('\\u{202e}');
  });

  it('shows nothing of commits that were altered, and says which', async () => {
    const { registry } = await aChange();
    const altered = registry.script(STREAM, (bytes) => bytes.replace('mallory@example.net', 'jane@example.net'));
    const voids = `GET /ledger/${encodeURIComponent(voidsStream(STREAM))}?from=1&limit=100`;
    const script = { ...altered, [voids]: aProblem(404, 'stream-unknown') };
    const { code, out, err } = await registryWith(script, ['show', STREAM]);
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain('finding     commit 3: its bytes are not the ones that were hashed\n');
  });

  it('is for those who may read the ledger, and for streams that there are', async () => {
    const line = `GET /ledger/${encodeURIComponent(STREAM)}?from=1&limit=100`;
    const refused = await registryWith({ [line]: aProblem(403, 'role-missing', { role: 'auditor or admin' }) }, [
      'show',
      STREAM,
    ]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('auditor or admin')]);
    await service?.close();
    const unknown = await registryWith({ [line]: aProblem(404, 'stream-unknown') }, ['show', STREAM]);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('stream-unknown')]);
  });
});

describe('registry confirm', () => {
  const sent = () => service?.seen.filter(({ line }) => line === CONFIRM);

  it.each(['y', 'YES', ' y '])(
    'reads the change, asks, and confirms the digest of what it read: %j',
    async (answer) => {
      const { registry, digest } = await aChange();
      const script = { ...registry.script(STREAM), [CONFIRM]: confirmedBody };
      const { code, out, asked } = await registryWith(script, ['confirm', STREAM], { tty: true, types: [answer] });
      expect([code, asked]).toEqual([0, ['Confirm this? [y/N] ']]);
      expect(out).toContain('contact work  email jane@example.com');
      expect(out).toContain(digest);
      expect(sent()).toEqual([{ line: CONFIRM, body: { stream: STREAM, digest }, key: 'key-1' }]);
    },
  );

  it.each([['n'], [''], ['yesterday'], []])('does nothing on %j', async (...types) => {
    const { registry } = await aChange();
    const { code, err } = await registryWith(registry.script(STREAM), ['confirm', STREAM], { tty: true, types });
    expect([code, sent()]).toEqual([1, []]);
    expect(err).toContain('not confirmed; nothing has been done');
  });

  it('reads it and does not ask with --yes', async () => {
    const { registry, digest } = await aChange();
    const script = { ...registry.script(STREAM), [CONFIRM]: confirmedBody };
    const { code, out, asked } = await registryWith(script, ['confirm', STREAM, '--yes']);
    expect([code, asked]).toEqual([0, []]);
    expect(out).toContain('mallory@example.net');
    expect(sent()).toMatchObject([{ body: { digest } }]);
  });

  it('confirms exactly the digest that was read before, where nobody can be asked', async () => {
    const { code, out } = await registryWith({ [CONFIRM]: confirmedBody }, ['confirm', STREAM, '--digest', DIGEST]);
    expect([code, out]).toEqual([0, `The record of ${STREAM} is as proposed from commit 4 on.\n`]);
    expect(service?.seen).toEqual([
      { line: 'GET /me/signing', body: undefined, key: undefined },
      { line: CONFIRM, body: { stream: STREAM, digest: DIGEST }, key: 'key-1' },
    ]);
  });

  it('leaves a digest of something else to the service, which refuses and records it', async () => {
    const { registry } = await aChange();
    const script = { ...registry.script(STREAM), [CONFIRM]: aProblem(409, 'no-such-proposal') };
    const argv = ['confirm', STREAM, '--digest', DIGEST];
    const { code, err, asked } = await registryWith(script, argv, { tty: true, types: ['y'] });
    expect([code, asked]).toEqual([1, []]);
    expect(err).toContain('npx countersign registry show STREAM');
    expect(sent()).toMatchObject([{ body: { digest: DIGEST } }]);
  });

  it('confirms nothing where nobody can be asked and nothing was read', async () => {
    const { code, err } = await cli(['registry', 'confirm', STREAM]);
    expect([code, err]).toEqual([2, expect.stringContaining('nobody can be asked here')]);
  });

  describe('of a record that looks like others', () => {
    const ALIKE = [{ record: 'cognito:j4ne', as: 'name' }] as const;
    const seen = digestOfLookAlikes([{ record: 'cognito:j4ne', as: 'name' }]);
    const script = async () => {
      const registry = new CliRegistry();
      registry.looksLike(...ALIKE);
      await registry.does(ACTORS.admin, STREAM, { type: 'ProposeProfile', profile: aProfile() });
      return { ...registry.script(STREAM), [CONFIRM]: confirmedBody };
    };

    it('reads them, and says by their digest that they were seen', async () => {
      const { code, out } = await registryWith(await script(), ['confirm', STREAM], { tty: true, types: ['y'] });
      expect(code).toBe(0);
      expect(out).toContain('It looks like what is registered already.');
      expect(out).toContain('  cognito:j4ne (its name)\n');
      expect(sent()).toMatchObject([{ body: { stream: STREAM, seen } }]);
    });

    it('says nothing that nobody has said: with --yes it takes --seen', async () => {
      await registryWith(await script(), ['confirm', STREAM, '--yes']);
      expect(sent()?.map(({ body }) => Object.keys(body as object))).toEqual([['stream', 'digest']]);
      await service?.close();
      await registryWith(await script(), ['confirm', STREAM, '--yes', '--seen', seen ?? '']);
      expect(sent()).toMatchObject([{ body: { seen } }]);
    });

    it('shows them, with what is to be said, and tells the proposer', async () => {
      const shown = await registryWith(await script(), ['show', STREAM]);
      expect(shown.out).toContain(`  seen ${seen}\n`);
      await service?.close();
      const lookAlikes = [{ record: 'cognito:j4ne', as: 'name' }];
      const answer = { [PROPOSE]: { body: { stream: STREAM, digest: DIGEST, lookAlikes } } };
      const { out } = await registryWith(answer, ['propose', '--file', fileOf(aProfile())]);
      expect(out).toContain(`  cognito:j4ne (its name)\n  seen ${seen}\n`);
    });

    it('names those that were registered since, and what to say', async () => {
      const problem = aProblem(409, 'look-alikes-unseen');
      const { code, err } = await registryWith({ [CONFIRM]: problem }, ['confirm', STREAM, '--digest', DIGEST]);
      expect([code, err]).toEqual([1, expect.stringContaining('--seen')]);
    });
  });

  it('says that nothing waits', async () => {
    const registry = new CliRegistry();
    await registry.registers('person:jane', { type: 'ProposePerson', person: aPerson() });
    const { code, err } = await registryWith(registry.script('person:jane'), ['confirm', 'person:jane', '-y']);
    expect([code, err]).toEqual([1, expect.stringContaining('nothing of `person:jane` waits to be confirmed')]);
  });

  it('tells the first administrators, to whom nothing is shown yet, how they confirm each other', async () => {
    const line = `GET /ledger/${encodeURIComponent('person:ada')}?from=1&limit=100`;
    const { code, err } = await registryWith({ [line]: aProblem(403, 'person-unknown') }, [
      'confirm',
      'person:ada',
      '-y',
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining('`--digest DIGEST --yes`')]);
  });

  it('tells the proposer that a second administrator is needed', async () => {
    const { code, err } = await registryWith({ [CONFIRM]: aProblem(403, 'same-proposer') }, [
      ...['confirm', 'person:jane', '--digest', DIGEST],
    ]);
    expect(code).toBe(1);
    expect(err).toContain('a second administrator must confirm it');
  });
});

describe('registry rotate-key', () => {
  const rotating = async (argv: readonly string[]) => {
    const answer = { stream: 'registry:keys', digest: 'd'.repeat(64) };
    service = await fakeService({ 'POST /registry/proposals': { body: answer } });
    return cli(['registry', 'rotate-key', ...argv], { url: service.url });
  };
  const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/two';

  it.each([
    ['a planned change', [], false],
    ['a compromised key', ['--compromised'], true],
  ])('proposes the key for %s, and says who confirms it', async (_what, more, compromised) => {
    const { code, out } = await rotating(['people', KEY, '--from', '2026-12-01T06:00:00Z', ...more]);
    const signingKey = { family: 'people', key: KEY, from: '2026-12-01T06:00:00.000Z', compromised };
    expect([code, service?.seen.map((one) => one.body)]).toEqual([0, [{ signingKey }]]);
    expect(out).toContain('npx countersign registry confirm registry:keys');
  });

  it.each(['tomorrow', '2026-12-01', '2026-13-01T06:00:00Z'])('takes no time such as %s', async (from) => {
    const { code } = await rotating(['people', KEY, '--from', from]);
    expect([code, service?.seen]).toEqual([2, []]);
  });
});
