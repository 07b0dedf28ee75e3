import { beforeAll, describe, expect, it } from '@jest/globals';
import { findGiven, load, MOST_SEARCHED } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import type { SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import { withGiven } from '../../../lambdas/core/recovery/state/given.ts';
import type { StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import type { Ledger } from '../../../lambdas/ports/ledger.ts';
import { nextCommit, nextCommits, stored } from '../../support/commits.ts';
import { anEnvelope, aPolicy, at, fixedSurroundings, PLANNING } from '../../support/fixtures.ts';
import { type Faults, MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';

const JANE = 'cognito:jane';
const LENGTH = 600;

/** One commit a second. */
let commits: readonly SignedCommit[];
beforeAll(() => {
  commits = nextCommits(JANE, LENGTH);
});

const idOf = (seq: number): string => commits[seq - 1]?.commit.command.id ?? '';

interface Held {
  /** The index of commands does not name these yet: commits from this number on. */
  readonly lateFrom?: number;
  readonly length?: number;
}

function aStream({ lateFrom = Number.POSITIVE_INFINITY, length = LENGTH }: Held = {}) {
  const asked: string[] = [];
  const faults: Faults = (operation) => {
    asked.push(operation);
    return 'none';
  };
  const rows: MemoryRows = new Map([[JANE, commits.slice(0, length).map(stored)]]);
  const inner = new MemoryLedger(faults, rows);
  const findCommand: Ledger['findCommand'] = async (account, id) => {
    const found = await inner.findCommand(account, id);
    return found !== undefined && found.commit.seq >= lateFrom ? undefined : found;
  };
  const ledger: Ledger = new Proxy<Ledger>(inner, {
    get: (target, name) => {
      if (name === 'findCommand') return findCommand;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { ledger, rows, asked };
}

const NOW_OF_STREAM = at(LENGTH);
const services = (ledger: Ledger, now = NOW_OF_STREAM) => ({ ledger, surroundings: fixedSurroundings(now) });

async function found(held: Held, id: string, now = NOW_OF_STREAM) {
  const { ledger, asked } = aStream(held);
  const state = await load(ledger, JANE);
  asked.length = 0;
  const commit = await findGiven(services(ledger, now), { stream: JANE, state }, id);
  return { seq: commit?.commit.seq, asked };
}

describe('whether a command was given before', () => {
  it('is known without a read on a stream that remembers all of its commands', async () => {
    expect(await found({ length: 300 }, 'cmd-new')).toEqual({ seq: undefined, asked: [] });
  });

  it('is confirmed by the commit where the state remembers it, one read, and the index is not asked', async () => {
    for (const seq of [LENGTH, LENGTH - 255])
      expect(await found({ lateFrom: 1 }, idOf(seq))).toEqual({ seq, asked: ['read'] });
  });

  it('is asked of the index where the state has forgotten it', async () => {
    expect(await found({}, idOf(7))).toEqual({ seq: 7, asked: ['findCommand'] });
  });

  it('is read from the stream where the index is late and the state forgets fast', async () => {
    const forgotten = LENGTH - 330;
    expect(await found({ lateFrom: 1 }, idOf(forgotten), at(forgotten + 60))).toMatchObject({ seq: forgotten });
  });

  it('is searched for only as far back as the index may be late', async () => {
    const { seq, asked } = await found({ lateFrom: 1 }, 'cmd-new', at(LENGTH - 250));
    expect(seq).toBeUndefined();
    expect(asked.filter((name) => name === 'read').length).toBeLessThanOrEqual(2);
  });

  it('is no, where the index names none and everything that is forgotten is older than it can be late', async () => {
    expect(await found({}, 'cmd-new')).toEqual({ seq: undefined, asked: ['findCommand'] });
  });

  it('is not answered from an id that only looks the same when it is shortened: no command is lost by that', async () => {
    const { ledger } = aStream({ length: 3 });
    const loaded = await load(ledger, JANE);
    const mistaken: StreamState = {
      ...loaded,
      given: withGiven(loaded.given.slice(0, 0), { seq: 2, at: at(2), command: { id: 'cmd-new' } }),
    };
    expect(await findGiven(services(ledger), { stream: JANE, state: mistaken }, 'cmd-new')).toBeUndefined();
  });

  it('cannot be said where more was committed meanwhile than is searched: nothing is decided, and it may be tried again', async () => {
    const { ledger } = aStream();
    const state = { ...(await load(ledger, JANE)), given: [{ from: MOST_SEARCHED + 1_000, at: at(LENGTH), ids: [] }] };
    const busy: Ledger = new Proxy<Ledger>(ledger, {
      get: (target, name) => (name === 'read' ? async () => commits.slice(-1).map(stored) : Reflect.get(target, name)),
    });
    await expect(findGiven(services(busy), { stream: JANE, state }, 'cmd-new')).rejects.toMatchObject({
      ...{ code: 'contention', retryable: true },
    });
  });
});

describe('a command that is given again after more others than a state remembers', () => {
  it.each([
    ['late', 1],
    ['in time', Number.POSITIVE_INFINITY],
  ])('is committed once, with an index that is %s', async (_, lateFrom) => {
    const { ledger, rows } = aStream({ lateFrom });
    const all = { ...PLANNING, ledger, policy: { current: async () => aPolicy() } };
    const forgotten = LENGTH - 330;
    const stop = { type: 'StopRecovery', reason: 'enough', cause: 'withdrawn' } as const;
    const again = anEnvelope(stop, { stream: JANE, id: idOf(forgotten) });
    const outcome = await submit({ ...all, surroundings: fixedSurroundings(at(forgotten + 60)) }, again);
    expect(outcome).toMatchObject({ repeated: true, commit: { commit: { seq: forgotten } } });
    expect(rows.get(JANE)).toHaveLength(LENGTH);
  });

  it('is committed once where a forged copy names it in the index: nothing is decided on a commit that is not what was hashed', async () => {
    const { ledger, rows } = aStream();
    const [first] = rows.get(JANE) ?? [];
    if (first === undefined) throw new Error('the stream has commits');
    rows.get(JANE)?.splice(0, 1, { ...first, copies: { ...first.copies, command: 'cmd-new' } });
    const state = await load(ledger, JANE);
    const given = findGiven(services(ledger), { stream: JANE, state }, 'cmd-new');
    await expect(given).rejects.toMatchObject({ code: 'ledger-corrupt', seq: 1, corruption: 'copy-altered' });
  });
});

it('a stream of one commit remembers it', async () => {
  const commit = nextCommit(JANE);
  const { ledger } = aStream({ length: 0 });
  await ledger.append(commit);
  const state = await load(ledger, JANE);
  expect(await findGiven(services(ledger), { stream: JANE, state }, commit.commit.command.id)).toEqual(commit);
});
