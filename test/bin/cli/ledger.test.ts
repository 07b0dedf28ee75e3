import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keysOf } from '../../../bin/cli/ledger/keys.ts';
import { hashCommit, type SignedCommit, stateAfter } from '../../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import { INITIAL } from '../../../lambdas/core/recovery/state/state.ts';
import { KEYS_STREAM } from '../../../lambdas/core/registry/signing-key.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import type { StreamHead } from '../../../lambdas/ports/workspace.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { aStory, type Story } from '../../support/cli-story.ts';
import { stored, streamOf } from '../../support/commits.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { ACTORS, anEnvelope, at, PEOPLE } from '../../support/fixtures.ts';
import { aKeyPair, KEY_PAIRS, type KeyPair, PUBLISHED, signatureWith } from '../../support/signing.ts';

interface Stream {
  readonly head: StreamHead;
  readonly commits: readonly unknown[];
}

let service: FakeService | undefined;
let folder: string;
let story: Story;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-ledger-'));
  story = await aStory({ countersigned: true });
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

/** The service's ledger, two commits a page. */
function ledgerOf(streams: readonly Stream[]): Script {
  const script: Record<string, Script[string]> = {
    'GET /keys': { body: { keys: PUBLISHED } },
    'GET /ledger?limit=100': { body: { items: streams.map(({ head }) => head) } },
    // Whoever confirmed the account; their records are no part of the story.
    'GET /ledger/person%3Aada-admin?from=1&limit=100': aProblem(404, 'stream-unknown'),
  };
  for (const { head, commits } of streams) {
    const voids = encodeURIComponent(voidsStream(head.account));
    script[`GET /ledger/${voids}?from=1&limit=100`] = aProblem(404, 'stream-unknown');
    for (let from = 1; from <= Math.max(1, commits.length); from += 2) {
      const page = commits.slice(from - 1, from + 1);
      const next = from + 2 <= commits.length ? { next: from + 2 } : {};
      const path = `/ledger/${encodeURIComponent(head.account)}?from=${from}&limit=100`;
      script[`GET ${path}`] = { body: { account: head.account, commits: page, ...next } };
    }
  }
  return script;
}

async function ledger(argv: readonly string[], streams: readonly Stream[], circumstances: Circumstances = {}) {
  service = await fakeService(ledgerOf(streams));
  return cli(['ledger', ...argv], { ...circumstances, url: service.url });
}

/** The story's streams, with Jane's commits altered. */
const withJane = (alter: (commits: StoredCommit[]) => unknown[], head: Partial<StreamHead> = {}): Stream[] =>
  story.streams.map((stream) =>
    stream.head.account === story.head.account
      ? { head: { ...stream.head, ...head }, commits: alter([...stream.commits]) }
      : stream,
  );

const withoutTail = (commits: readonly StoredCommit[]) => commits.slice(0, -1);

const withChangedByte = (commits: readonly StoredCommit[], seq: number) =>
  commits.map((row) => (row.seq === seq ? { ...row, bytes: row.bytes.replace('lost', 'last') } : row));

describe('ledger verify', () => {
  it('recomputes everything over all pages and says that it is intact', async () => {
    const { code, out } = await ledger(['verify'], story.streams);
    expect([code, out]).toEqual([0, 'intact: 4 streams with 10 commits\n']);
  });

  it('names the commit of which one byte was changed', async () => {
    const { code, out } = await ledger(
      ['verify'],
      withJane((commits) => withChangedByte(commits, 3)),
    );
    expect(code).toBe(4);
    expect(out).toMatchInlineSnapshot(`
"not intact: 1 of 4 streams with 10 commits
  commit 3 of \`cognito:jane\`: its bytes are not the ones that were hashed (bytes-altered); what comes after it cannot be judged
Change nothing: this is evidence. Export it and tell the control owner.
"
`);
  });

  it.each<[string, (commits: StoredCommit[]) => unknown[], number, string]>([
    ['a commit that is missing in the middle', (commits) => commits.filter(({ seq }) => seq !== 4), 4, 'gap'],
    ['a tail that is missing before the head', withoutTail, 6, 'head-missing'],
    ['a stream that has been emptied', () => [], 1, 'head-missing'],
    [
      'a state that was changed',
      (commits) => commits.map((row) => ({ ...row, state: `${row.state} ` })),
      1,
      'state-altered',
    ],
    ['a commit that is something else', (commits) => [...commits.slice(0, 2), { account: 'x' }], 3, 'unreadable'],
    ['a commit that is nothing', (commits) => [null, ...commits], 1, 'unreadable'],
  ])('finds %s', async (_, alter, seq, corruption) => {
    const { code, out } = await ledger(['verify', '--json'], withJane(alter));
    expect(code).toBe(4);
    const report = JSON.parse(out);
    expect(report.intact).toBe(false);
    const [jane] = report.streams.filter(({ account }: StreamHead) => account === story.head.account);
    expect(jane.finding).toEqual({ seq, corruption });
  });

  it('finds a ledger that was written anew under the reported head', async () => {
    const { code, out } = await ledger(
      ['verify'],
      withJane((commits) => commits, { hash: 'f'.repeat(64) }),
    );
    expect(code).toBe(4);
    expect(out).toContain('commit 6 of `cognito:jane`: it is not the commit that the reported head names');
  });

  it('takes a stream that has gone on since its head was reported as intact', async () => {
    const head = { seq: 4, hash: story.commits[3]?.hash ?? '' };
    expect(
      (
        await ledger(
          ['verify'],
          withJane((commits) => commits, head),
        )
      ).code,
    ).toBe(0);
  });

  it('verifies the streams that are named, one by one', async () => {
    const { code, out } = await ledger(['verify', 'cognito:jane'], story.streams);
    expect(code).toBe(0);
    expect(out).toContain(`cognito:jane  6        ${story.head.hash.slice(0, 16)}  intact\n`);
    expect(service?.seen.map(({ line }) => line)).not.toContain('GET /ledger/policy%3Aactive?from=1&limit=100');
  });

  it('finds a stream that the service reports and does not have', async () => {
    service = await fakeService({
      ...ledgerOf(story.streams),
      'GET /ledger/cognito%3Ajane?from=1&limit=100': aProblem(404, 'stream-unknown'),
    });
    const { code, out } = await cli(['ledger', 'verify'], { url: service.url });
    expect(code).toBe(4);
    expect(out).toContain('commit 1 of `cognito:jane`: it is missing');
  });

  it('does not call a stream intact that nobody has heard of', async () => {
    service = await fakeService({
      ...ledgerOf(story.streams),
      'GET /ledger/cognito%3Ajnae?from=1&limit=100': aProblem(404, 'stream-unknown'),
    });
    for (const command of ['verify', 'show']) {
      const { code, err } = await cli(['ledger', command, 'cognito:jnae'], { url: service.url });
      expect(code).toBe(1);
      expect(err).toContain('nothing is recorded for `cognito:jnae`');
    }
  });

  it('says so where there is nothing to verify', async () => {
    expect(await ledger(['verify'], [])).toMatchObject({ code: 0, out: 'the ledger is empty\n' });
  });

  it('shows how far it is on a terminal only, and leaves the line clean', async () => {
    const watched = await ledger(['verify'], story.streams, { tty: true });
    expect(watched.err).toContain('verified 1 stream with 1 commit');
    expect(watched.err.endsWith('\r\u001b[K')).toBe(true);
    await service?.close();
    expect((await ledger(['verify'], story.streams)).err).toBe('');
  });
});

describe('ledger export', () => {
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('writes each head and the commits after it, as they are stored', async () => {
    const { code, out } = await ledger(['export'], story.streams);
    expect(code).toBe(0);
    expect(lines(out)).toEqual([...PUBLISHED, ...story.streams.flatMap(({ head, commits }) => [head, ...commits])]);
  });

  it('writes a file that only its owner can read, which verifies without the service', async () => {
    const file = join(folder, 'ledger.jsonl');
    const { code, out } = await ledger(['export', file], story.streams);
    expect(code).toBe(0);
    expect(out).toContain('10 commits of 4 streams are in');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const offline = await cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
    expect([offline.code, offline.out]).toEqual([0, 'intact: 4 streams with 10 commits\n']);
    const one = await cli(['ledger', 'verify', 'policy:active', '--file', file, '--json']);
    expect(JSON.parse(one.out).streams).toEqual([expect.objectContaining({ account: 'policy:active', finding: null })]);
  });

  it('leaves no half of an export behind', async () => {
    const script = ledgerOf(story.streams);
    service = await fakeService({ ...script, 'GET /ledger/cognito%3Ajane?from=3&limit=100': 'cut' });
    const file = join(folder, 'ledger.jsonl');
    expect((await cli(['ledger', 'export', file], { url: service.url })).code).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes over no earlier export', async () => {
    const file = join(folder, 'ledger.jsonl');
    writeFileSync(file, 'evidence');
    expect((await ledger(['export', file], story.streams)).code).toBe(2);
    expect([readFileSync(file, 'utf8'), existsSync(`${file}.part`)]).toEqual(['evidence', false]);
  });
});

describe('ledger verify --file', () => {
  const exported = (alter: (lines: string[]) => string[]): string => {
    const file = join(folder, 'ledger.jsonl');
    const lines = [...PUBLISHED, ...story.streams.flatMap(({ head, commits }) => [head, ...commits])];
    const all = lines.map((line) => JSON.stringify(line));
    writeFileSync(file, `${alter(all).join('\n')}\n`);
    return file;
  };
  const verified = (alter: (lines: string[]) => string[]) => cli(['ledger', 'verify', '--file', exported(alter)]);

  it('names the commit of which one byte was changed', async () => {
    const { code, out } = await verified((all) => all.map((line) => line.replace('lost my', 'last my')));
    expect(code).toBe(4);
    expect(out).toContain('commit 3 of `cognito:jane`: its bytes are not the ones that were hashed');
  });

  it('misses a tail that was cut off', async () => {
    const { code, out } = await verified((all) => all.slice(0, -1));
    expect(code).toBe(4);
    expect(out).toContain('commit 6 of `cognito:jane`: it is missing');
  });

  it('names a line that is no commit', async () => {
    const { code, err } = await verified((all) => [...all.slice(0, 10), '{"account":']);
    expect(code).toBe(4);
    expect(err).toContain('line 11 of');
  });

  it('names a file that cannot be read', async () => {
    const { code, err } = await cli(['ledger', 'verify', '--file', join(folder, 'none')]);
    expect(code).toBe(2);
    expect(err).toContain('ENOENT');
  });
});

describe('ledger verify --against an earlier export', () => {
  const exported = async (name: string, streams: readonly Stream[]): Promise<string> => {
    const file = join(folder, name);
    await ledger(['export', file], streams);
    await service?.close();
    service = undefined;
    return file;
  };

  const against = async (older: readonly Stream[], newer: readonly Stream[], ...more: string[]) => {
    const [kept, today] = [await exported('kept.jsonl', older), await exported('today.jsonl', newer)];
    return cli(['ledger', 'verify', '--file', today, '--against', kept, ...more]);
  };

  const cut = () => withJane(withoutTail, { seq: story.commits.length - 1, hash: story.commits.at(-2)?.hash ?? '' });

  it('says that what has only grown is as it was', async () => {
    const { code, out } = await against(cut(), story.streams);
    expect(out).toMatch(/as it was: 4 streams of .*kept.jsonl are all in it; 1 have grown or are new\n$/);
    expect(code).toBe(0);
  });

  it('names a stream that was cut off, though it is intact', async () => {
    const { code, out } = await against(story.streams, cut());
    expect(out).toContain(
      `commit ${story.commits.length} of \`${story.head.account}\` is missing: the stream was cut off before it (cut)`,
    );
    expect(out).toMatch(/^intact: /);
    expect(code).toBe(4);
  });

  it('names a stream that is gone', async () => {
    const { code, out } = await against(story.streams, story.streams.slice(1));
    expect(out).toContain('is missing, and all of its stream (gone)');
    expect(code).toBe(4);
  });

  it('names a commit that was changed, and says the same as JSON', async () => {
    const changed = withJane((commits) => withChangedByte(commits, 3));
    const { code, out } = await against(story.streams, changed, '--json');
    expect(JSON.parse(out)).toMatchObject({
      intact: false,
      against: { deviations: [{ account: story.head.account, seq: 3 }] },
    });
    expect(code).toBe(4);
  });

  it('names the commit from which on a stream was written anew', async () => {
    const other = await aStory({ reason: 'another reason' });
    const { code, out } = await against(story.streams, other.streams);
    expect(out).toMatch(
      /commit \d+ of `.*` is another that follows on the same commit: the stream was written anew from it \(forked\)/,
    );
    expect(code).toBe(4);
  });
});

describe('ledger show', () => {
  it('tells every commit of a stream in words', async () => {
    const { code, out } = await ledger(['show', 'cognito:jane'], story.streams);
    expect(code).toBe(0);
    expect(out.replace(/[0-9a-f]{12}/g, '<12 digits>')).toMatchInlineSnapshot(`
"#  AT                       HASH          RECOVERY  WHO                   WHAT
1  2026-11-20 10:00:00 UTC  <12 digits>  -         person:adam-admin     proposed standard human \`cognito:jane\` (digest <12 digits>)
2  2026-11-20 10:00:00 UTC  <12 digits>  -         person:ada-admin      confirmed the account as proposed (digest <12 digits>)
3  2026-11-20 10:00:00 UTC  <12 digits>  rec-1     person:jane           opened reset-password for person:jane: "lost my password"
4  2026-11-20 10:00:01 UTC  <12 digits>  rec-1     the workflow          made the plan: reset-password of \`jane\` through cognito, for 1 hour
5  2026-11-20 10:01:00 UTC  <12 digits>  rec-1     person:vera-verifier  recorded a proof: in-person verified, which completes the proof
6  2026-11-20 10:01:00 UTC  <12 digits>  rec-1     person:ida-identity   countersigned plan <12 digits> for identity, which completes the approval
"
`);
  });

  it('tells those of one recovery', async () => {
    const { out } = await ledger(['show', 'cognito:jane', '--recovery', 'rec-1', '--json'], story.streams);
    expect(JSON.parse(out)).toEqual({ account: 'cognito:jane', commits: story.commits.slice(2) });
    await service?.close();
    const none = await ledger(['show', 'cognito:jane', '--recovery', 'rec-2'], story.streams);
    expect(none.out).toBe('nothing of recovery rec-2 is recorded for cognito:jane\n');
  });

  it('shows what cannot be read as such', async () => {
    const { code, out } = await ledger(
      ['show', 'cognito:jane'],
      withJane(([first]) => [{ ...first, bytes: '{}' }, 'nonsense']),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/1 +cannot be read/);
    expect(out).toMatch(/\? +cannot be read/);
  });
});

describe('ledger redeliver', () => {
  const answer = { commits: 1, times: 0, notices: 0, unreadable: 0, more: false };

  async function redelivered(argv: readonly string[], body: object = answer) {
    service = await fakeService({ 'POST /ledger/redeliver': { status: 202, body } });
    return cli(['ledger', 'redeliver', ...argv], { url: service.url });
  }
  const asked = () => service?.seen.map(({ body }) => body);

  it.each([
    [['--stream', 'cognito:jane', '--seq', '7'], { stream: 'cognito:jane', seq: 7 }],
    [['--from-dead-letters'], { deadLetters: true }],
    [
      ['--since', '2026-11-28T09:00:00Z', '--until', '2026-11-28T11:00:00+01:00'],
      { since: '2026-11-28T09:00:00.000Z', until: '2026-11-28T10:00:00.000Z' },
    ],
  ])('asks for %j', async (argv, body) => {
    const { code, out } = await redelivered(argv);
    expect([code, out]).toEqual([0, 'Being worked again: commits 1, times 0, notices 0.\n']);
    expect(asked()).toEqual([body]);
  });

  it('says what stays, and when to say it again', async () => {
    const { out } = await redelivered(['--from-dead-letters'], { ...answer, unreadable: 2, more: true });
    expect(out).toContain('Letters that name no commit and no time: 2.');
    expect(out).toContain('There may be more letters: repeat the command.');
  });

  it.each([
    [[]],
    [['--stream', 'cognito:jane']],
    [['--seq', '7']],
    [['--stream', 'cognito:jane', '--seq', '0']],
    [['--from-dead-letters', '--since', '2026-11-28T09:00:00Z']],
    [['--since', 'yesterday']],
    [['--until', '2026-11-28T09:00:00Z']],
  ])('asks for nothing where %j does not say what', async (argv) => {
    const { code } = await redelivered(argv);
    expect([code, asked()]).toEqual([2, []]);
  });
});

describe('ledger void', () => {
  const answer = { stream: 'registry:voids/cognito:jane', digest: 'd'.repeat(64) };
  const voiding = async (argv: readonly string[]) => {
    service = await fakeService({ 'POST /registry/proposals': { body: answer } });
    return cli(['ledger', 'void', ...argv], { url: service.url });
  };

  it.each([
    ['one commit', ['cognito:jane', '7'], { stream: 'cognito:jane', from: 7, to: 7 }],
    ['a range', ['cognito:jane', '7', '9'], { stream: 'cognito:jane', from: 7, to: 9 }],
  ])('proposes %s, and says who confirms it', async (_what, argv, body) => {
    const { code, out } = await voiding(argv);
    expect([code, service?.seen.map((one) => one.body)]).toEqual([0, [{ void: body }]]);
    expect(out).toContain('npx countersign registry confirm registry:voids/cognito:jane');
  });

  it.each(['0', '-1', '1.5', 'seven', '1e9'])('takes no number such as %s', async (seq) => {
    const { code } = await voiding(['cognito:jane', '--', seq]);
    expect([code, service?.seen]).toEqual([2, []]);
  });
});

describe('the keys of an export', () => {
  const { family, key, spki } = aKeyPair('people', 'key/people2').half;
  const signingKey = { family, key, spki, from: at(100), compromised: false };
  const digest = digestOf(signingKey);
  const adoptions = streamOf(KEYS_STREAM, [
    [{ type: 'SigningKeyProposed', signingKey, by: PEOPLE.admin, digest }],
    [{ type: 'SigningKeyAdopted', by: PEOPLE.secondAdmin, digest }],
  ]).map(stored);
  // What the lines of an export say of its times is not believed.
  const published = [...PUBLISHED, { family, key, spki, from: at(1), until: null }];

  it('count from the dates in the stream of signing keys, and not from those beside them', () => {
    const keys = keysOf(published, adoptions);
    expect(keys('key/people2')).toMatchObject({ from: at(100), until: null });
    expect(keys('key/people')).toMatchObject({ from: null, until: at(100) });
  });

  it('do not count where nobody has adopted them, and not by an altered adoption', () => {
    expect(keysOf(published, [])('key/people2')).toBeUndefined();
    const altered = adoptions.map((row) => ({ ...row, bytes: row.bytes.replace(at(100), at(50)) }));
    expect(keysOf(published, altered)('key/people2')).toBeUndefined();
    expect(keysOf(published, [adoptions[0], 'no commit', adoptions[1]])('key/people2')).toBeUndefined();
  });

  it('do not count where the export has no half of theirs', () => {
    expect(keysOf(PUBLISHED, adoptions)('key/people2')).toBeUndefined();
    expect(keysOf(PUBLISHED, adoptions)('key/people')).toMatchObject({ until: null });
  });

  describe('that carries two keys of a family', () => {
    const second = aKeyPair('people', 'key/people2');
    const REFUSED = { type: 'CommandRefused', code: 'recovery-unknown', facts: {} } as const;
    const STOP = { type: 'StopRecovery', reason: 'enough', cause: 'withdrawn' } as const;
    const rotation = { ...signingKey, spki: second.half.spki };
    const adopted = streamOf(KEYS_STREAM, [
      [{ type: 'SigningKeyProposed', signingKey: rotation, by: PEOPLE.admin, digest: digestOf(rotation) }],
      [{ type: 'SigningKeyAdopted', by: PEOPLE.secondAdmin, digest: digestOf(rotation) }],
    ]).map(stored);

    /** Jane's stream: one commit for each key and moment. */
    function signedBy(...writers: readonly (readonly [KeyPair, string])[]): readonly StoredCommit[] {
      const commits: SignedCommit[] = [];
      for (const [pair, when] of writers) {
        const head = commits.at(-1);
        const about = { stream: 'cognito:jane', recovery: null, actor: ACTORS.jane, id: `command-${commits.length}` };
        const writer = { family: pair.half.family, key: pair.half.key };
        const facts = { at: when, policy: '0'.repeat(64), events: [REFUSED], writer };
        const hashed = hashCommit(head, stateAfter(head) ?? INITIAL, anEnvelope(STOP, about), facts);
        commits.push({ ...hashed, signature: signatureWith(pair, hashed) });
      }
      return commits.map(stored);
    }

    const OLD = KEY_PAIRS.people;
    const HALF = { ...second.half, from: at(1), until: null };

    /** The service's ledger is exported to a file, and the file is verified without the service. */
    async function verifiesExported(
      jane: readonly StoredCommit[],
      {
        keys = [...PUBLISHED, HALF],
        adoptions = adopted,
      }: { readonly keys?: object[]; readonly adoptions?: StoredCommit[] } = {},
    ) {
      // Whoever adopted them is one of the first two administrators, without a passkey.
      const registry = story.streams.filter(({ head }) => /^(person|registry):/.test(head.account));
      const adopting = [adoptions, ...registry.map(({ commits }) => commits)];
      const streams = [...(adoptions.length === 0 ? [] : adopting), jane].map((commits) => {
        const last = commits.at(-1);
        const head = { account: last?.account ?? '', seq: last?.seq ?? 0, hash: last?.hash ?? '', at: at(0) };
        return { head: head as StreamHead, commits };
      });
      service = await fakeService({ ...ledgerOf(streams), 'GET /keys': { body: { keys } } });
      const file = join(folder, 'two-keys.jsonl');
      expect((await cli(['ledger', 'export', file], { url: service.url })).code).toBe(0);
      return cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
    }

    it('is intact where each signed in its own time', async () => {
      const jane = signedBy([OLD, at(10)], [OLD, at(99)], [second, at(100)], [second, at(200)]);
      const { code, out } = await verifiesExported(jane);
      expect([code, out]).toEqual([0, 'intact: 4 streams with 8 commits\n']);
    });

    it.each<[string, readonly StoredCommit[], object, string]>([
      ['the old key after its end', signedBy([OLD, at(10)], [second, at(110)], [OLD, at(120)]), {}, 'commit 3'],
      ['the new key before its date', signedBy([OLD, at(10)], [second, at(99)]), {}, 'commit 2'],
      ['a key that nobody adopted', signedBy([OLD, at(10)], [second, at(110)]), { adoptions: [] }, 'commit 2'],
      ['a key without its half', signedBy([OLD, at(10)], [second, at(110)]), { keys: PUBLISHED }, 'commit 2'],
    ])('names a commit by %s', async (_, jane, over, commit) => {
      const { code, out } = await verifiesExported(jane, over);
      expect(code).toBe(4);
      expect(out).toContain(`${commit} of \`cognito:jane\``);
    });
  });
});
