import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Corruption, GENESIS, LedgerCorrupt } from '../../../lambdas/core/audit/commit.ts';
import type { Family } from '../../../lambdas/core/audit/families.ts';
import { openStored, type StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import { verifyStream as verified } from '../../../lambdas/core/audit/voids.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';
import { aStory, nextCommit, nextCommits, stored } from '../../support/commits.ts';
import { registered } from '../../support/fixtures.ts';
import { KEYS, signatureOver, writerOf } from '../../support/signing.ts';

const ACCOUNT = 'cognito:jane';
const verifyStream = (account: string, stream: readonly StoredCommit[], expectedHead?: string) =>
  verified(account, stream, { keys: KEYS, ...(expectedHead === undefined ? {} : { expectedHead }) });
const rows = aStory(ACCOUNT).map(stored);
const head = rows.at(-1)?.hash ?? '';
const hashAt = (seq: number): string => rows[seq - 1]?.hash ?? GENESIS;

/** The stream with one commit changed. */
const altered = (seq: number, change: (row: StoredCommit) => Partial<StoredCommit>): readonly StoredCommit[] =>
  rows.map((row) => (row.seq === seq ? { ...row, ...change(row) } : row));

/** Other members in the bytes of a commit, with the hash that fits them: what somebody does who knows how. */
const forged = (row: StoredCommit, members: object): Partial<StoredCommit> => {
  const commit = { ...(JSON.parse(row.bytes) as { prev: string }), ...members };
  const bytes = canonical(commit);
  const { writer } = JSON.parse(bytes) as { writer: { family: Family } };
  const prev = hashAt(row.seq - 1);
  return { bytes, hash: sha256(prev + bytes), signature: signatureOver(prev, bytes, writer.family) };
};

/** Signed by another family than the commit names. */
const signedBy = ({ seq, bytes }: StoredCommit, family: Family) => ({
  signature: signatureOver(hashAt(seq - 1), bytes, family),
});

describe('the verification of a stream', () => {
  it('finds an untouched stream intact', () => {
    expect(verifyStream(ACCOUNT, rows)).toMatchObject({ account: ACCOUNT, commits: 5, head, finding: null });
    expect(verifyStream(ACCOUNT, rows, head)).toMatchObject({ finding: null });
    expect(verifyStream(ACCOUNT, [])).toMatchObject({ account: ACCOUNT, commits: 0, head: GENESIS, finding: null });
  });

  it('finds an untouched stream intact whose last state is of another version of the product', () => {
    const state = canonical({ v: STATE_VERSION + 1, anything: 'else' });
    const last = altered(5, (row) => ({ ...forged(row, { after: sha256(state) }), state }));
    expect(verifyStream(ACCOUNT, last)).toMatchObject({ finding: null });
  });

  it('asks a row of another version for no severity, because it may have rung by other rules, and for every other copy', () => {
    const state = canonical({ v: STATE_VERSION - 1, anything: 'else' });
    const older = (copies: (row: StoredCommit) => StoredCommit['copies']) =>
      altered(5, (row) => ({ ...forged(row, { after: sha256(state) }), state, copies: copies(row) }));
    expect(
      verifyStream(
        ACCOUNT,
        older(({ copies }) => ({ ...copies, alert: 'critical' })),
      ),
    ).toMatchObject({ finding: null });
    for (const name of ['recovery', 'command', 'tier', 'kind'] as const)
      expect(
        verifyStream(
          ACCOUNT,
          older(({ copies }) => ({ ...copies, [name]: 'another' })),
        ).finding,
      ).toMatchObject({
        ...{ seq: 5, corruption: 'copy-altered' },
      });
  });

  const withState = (row: StoredCommit, state: string) => ({ ...forged(row, { after: sha256(state) }), state });
  const CORRUPTED: readonly (readonly [
    what: string,
    corruption: Corruption,
    seq: number,
    stream: readonly StoredCommit[],
  ])[] = [
    ['altered bytes', 'bytes-altered', 3, altered(3, ({ bytes }) => ({ bytes: bytes.replace('lost', 'last') }))],
    ['bytes spelled otherwise', 'bytes-altered', 3, altered(3, ({ bytes }) => ({ bytes: `${bytes} ` }))],
    ['an altered hash', 'bytes-altered', 2, altered(2, () => ({ hash: sha256('other') }))],
    [
      'a commit that was rewritten with its hash',
      'bytes-altered',
      4,
      altered(3, (row) => forged(row, { policy: 'x' })),
    ],
    ['a link to another commit', 'chain-broken', 3, altered(3, (row) => forged(row, { prev: sha256('x') }))],
    ['a commit that is missing', 'gap', 3, rows.filter(({ seq }) => seq !== 3)],
    ['a first commit that is missing', 'gap', 1, rows.slice(1)],
    ['a commit that is there twice', 'gap', 3, [...rows.slice(0, 2), ...rows.slice(1)]],
    ['two commits that changed places', 'gap', 2, [...rows.slice(0, 1), ...rows.slice(1, 3).reverse()]],
    ['a copy of the account that is altered', 'copy-altered', 2, altered(2, () => ({ account: 'cognito:joe' }))],
    ['the account of a commit', 'copy-altered', 2, altered(2, (row) => forged(row, { account: 'cognito:joe' }))],
    ['the number of a commit', 'copy-altered', 2, altered(2, (row) => forged(row, { seq: 7 }))],
    ['an altered state', 'state-altered', 2, altered(2, ({ state }) => ({ state: `${state} ` }))],
    [
      'a last state that the events do not fold to',
      'state-altered',
      5,
      altered(5, (row) => withState(row, canonical({ v: STATE_VERSION, state: registered() }))),
    ],
    ...['null', '7', '{}', '{"v":"1"}', '{'].map((state) => {
      const last = altered(5, (row) => withState(row, state));
      return [`the last state ${state}`, 'state-altered', 5, last] as const;
    }),
    [
      'events that nobody can fold',
      'unreadable',
      5,
      altered(5, (row) => withState({ ...row, ...forged(row, { events: [null] }) }, row.state)),
    ],
    ['a missing signature', 'signature-wrong', 2, altered(2, () => ({ signature: '' }))],
    [
      'the signature of another commit',
      'signature-wrong',
      2,
      altered(2, () => ({ signature: rows[2]?.signature ?? '' })),
    ],
    ['a signature by another family', 'signature-wrong', 2, altered(2, (row) => signedBy(row, 'timers'))],
    [
      'a key that nobody knows',
      'key-unknown',
      3,
      altered(3, (row) => forged(row, { writer: { family: 'people', key: 'x' } })),
    ],
    [
      'a key of another family',
      'key-unknown',
      3,
      altered(3, (row) => forged(row, { writer: { family: 'people', key: 'key/timers' } })),
    ],
    [
      'a command of another family',
      'family-not-allowed',
      3,
      altered(3, (row) => forged(row, { writer: writerOf('requester') })),
    ],
    [
      'an event of another command',
      'event-not-allowed',
      4,
      altered(4, (row) => forged(row, { events: [{ type: 'RecoveryClosed' }] })),
    ],
    ...(['recovery', 'command', 'tier', 'kind', 'alert'] as const).map((name) => {
      const other = altered(5, ({ copies }) => ({ copies: { ...copies, [name]: 'another' } }));
      return [`an altered copy of the ${name}`, 'copy-altered', 5, other] as const;
    }),
    ...(['recovery', 'command', 'tier', 'kind'] as const).map((name) => {
      const without = altered(5, ({ copies: { [name]: _gone, ...copies } }) => ({ copies }));
      return [`a missing copy of the ${name}`, 'copy-altered', 5, without] as const;
    }),
    [
      'a state in the middle that the events do not lead to',
      'state-altered',
      3,
      altered(3, (row) => withState(row, canonical({ v: STATE_VERSION, state: registered() }))),
    ],
    ['events that are none', 'unreadable', 5, altered(5, (row) => forged(row, { events: 7 }))],
    ['a commit of an unknown form', 'unreadable', 2, altered(2, (row) => forged(row, { v: 2 }))],
    ...['x', 'null', '[]', '"text"', '{"v":1,"v":1}', '{ "v":1}'].map((bytes) => {
      const unreadable = altered(1, () => ({ bytes, hash: sha256(GENESIS + bytes) }));
      return [`the bytes ${bytes}`, 'unreadable', 1, unreadable] as const;
    }),
  ];

  it.each(CORRUPTED)('finds %s: %s at %s', (_, corruption, seq, stream) => {
    const verification = verifyStream(ACCOUNT, stream, head);
    expect(verification.finding).toEqual({ account: ACCOUNT, seq, corruption });
    expect(verification.commits).toBe(stream.length);
  });

  it('finds a stream that was cut off by the head that a read model or a checkpoint remembers', () => {
    const cut = rows.slice(0, 3);
    expect(verifyStream(ACCOUNT, cut)).toMatchObject({ finding: null });
    const finding = { account: ACCOUNT, seq: 4, corruption: 'head-missing' };
    expect(verifyStream(ACCOUNT, cut, head)).toMatchObject({ account: ACCOUNT, commits: 3, head: hashAt(3), finding });
    expect(verifyStream(ACCOUNT, [], head)).toMatchObject({ finding: { seq: 1, corruption: 'head-missing' } });
  });

  it('finds an intact stream that stands under another account', () => {
    expect(verifyStream('cognito:joe', rows)).toMatchObject({ finding: { seq: 1, corruption: 'copy-altered' } });
  });

  it('has a case above for every corruption', () => {
    const found: Record<Corruption, true> = {
      ...{ 'bytes-altered': true, 'chain-broken': true, gap: true, 'copy-altered': true },
      ...{ 'state-altered': true, unreadable: true, 'head-missing': true, 'key-unknown': true },
      ...{ 'signature-wrong': true, 'family-not-allowed': true, 'event-not-allowed': true },
      // Its cases are in `adopted-keys.test.ts`.
      'key-ended': true,
      // Its cases are in `rows.test.ts`.
      'row-unproved': true,
    };
    const others = ['head-missing', 'key-ended', 'row-unproved'];
    const cases = new Set([...CORRUPTED.map(([, corruption]) => corruption), ...others]);
    expect(cases).toEqual(new Set(Object.keys(found)));
  });

  it('names the last hash that is intact before the finding', () => {
    const { head: intact } = verifyStream(
      ACCOUNT,
      altered(4, () => ({ hash: '' })),
    );
    expect(intact).toBe(hashAt(3));
  });

  it('finds one changed character anywhere, at the commit where it is', () => {
    const places = rows.flatMap((row) =>
      (['bytes', 'hash', 'signature', 'state', 'account'] as const).flatMap((name) =>
        Array.from(row[name], (_, index) => ({ seq: row.seq, name, index })),
      ),
    );
    const replaced = (text: string, index: number, by: string) => text.slice(0, index) + by + text.slice(index + 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        (place, by) => {
          const { seq, name, index } = place;
          fc.pre(rows[seq - 1]?.[name].charAt(index) !== by);
          const stream = altered(seq, (row) => ({ [name]: replaced(row[name], index, by) }));
          expect(verifyStream(ACCOUNT, stream).finding).toMatchObject({ account: ACCOUNT, seq });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('finds every other order, loss and repetition of commits but one cut off at its end', () => {
    const beginsLike = (order: readonly StoredCommit[]) => order.every((row, index) => row === rows[index]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...rows), { maxLength: 7 }), (stream) => {
        expect(verifyStream(ACCOUNT, stream).finding === null).toBe(beginsLike(stream));
        expect(verifyStream(ACCOUNT, stream, head).finding === null).toBe(beginsLike(stream) && stream.length === 5);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a commit that is read by itself', () => {
  const [, second] = nextCommits('cognito:jane', 2);
  if (second === undefined) throw new Error('two commits were asked for');
  const row = stored(second);

  it('opens when it is what was hashed, wherever in the stream it is', () => {
    expect(openStored(row, 'cognito:jane', KEYS)).toEqual(second);
  });

  it.each([
    ['under another number', { ...row, seq: 3 }],
    ['under another account', { ...row, account: 'cognito:joe' }],
    ['with another commit in it', { ...stored(nextCommit('cognito:joe')), account: 'cognito:jane', seq: 2 }],
  ])('throws when it stands %s', (_, moved) => {
    expect(() => openStored(moved, 'cognito:jane', KEYS)).toThrow(
      expect.objectContaining({ name: LedgerCorrupt.name, corruption: 'copy-altered', seq: moved.seq }),
    );
  });

  it.each([
    ['bytes that are no JSON', { ...row, bytes: 'x' }],
    ['no bytes', { ...row, bytes: '' }],
    ['no hash', { ...row, hash: '' }],
    ['a number that is none', { ...row, seq: Number.NaN }],
  ])('throws for %s', (_, damaged) => {
    expect(() => openStored(damaged, 'cognito:jane', KEYS)).toThrow(LedgerCorrupt);
  });
});
