import { describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { Footings, verifyOnwards } from '../../../lambdas/app/ledger/verified.ts';
import { type SignedCommit, stateAfter } from '../../../lambdas/core/audit/commit.ts';
import type { Ledger } from '../../../lambdas/ports/ledger.ts';
import { anEnvelope, aPolicy, at, fixedSurroundings, NOW, PLANNING } from '../../support/fixtures.ts';
import { MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';

const JANE = 'cognito:jane';

/** A stream of commits, and the services that verify them, which count what they read. */
async function streamOf(length: number) {
  const rows: MemoryRows = new Map();
  const memory = new MemoryLedger(undefined, rows);
  const services = {
    ...PLANNING,
    ledger: memory,
    surroundings: fixedSurroundings(),
    policy: { current: async () => aPolicy() },
  };
  const commits: SignedCommit[] = [];
  for (let index = 0; index < length; index += 1) {
    const signal = { name: 'new-device', at: NOW, until: at(index + 1) } as const;
    const source = { by: 'signal-source', source: 'idp' } as const;
    const { commit } = await submit(
      services,
      anEnvelope({ type: 'ReportSignal', signal }, { id: `signal-${index}`, recovery: null, actor: source }),
    );
    if (commit === null) throw new Error('nothing was written');
    commits.push(commit);
  }
  const read: string[] = [];
  const ledger: Pick<Ledger, 'read' | 'keysOf'> = {
    read: (account, page) => {
      read.push(`commits from ${page.from}`);
      return memory.read(account, page);
    },
    keysOf: () => memory.keysOf(),
  };
  const views = {
    head: async () => {
      read.push('head');
      return undefined;
    },
  };
  const verifying = { ledger: ledger as Ledger, views };
  return { commits, rows, read, verifying };
}

describe('an instance that verified the commit before', () => {
  it('reads the next one only, and neither the noted head nor what lies below', async () => {
    const { commits, read, verifying } = await streamOf(4);
    const services = { ...verifying, footings: new Footings() };
    for (const commit of commits) expect(await verifyOnwards(services, commit)).toMatchObject({ isVoided: false });
    expect(read).toEqual(['head', ...[1, 2, 3, 4].map((seq) => `commits from ${seq}`)]);
    expect(services.footings.of(JANE)).toMatchObject({ seq: 4, hash: commits[3]?.hash });
  });

  it('reads nothing where nobody asks whether the commit is the newest, and gives the states around it', async () => {
    const { commits, read, verifying } = await streamOf(3);
    const services = { ...verifying, footings: new Footings() };
    const [first, ...later] = commits;
    if (first === undefined) throw new Error('three were written');
    await verifyOnwards(services, first, { asksNewest: false });
    read.length = 0;
    let expected = stateAfter(first);
    for (const commit of later) {
      const verified = await verifyOnwards(services, commit, { asksNewest: false });
      expect(verified).toMatchObject({ isVoided: false, newest: undefined });
      expect([await verified.before(), await verified.after()]).toEqual([expected, stateAfter(commit)]);
      expected = stateAfter(commit);
    }
    expect(read).toEqual([]);
    expect(services.footings.of(JANE)).toMatchObject({ seq: 3, hash: commits[2]?.hash });
  });

  it.each([
    ['one that skips another', 2, (commit: SignedCommit) => commit, 'commits from 2'],
    ['one whose state does not follow', 1, (commit: SignedCommit) => ({ ...commit, state: '{}' }), 'commits from 2'],
    ['one that is signed by nobody', 1, (commit: SignedCommit) => ({ ...commit, signature: '' }), 'commits from 2'],
  ])('walks all the same to %s', async (_, index, changed, reading) => {
    const { commits, read, rows, verifying } = await streamOf(3);
    const services = { ...verifying, footings: new Footings() };
    const [first, second] = commits;
    const given = commits[index];
    if (first === undefined || second === undefined || given === undefined) throw new Error('three were written');
    await verifyOnwards(services, first);
    read.length = 0;
    const forged = changed(given);
    const stream = rows.get(JANE) ?? [];
    const stored = (seq: number) =>
      seq === given.commit.seq ? { state: forged.state, signature: forged.signature } : {};
    rows.set(
      JANE,
      stream.map((row) => ({ ...row, ...stored(row.seq) })),
    );
    const judged = verifyOnwards(services, forged, { asksNewest: false });
    if (forged === given) await judged;
    else await expect(judged).rejects.toMatchObject({ account: JANE, seq: given.commit.seq });
    expect(read[0]).toBe(reading);
  });

  it('gives the state only where the commit is the newest', async () => {
    const { commits, verifying } = await streamOf(3);
    const services = { ...verifying, footings: new Footings() };
    const found: boolean[] = [];
    for (const commit of commits) found.push((await verifyOnwards(services, commit)).newest !== undefined);
    expect(found).toEqual([false, false, true]);
  });

  it('still refuses a commit that does not follow from it', async () => {
    const { commits, rows, verifying } = await streamOf(3);
    const services = { ...verifying, footings: new Footings() };
    const [first, second, third] = commits;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were written');
    await verifyOnwards(services, first);
    const stream = rows.get(JANE) ?? [];
    rows.set(
      JANE,
      stream.map((row) => (row.seq === 2 ? { ...row, signature: stream[2]?.signature ?? '' } : row)),
    );
    await expect(verifyOnwards(services, second)).rejects.toMatchObject({ account: JANE, seq: 2 });
    await expect(verifyOnwards(services, third)).rejects.toMatchObject({ account: JANE, seq: 2 });
  });

  it('passes over what it has passed, without going back', async () => {
    const { commits, verifying } = await streamOf(3);
    const services = { ...verifying, footings: new Footings() };
    for (const commit of commits) await verifyOnwards(services, commit);
    const [first] = commits;
    if (first !== undefined)
      expect(await verifyOnwards({ ...services, ledger: loadable(services.ledger, commits) }, first)).toMatchObject({
        ...{ isVoided: false, newest: undefined },
      });
    expect(services.footings.of(JANE)?.seq).toBe(3);
  });
});

/** The head of the stream is its last commit. */
const loadable = (ledger: Ledger, commits: readonly SignedCommit[]): Ledger => ({
  ...ledger,
  read: ledger.read,
  keysOf: ledger.keysOf,
  head: async () => commits.at(-1),
});

describe('what one instance remembers', () => {
  it('is bounded: the stream that was reached longest ago is forgotten first', async () => {
    const { commits, verifying } = await streamOf(1);
    const footings = new Footings();
    const [first] = commits;
    if (first === undefined) throw new Error('one was written');
    await verifyOnwards({ ...verifying, footings }, first);
    const footing = footings.of(JANE);
    if (footing === undefined) throw new Error('it was reached');
    for (let index = 0; index < 63; index += 1) footings.reach(`cognito:other-${index}`, footing);
    footings.reach(JANE, footing);
    footings.reach('cognito:one-more', footing);
    expect(footings.of('cognito:other-0')).toBeUndefined();
    expect(footings.of(JANE)).toBe(footing);
    expect(footings.of('cognito:one-more')).toBe(footing);
  });
});
