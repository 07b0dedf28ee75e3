import { beforeEach, describe, expect, it } from '@jest/globals';
import { judge, voidsIn } from '../../../bin/cli/ledger/judge.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { verifyRecovery } from '../../../lambdas/app/ledger/verified.ts';
import { confirm } from '../../../lambdas/app/people/registry.ts';
import { workAgain } from '../../../lambdas/app/relay/again.ts';
import { relayRecords } from '../../../lambdas/app/relay/records.ts';
import { relay } from '../../../lambdas/app/relay/relay.ts';
import type { SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import { parseStored } from '../../../lambdas/core/audit/verify.ts';
import { rowDigest } from '../../../lambdas/core/audit/voids.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { aStory } from '../../support/commits.ts';
import { ACTORS, anEnvelope, anNhiProfile, anOpenRecovery, PEOPLE } from '../../support/fixtures.ts';
import { type Forgery, forgedAfter } from '../../support/forgery.ts';
import { caughtLog } from '../../support/http.ts';
import { bootstrapped, proposes, registryOn } from '../../support/register.ts';
import { relayWorld } from '../../support/relay-world.ts';
import { KEYS } from '../../support/signing.ts';
import { insertOf } from '../../support/stream-records.ts';

const JANE = 'cognito:jane';
const VOIDS = voidsStream(JANE);
const GRANTED: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };
const POLLUTED: StreamState = { ...INITIAL, profile: { current: anNhiProfile(), proposal: null } };
const RECOVERY_OPENED: LedgerEvent = {
  ...anOpenRecovery(),
  type: 'RecoveryOpened',
  subject: PEOPLE.jane,
};
const OTHER_EVENT = { family: 'people', command: 'StopRecovery', events: [GRANTED] } as const;
const POLLUTING = { family: 'people', command: 'StopRecovery', state: POLLUTED } as const;

let world = relayWorld();
let head: SignedCommit | undefined;
let good: StreamState;

beforeEach(async () => {
  caughtLog();
  world = relayWorld();
  await bootstrapped(world.submitting);
  for (const commit of aStory(JANE)) {
    await world.ledger.append(commit);
    await relay(world.services, commit);
    head = commit;
  }
  good = await load(world.ledger, JANE);
});

/** Puts the next commit past every rule of the adapter, and lets the stream tell of it. */
async function put(forgery: Omit<Forgery, 'stream'>, stream = JANE): Promise<SignedCommit> {
  head = forgedAfter(head, { stream, ...forgery });
  await world.ledger.append(head);
  await relayRecords(world.services, { Records: [insertOf(head)] }, () => 60_000);
  return head;
}

const proposed = (from: number, to = from) => proposes(world.submitting, { void: { stream: JANE, from, to } });

let confirmations = 0;
function confirmed(digest: string, actor = ACTORS.secondAdmin) {
  confirmations += 1;
  return confirm(registryOn(world.submitting), { id: `confirm-${confirmations}`, actor }, { stream: VOIDS, digest });
}

const voided = async (from: number, to = from) => confirmed((await proposed(from, to)).digest);

const rowsOf = (stream: string) => world.ledger.read(stream, { from: 1, limit: 999 });

/** What an auditor finds offline, in the rows of an export. */
const judged = async () =>
  judge({ account: JANE, rows: await rowsOf(JANE), reported: undefined }, KEYS, {
    voids: voidsIn(JANE, await rowsOf(VOIDS), KEYS),
  });

const opened = (id: string) => {
  const about = { id, stream: JANE, recovery: id, actor: ACTORS.jane };
  return submit(world.submitting, anEnvelope(anOpenRecovery(), about));
};

const KINDS: readonly (readonly [kind: string, forgery: Omit<Forgery, 'stream'>, flaw: string])[] = [
  ['that its writer may not write', { family: 'timers', command: 'OpenRecovery' }, 'family-not-allowed'],
  ['with an event of another command', OTHER_EVENT, 'event-not-allowed'],
  [
    'with the signature of another family',
    { family: 'people', command: 'StopRecovery', key: 'timers' },
    'signature-wrong',
  ],
  ['with a state that its events do not lead to', POLLUTING, 'state-altered'],
];

describe('a stream that a forged commit stopped', () => {
  it.each(KINDS)(
    'goes on from its last good state once two administrators voided a commit %s',
    async (_kind, forgery, flaw) => {
      await put(forgery);
      expect((await judged()).finding).toEqual({ seq: 6, corruption: flaw });
      await expect(voided(6)).resolves.toEqual({ stream: JANE, seq: 7 });
      const state = await load(world.ledger, JANE);
      expect(standing(state)).toEqual({ ...standing(good), skipped: [{ from: 6, to: 6 }] });
      const { commit, refusal } = await opened('rec-2');
      expect({ refusal, seq: commit?.commit.seq }).toEqual({ refusal: null, seq: 8 });
      const judgement = await judged();
      expect(judgement.finding).toBeNull();
      expect(judgement.voided).toMatchObject([
        { seq: 6, flaw, voiding: { proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin } },
      ]);
    },
  );

  it('stays stopped while one administrator has proposed only', async () => {
    await put(OTHER_EVENT);
    await proposed(6);
    await expect(opened('rec-2')).rejects.toMatchObject({ corruption: 'event-not-allowed', seq: 6 });
    expect((await judged()).finding).toEqual({ seq: 6, corruption: 'event-not-allowed' });
  });

  it('stays stopped where the proposer confirms', async () => {
    await put(OTHER_EVENT);
    const { digest } = await proposed(6);
    await expect(confirmed(digest, ACTORS.admin)).rejects.toMatchObject({ code: 'same-proposer' });
    await expect(load(world.ledger, JANE)).rejects.toMatchObject({ seq: 6 });
  });

  it('goes on after two forged commits in a row that one voiding names, or two', async () => {
    await put(POLLUTING);
    await put({ family: 'people', command: 'StopRecovery' });
    await expect(voided(6)).rejects.toMatchObject({
      code: 'stream-stopped',
      facts: { seq: 7, corruption: 'state-altered' },
    });
    await voided(7);
    expect(standing(await load(world.ledger, JANE))).toEqual({
      ...standing(good),
      skipped: [{ from: 6, to: 7 }],
    });
  });
});

describe('a voided commit', () => {
  it('has no effect when its record comes again, and what stands on it after the voiding has its own', async () => {
    const forged = await put({ ...POLLUTING, command: 'OpenRecovery', events: [RECOVERY_OPENED] });
    await voided(6);
    const [, , , , , , resumed] = await storedOf(JANE);
    await relay(world.services, known(resumed));
    world.workflow.started.clear();
    await relay(world.services, forged);
    expect(world.workflow.started.size).toBe(0);
    const { commit } = await opened('rec-2');
    await relay(world.services, known(commit));
    expect([...world.workflow.started]).toEqual(['rec-2']);
  });

  it('is taken from the dead letters, and is none again', async () => {
    await put(OTHER_EVENT);
    await voided(6);
    const before = world.deadLetters.waiting.length;
    await workAgain(world.services, { stream: JANE, seq: 6 });
    expect(world.deadLetters.waiting).toHaveLength(before);
  });

  it('keeps no command from its name', async () => {
    await put({ ...OTHER_EVENT, id: 'rec-2' });
    await voided(6);
    expect(await opened('rec-2')).toMatchObject({ refusal: null, repeated: false });
    expect(await opened('rec-2')).toMatchObject({ refusal: null, repeated: true });
  });

  it('keeps no recovery from being executed', async () => {
    await opened('rec-2');
    head = (await storedOf(JANE)).at(-1);
    await put(OTHER_EVENT);
    await expect(verifyRecovery(world.ledger, JANE, 'rec-2')).rejects.toMatchObject({ seq: 7 });
    await voided(7);
    await expect(verifyRecovery(world.ledger, JANE, 'rec-2')).resolves.toBeUndefined();
  });

  it('is the one that lies in the ledger: another row in its place is forged, not voided', async () => {
    await put(OTHER_EVENT);
    await voided(6);
    const rows = (await rowsOf(JANE)).map((row) => (row.seq === 6 ? { ...row, signature: 'AAAA' } : row));
    const voids = voidsIn(JANE, await rowsOf(VOIDS), KEYS);
    expect(judge({ account: JANE, rows, reported: undefined }, KEYS, { voids }).finding).toMatchObject({ seq: 6 });
  });
});

describe('an honest commit', () => {
  it.each([
    ['alone', 3, 3],
    ['beside a forged one', 5, 6],
  ])('cannot be voided %s', async (_how, from, to) => {
    await put(OTHER_EVENT);
    await expect(proposed(from, to)).rejects.toMatchObject({ code: 'not-forged', facts: { seq: from } });
    expect((await judged()).finding).toMatchObject({ seq: 6 });
  });

  it('counts also where a captured registry function voided it as two administrators, and verify says so', async () => {
    const [row] = await world.ledger.read(JANE, { from: 4, limit: 1 });
    const commits = [{ seq: 4, hash: known(row).hash, row: rowDigest(known(row)), flaw: 'signature-wrong' }];
    const voiding = { stream: JANE, commits };
    const digest = digestOf(voiding);
    const by = { stream: VOIDS, family: 'registry' } as const;
    const one = forgedAfter(undefined, {
      ...{ ...by, command: 'ProposeVoiding' },
      events: [{ type: 'VoidingProposed', voiding, by: PEOPLE.admin, digest }],
    });
    const other = forgedAfter(one, {
      ...{ ...by, command: 'ConfirmProposal' },
      events: [{ type: 'VoidingConfirmed', by: PEOPLE.secondAdmin, digest }],
    });
    for (const commit of [one, other]) await world.ledger.append(commit);
    expect(await judged()).toMatchObject({ finding: null, voided: [], overruled: [4] });
    await put(OTHER_EVENT);
    await voided(6);
    expect(standing(await load(world.ledger, JANE))).toEqual({ ...standing(good), skipped: [{ from: 6, to: 6 }] });
  });

  it('cannot be hidden by a captured registry function that says that the stream goes on without it', async () => {
    head = forgedAfter(head, {
      ...{ stream: JANE, family: 'registry', command: 'ResumeStream' },
      events: [{ type: 'StreamResumed', by: PEOPLE.admin, skipped: [{ from: 4, to: 4 }] }],
    });
    await world.ledger.append(head);
    await expect(relay(world.services, head)).rejects.toMatchObject({ corruption: 'event-not-allowed', seq: 6 });
    expect((await judged()).finding).toEqual({ seq: 6, corruption: 'event-not-allowed' });
  });

  it('of which the ledger has none cannot be voided', async () => {
    await expect(proposed(6)).rejects.toMatchObject({ code: 'commit-unknown' });
    await expect(proposed(5, 4)).rejects.toMatchObject({ code: 'proposal-mismatch' });
  });
});

describe('administrators can void', () => {
  it('while a forged commit lies on the stream of voidings, which counts for nothing there', async () => {
    await put(OTHER_EVENT);
    const forged = forgedAfter(undefined, { ...OTHER_EVENT, stream: VOIDS });
    await world.ledger.append(forged);
    await voided(6);
    expect(standing(await load(world.ledger, JANE))).toEqual({ ...standing(good), skipped: [{ from: 6, to: 6 }] });
    const rows = await rowsOf(VOIDS);
    expect(judge({ account: VOIDS, rows, reported: undefined }, KEYS)).toMatchObject({
      ...{ finding: null, voided: [{ seq: 1, flaw: 'event-not-allowed', voiding: null }] },
    });
  });

  it('while their own streams are stopped, and then let those go on', async () => {
    for (const person of [PEOPLE.admin, PEOPLE.secondAdmin]) {
      head = (await storedOf(person)).at(-1);
      await put(OTHER_EVENT, person);
    }
    head = (await storedOf(JANE)).at(-1);
    await put(OTHER_EVENT);
    await voided(6);
    for (const stream of [PEOPLE.admin, PEOPLE.secondAdmin]) {
      const { digest } = await proposes(world.submitting, { void: { stream, from: 2, to: 2 } });
      const id = `own-${stream.slice(7)}`;
      await confirm(
        registryOn(world.submitting),
        { id, actor: ACTORS.secondAdmin },
        { stream: voidsStream(stream), digest },
      );
      expect((await load(world.ledger, stream)).person.current).toMatchObject({ person: stream, parts: ['admin'] });
    }
  });

  it('and nobody else lets the stream go on: a refusal adds nothing to it', async () => {
    await put(OTHER_EVENT);
    const { digest } = await proposed(6);
    const about = { id: 'lost', stream: VOIDS, recovery: null, actor: ACTORS.secondAdmin };
    await submit(world.submitting, anEnvelope({ type: 'ConfirmProposal', digest }, about));
    const stranger = { ...ACTORS.secondAdmin, person: 'person:stranger' };
    await expect(confirmed(digest, stranger)).rejects.toMatchObject({ code: 'role-missing', recorded: false });
    expect(await rowsOf(JANE)).toHaveLength(6);
    await expect(load(world.ledger, JANE)).rejects.toMatchObject({ seq: 6 });
  });

  it('again where the answer to the confirmation was lost before the stream went on', async () => {
    await put(OTHER_EVENT);
    const { digest } = await proposed(6);
    const about = { id: 'lost', stream: VOIDS, recovery: null, actor: ACTORS.secondAdmin };
    await submit(world.submitting, anEnvelope({ type: 'ConfirmProposal', digest }, about));
    await expect(load(world.ledger, JANE)).rejects.toMatchObject({ seq: 6 });
    await confirmed(digest);
    await expect(confirmed(digest)).resolves.toMatchObject({ stream: JANE });
    expect(standing(await load(world.ledger, JANE))).toEqual({ ...standing(good), skipped: [{ from: 6, to: 6 }] });
    expect(await rowsOf(JANE)).toHaveLength(7);
  });
});

/** All of a state but the names of its commands, which every commit adds to. */
const standing = ({ given: _given, ...state }: StreamState) => state;

const storedOf = async (stream: string) => (await rowsOf(stream)).map(parseStored);

function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('it is there');
  return value;
}
