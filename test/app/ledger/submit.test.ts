import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { GENESIS, LedgerCorrupt } from '../../../lambdas/core/audit/commit.ts';
import { verifyStream } from '../../../lambdas/core/audit/voids.ts';
import type { Command, Envelope } from '../../../lambdas/core/recovery/state/commands.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { canonical, derivedId, MARK_DIGITS, markedId, sha256 } from '../../../lambdas/core/values/hash.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { Ledger } from '../../../lambdas/ports/ledger.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { adoptPolicy } from '../../support/adopt.ts';
import { aStory, stored } from '../../support/commits.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPolicy,
  aProfile,
  at,
  fixedSurroundings,
  PLANNING,
} from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { type Faults, MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';
import { ProvingWorld } from '../../support/proving-world.ts';
import { register } from '../../support/register.ts';
import { KEYS, signatureOver, signed } from '../../support/signing.ts';

const JANE = 'cognito:jane';
const policy = aPolicy();

const servicesOn = (ledger: Ledger) => ({
  ledger,
  policy: { current: async () => policy },
  surroundings: fixedSurroundings(),
  ...PLANNING,
});

/** Jane's account is registered by two administrators. */
async function registeredLedger(faults?: Faults, rows: MemoryRows = new Map()): Promise<MemoryLedger> {
  const services = servicesOn(new MemoryLedger(undefined, rows));
  await register(services, { profile: aProfile() });
  return new MemoryLedger(faults, rows);
}

const open = (over: Partial<Omit<Envelope, 'command'>> = {}) => anEnvelope(anOpenRecovery(), over);
const stop = (over: Partial<Omit<Envelope, 'command'>> = {}) =>
  anEnvelope({ type: 'StopRecovery', reason: 'not me', cause: 'withdrawn' } as const, over);

/** What stands in the stream, as command ids, after it was verified. */
async function commandsIn(ledger: Ledger): Promise<readonly string[]> {
  const rows = await ledger.read(JANE, { from: 1, limit: 1_000 });
  expect(verifyStream(JANE, rows, { keys: KEYS })).toMatchObject({ finding: null });
  return rows.map(({ bytes }) => (JSON.parse(bytes) as { command: { id: string } }).command.id);
}

type Moment = `${'before' | 'after'} ${'head' | 'append'}`;

/** A ledger on which something happens before or after one of its calls is carried out. */
function withEvents(inner: Ledger, events: Partial<Record<Moment, () => Promise<unknown>>>): Ledger {
  const around = async <Value>(call: 'head' | 'append', work: () => Promise<Value>): Promise<Value> => {
    await events[`before ${call}`]?.();
    const value = await work();
    await events[`after ${call}`]?.();
    return value;
  };
  return {
    head: (account) => around('head', () => inner.head(account)),
    heads: (accounts) => inner.heads(accounts),
    findCommand: (account, id) => inner.findCommand(account, id),
    append: (commit) => around('append', () => inner.append(commit)),
    locate: (recovery) => inner.locate(recovery),
    read: (account, page) => inner.read(account, page),
    readRecovery: (account, recovery) => inner.readRecovery(account, recovery),
    opening: (account, recovery) => inner.opening(account, recovery),
    keysOf: (rows) => inner.keysOf(rows),
  };
}

describe('submitting a command', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('appends one commit with the events, the command and the policy in force, and answers with the state after it', async () => {
    const ledger = await registeredLedger();
    const outcome = await submit(servicesOn(ledger), open({ id: 'cmd-open' }));
    expect(outcome).toMatchObject({ refusal: null, repeated: false, commit: { commit: { seq: 3 } } });
    expect(outcome.commit?.commit).toMatchObject({ command: { id: 'cmd-open' }, policy: policy.digest });
    expect(outcome.state.recoveries['rec-1']).toMatchObject({ status: 'opened' });
    expect(await load(ledger, JANE)).toEqual(outcome.state);
    expect(await commandsIn(ledger)).toHaveLength(3);
  });

  it('records a refusal as a commit, with the code and the facts, and changes nothing else (rule 17)', async () => {
    const ledger = await registeredLedger();
    const before = await load(ledger, JANE);
    const { refusal, commit, state } = await submit(servicesOn(ledger), stop({ id: 'cmd-late' }));
    expect(refusal).toMatchObject({ code: 'recovery-ended' });
    expect(commit?.commit.events).toEqual([{ type: 'CommandRefused', ...refusal }]);
    expect(state).toEqual({ ...before, given: state.given });
    expect(await commandsIn(ledger)).toEqual([...(await commandsIn(ledger)).slice(0, 2), 'cmd-late']);
  });

  it('writes nothing where a step of the workflow has been carried out already', async () => {
    const ledger = await registeredLedger();
    const services = servicesOn(ledger);
    const assess = () =>
      anEnvelope({ type: 'AssessRecovery', directoryTier: null } as const, { actor: { by: 'workflow' } });
    await adoptPolicy(services);
    await submit(services, open());
    await submit(services, assess());
    const commands = await commandsIn(ledger);
    const again = await submit(services, assess());
    expect(again).toMatchObject({ refusal: null, commit: null, repeated: true });
    expect(again.state.recoveries['rec-1']).toMatchObject({ status: 'proofing' });
    expect(await commandsIn(ledger)).toEqual(commands);
  });

  it('makes a plan only by a policy that is adopted, and sees the adoption at once (rule 6)', async () => {
    const services = servicesOn(await registeredLedger());
    const assess = () =>
      anEnvelope({ type: 'AssessRecovery', directoryTier: null } as const, { actor: { by: 'workflow' } });
    await submit(services, open());
    expect(await submit(services, assess())).toMatchObject({ refusal: { code: 'policy-not-adopted' } });
    await adoptPolicy(services);
    expect(await submit(services, assess())).toMatchObject({ refusal: null });
  });

  describe('gives the same command the same answer', () => {
    it.each<readonly [what: string, command: () => Envelope<Command>]>([
      ['accepted', () => open({ id: 'cmd-same' })],
      ['refused', () => stop({ id: 'cmd-same' })],
    ])('when it was %s', async (_, command) => {
      const ledger = await registeredLedger();
      const services = servicesOn(ledger);
      const first = await submit(services, command());
      const second = await submit(services, command());
      expect(second).toEqual({ ...first, repeated: true });
      expect((await commandsIn(ledger)).filter((id) => id === 'cmd-same')).toHaveLength(1);
    });

    it('whatever it says the second time', async () => {
      const ledger = await registeredLedger();
      const services = servicesOn(ledger);
      await submit(services, open({ id: 'cmd-same' }));
      expect(await submit(services, stop({ id: 'cmd-same' }))).toMatchObject({ refusal: null, repeated: true });
      expect((await load(ledger, JANE)).recoveries['rec-1']).toMatchObject({ status: 'opened' });
    });

    it('when it is given 100 times at once', async () => {
      const ledger = await registeredLedger();
      const envelope = open({ id: 'cmd-same' });
      const clocks = Array.from({ length: 100 }, (_, index) => fixedSurroundings(at(index / 1_000)));
      const outcomes = await Promise.all(
        clocks.map((surroundings) => submit({ ...servicesOn(ledger), surroundings }, envelope)),
      );
      expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(new Set(outcomes.map(({ refusal }) => refusal))).toEqual(new Set([null]));
      expect((await commandsIn(ledger)).filter((id) => id === 'cmd-same')).toHaveLength(1);
    });

    it('when it is given 100 times in the same millisecond', async () => {
      const ledger = await registeredLedger();
      const envelope = open({ id: 'cmd-same' });
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => submit(servicesOn(ledger), envelope)));
      expect(new Set(outcomes.map(({ commit }) => commit?.hash)).size).toBe(1);
      expect((await commandsIn(ledger)).filter((id) => id === 'cmd-same')).toHaveLength(1);
    });

    it.each<Moment>(['before head', 'after head', 'before append'])(
      'when it is committed elsewhere, and another one after it, just %s',
      async (moment) => {
        const ledger = await registeredLedger();
        const elsewhere = { ...servicesOn(ledger), surroundings: fixedSurroundings(at(1)) };
        let once = true;
        const meanwhile = async (): Promise<void> => {
          if (!once) return;
          once = false;
          await submit(elsewhere, open({ id: 'cmd-same' }));
          await submit(elsewhere, stop({ recovery: 'rec-other' }));
        };
        const here = servicesOn(withEvents(ledger, { [moment]: meanwhile }));
        expect(await submit(here, open({ id: 'cmd-same' }))).toMatchObject({ refusal: null, repeated: true });
        expect((await commandsIn(ledger)).filter((id) => id === 'cmd-same')).toHaveLength(1);
      },
    );

    it('but not where something else is said under a name that was used', async () => {
      const ledger = await registeredLedger();
      const services = servicesOn(ledger);
      const idOf = (mark: string) => markedId(derivedId('name'), mark.repeat(MARK_DIGITS));
      await submit(services, open({ id: idOf('a') }));
      expect(await submit(services, open({ id: idOf('a') }))).toMatchObject({ repeated: true });
      const commands = await commandsIn(ledger);
      await expect(submit(services, stop({ id: idOf('b') }))).rejects.toMatchObject({
        ...{ code: 'idempotency-key-reused', recorded: false, stream: JANE },
      });
      expect(await commandsIn(ledger)).toEqual(commands);
    });

    it('but not the same id on another stream', async () => {
      const services = servicesOn(await registeredLedger());
      await submit(services, open({ id: 'cmd-same' }));
      const other = await submit(services, open({ id: 'cmd-same', stream: 'cognito:joe' }));
      expect(other).toMatchObject({ repeated: false, refusal: { code: 'account-unknown' } });
    });
  });

  describe('of two commands at once', () => {
    it('lets one win, and decides the other on the state that the winner left', async () => {
      const ledger = await registeredLedger();
      const services = servicesOn(ledger);
      const [one, other] = await Promise.all([
        submit(services, open({ recovery: 'rec-1' })),
        submit(services, open({ recovery: 'rec-2' })),
      ]);
      const refusals = [one.refusal, other.refusal].filter((refusal) => refusal !== null);
      expect(refusals).toMatchObject([{ code: 'already-open' }]);
      expect(Object.keys((await load(ledger, JANE)).recoveries)).toHaveLength(1);
      expect(await commandsIn(ledger)).toHaveLength(4);
    });

    it('records each of 8 in some order', async () => {
      const ledger = await registeredLedger();
      const services = servicesOn(ledger);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => submit(services, stop())));
      const numbers = outcomes.map(({ commit }) => commit?.commit.seq ?? 0).sort((a, b) => a - b);
      expect(numbers).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
      expect(new Set(await commandsIn(ledger)).size).toBe(10);
    });

    it('gives up for one that never gets its turn, and has then written nothing', async () => {
      jest.spyOn(Math, 'random').mockReturnValue(0);
      const ledger = await registeredLedger();
      const busy = withEvents(ledger, { 'after head': () => submit(servicesOn(ledger), stop()) });
      const loser = submit(servicesOn(busy), open({ id: 'cmd-loser' }));
      await expect(loser).rejects.toMatchObject({ name: AdapterError.name, code: 'contention', retryable: true });
      const commands = await commandsIn(ledger);
      expect(commands).not.toContain('cmd-loser');
      expect(commands.length).toBeGreaterThan(2);
    });
  });

  describe('survives a failure of the ledger', () => {
    const OPERATIONS = ['head', 'append'] as const;

    it.each(OPERATIONS.flatMap((operation) => [[operation, 'before'] as const, [operation, 'after'] as const]))(
      'at `%s`, %s it was carried out: given again, the command is committed once',
      async (operation, fault) => {
        let armed = true;
        const ledger = await registeredLedger((called) => {
          if (!armed || called !== operation) return 'none';
          armed = false;
          return fault;
        });
        const services = servicesOn(ledger);
        const envelope = open({ id: 'cmd-1' });
        await expect(submit(services, envelope)).rejects.toMatchObject({ retryable: true });
        const applied = operation === 'append' && fault === 'after';
        expect((await commandsIn(ledger)).includes('cmd-1')).toBe(applied);
        expect(await submit(services, envelope)).toMatchObject({ refusal: null, repeated: applied });
        expect((await commandsIn(ledger)).filter((id) => id === 'cmd-1')).toHaveLength(1);
      },
    );

    it('that finds a commit altered: nothing is decided on it', async () => {
      const rows: MemoryRows = new Map();
      const ledger = await registeredLedger(undefined, rows);
      const last = rows.get(JANE)?.pop();
      if (last === undefined) throw new Error('the account was registered');
      rows.get(JANE)?.push({ ...last, state: last.state.replace('standard', 'critical') });
      await expect(submit(servicesOn(ledger), open())).rejects.toBeInstanceOf(LedgerCorrupt);
      expect(rows.get(JANE)).toHaveLength(2);
    });
  });

  describe('after an upgrade that changed what a state means', () => {
    /** The story as an older version of the product has stored it: other states, and the digests of those. */
    async function olderLedger(alter: (bytes: string, seq: number) => string = (bytes) => bytes) {
      const rows: MemoryRows = new Map([[JANE, []]]);
      let prev = GENESIS;
      for (const { commit } of aStory(JANE)) {
        const state = canonical({ v: STATE_VERSION - 1, state: { of: 'old' } });
        const bytes = canonical({ ...commit, prev, after: sha256(state) });
        const hash = sha256(prev + bytes);
        const row = stored(signed({ commit: { ...commit, prev }, bytes, hash, state }));
        rows.get(JANE)?.push({ ...row, bytes: alter(bytes, commit.seq) });
        prev = hash;
      }
      return { ledger: new MemoryLedger(undefined, rows), rows };
    }

    it('folds the events anew, and stores the new state with the next commit', async () => {
      const { ledger } = await olderLedger();
      const fresh = await load(ledger, JANE);
      expect(fresh).toMatchObject({ profile: { current: aProfile() }, ended: [{ id: 'rec-1', end: 'expired' }] });
      const { state, refusal } = await submit(servicesOn(ledger), open({ recovery: 'rec-2' }));
      expect(refusal).toBeNull();
      expect(state).toMatchObject({
        ...fresh,
        given: state.given,
        recoveries: { 'rec-2': { status: 'opened' } },
        history: [...fresh.history, { what: 'opened', recovery: 'rec-2' }],
      });
      expect(await load(ledger, JANE)).toEqual(state);
      await commandsIn(ledger);
    });

    it('reads a long stream page by page', async () => {
      const rows: MemoryRows = new Map();
      const ledger = await registeredLedger(undefined, rows);
      const services = servicesOn(ledger);
      for (let count = 0; count < 450; count += 1) await submit(services, stop());
      const expected = await load(ledger, JANE);
      const last = rows.get(JANE)?.pop();
      if (last === undefined) throw new Error('the account was registered');
      const { prev, ...commit } = JSON.parse(last.bytes) as { prev: string };
      const state = canonical({ v: STATE_VERSION + 1 });
      const bytes = canonical({ ...commit, prev, after: sha256(state) });
      const signature = signatureOver(prev, bytes, 'people');
      rows.get(JANE)?.push({ ...last, bytes, state, signature, hash: sha256(prev + bytes) });
      expect(await load(ledger, JANE)).toEqual(expected);
    });

    it('believes no event that was altered, wherever it stands', async () => {
      const { ledger } = await olderLedger((bytes, seq) => (seq === 1 ? bytes.replace('standard', 'critical') : bytes));
      const corrupt = { name: LedgerCorrupt.name, seq: 1, corruption: 'bytes-altered' };
      await expect(load(ledger, JANE)).rejects.toMatchObject(corrupt);
      await expect(submit(servicesOn(ledger), open())).rejects.toMatchObject(corrupt);
    });
  });
});

const world = new ProvingWorld();
beforeEach(async () => {
  await world.reset();
  await world.open();
  caughtLog();
});

/** Commits of the account. */
const length = async () => (await world.ledger.head('cognito:jane'))?.commit.seq ?? 0;
let keys = 0;

/** Somebody answers on their page; the code of the refusal, or undefined. */
async function answers(cookie: string, challenge: string): Promise<unknown> {
  keys += 1;
  const given = { id: `key-${keys}`, challenge, answer: { code: new Secret('00000000') } };
  return world
    .page(cookie)
    .answer(given)
    .then(
      () => undefined,
      (error: { readonly code: string }) => error.code,
    );
}

describe('what a page is refused (rule 17)', () => {
  it('is one commit a minute for each recovery and code, whoever asks, and refused each time', async () => {
    const before = await length();
    for (let n = 0; n < 30; n += 1) expect(await answers('one', 'nope')).toBe('challenge-unknown');
    expect(await length()).toBe(before + 1);
    for (let n = 0; n < 30; n += 1) expect(await answers(`cookie-${n}`, 'nope')).toBe('challenge-unknown');
    expect(await length()).toBe(before + 1);
    world.advance(60);
    await answers('one', 'nope');
    expect(await length()).toBe(before + 2);
  });

  it('is no commit at all once the recovery has ended', async () => {
    await submit(
      world.services,
      anEnvelope({ type: 'StopRecovery', reason: 'not me', cause: 'withdrawn' }, { actor: ACTORS.jane }),
    );
    const before = await length();
    for (let n = 0; n < 30; n += 1) expect(await answers(`cookie-${n}`, 'nope')).toBe('recovery-ended');
    const page = world.page('one');
    await expect(page.stop({ id: 'stop-1', by: { token: new Secret('nope') } })).rejects.toMatchObject({
      code: 'recovery-ended',
      recorded: true,
    });
    await expect(page.claim({ id: 'claim-1' })).rejects.toMatchObject({ code: 'recovery-ended' });
    expect(await length()).toBe(before);
  });

  it('is recorded each time where it counts towards a throttle, and where it is an answer', async () => {
    await world.page('one').challenge({ id: 'ask-1', method: 'issued-code-sms', contact: 'mobile' });
    const before = await length();
    expect(await answers('one', 'ask-1')).toBeUndefined();
    world.advance(601);
    for (let n = 0; n < 3; n += 1) expect(await answers('one', 'ask-1')).toBe('challenge-expired');
    expect(await length()).toBe(before + 4);
    expect((await world.state('cognito:jane')).failures).toEqual({ 'issued-code-sms': 4 });
  });
});
