import { beforeEach, describe, expect, it } from '@jest/globals';
import { batchesBy } from '../../../bin/cli/ledger/batches.ts';
import { judge } from '../../../bin/cli/ledger/judge.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { walk } from '../../../lambdas/app/ledger/walk.ts';
import type { SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import { batchNamedBy, isAgreedIn, isNewer, isProved } from '../../../lambdas/core/audit/rows.ts';
import type { AppliedRow } from '../../../lambdas/core/recovery/state/batches.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { batchContent, batchDigest, batchStream, inOrder } from '../../../lambdas/core/registry/batch.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { inclusionPath } from '../../../lambdas/core/values/merkle.ts';
import { BatchWorld, imported } from '../../support/batch-world.ts';
import { ACTORS, NO_GROUNDS, NOW, PEOPLE } from '../../support/fixtures.ts';
import { forgedAfter } from '../../support/forgery.ts';
import { KEYS } from '../../support/signing.ts';

const PEOPLE_OF_IT = ['ann', 'bob', 'cem'].map((name) => imported(name));
const MALLORY = imported('mallory', { parts: ['admin'] });

let world: BatchWorld;
/** The row of Ann as two administrators agreed on it. */
let agreed: AppliedRow;

beforeEach(async () => {
  world = new BatchWorld();
  await world.begin();
  const batch = await world.proposes(PEOPLE_OF_IT);
  await world.confirms(batch);
  world.surroundings.advance(60);
  const [applied] = (await world.ledger.head('person:ann'))?.commit.events ?? [];
  if (applied?.type !== 'RowApplied') throw new Error('the row was not applied');
  agreed = applied.row;
});

const eventsOf = (row: AppliedRow, person: Person): readonly LedgerEvent[] => {
  const digest = digestOf(person);
  return [
    { type: 'RowApplied', row },
    { type: 'PersonProposed', person, by: PEOPLE.admin, digest, ...NO_GROUNDS },
    { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest },
  ];
};

/** A captured function of the registry appends this by hand: every hash and its signature are right. */
async function forges(events: readonly LedgerEvent[], stream: string): Promise<SignedCommit> {
  const head = await world.ledger.head(stream);
  const at = world.surroundings.now();
  const forged = forgedAfter(head, {
    stream,
    family: 'registry',
    command: 'ApplyRow',
    events,
    at,
    actor: ACTORS.secondAdmin,
  });
  await world.ledger.append(forged);
  return forged;
}

/** What an auditor finds offline, in an export of the whole ledger. */
async function found(stream: string) {
  const rows = await world.commitsOf(stream);
  const agreedOn = await batchesBy((name) => world.commitsOf(name), KEYS)(rows);
  return judge({ account: stream, rows, reported: undefined }, KEYS, { agreed: agreedOn }).finding;
}

function batchIn(records: readonly Person[]) {
  const { content, tree } = batchContent(inOrder(records, (one) => one));
  return { stream: batchStream(batchDigest(content)), tree };
}

/** A batch that a captured function makes up: of these records, proved as it should be. */
function madeUp(records: readonly Person[], person: Person): AppliedRow {
  const ordered = inOrder(records, (one) => one);
  const { content, tree } = batchContent(ordered);
  const index = ordered.indexOf(person);
  return { ...agreed, ...content, batch: batchStream(batchDigest(content)), index, path: inclusionPath(tree, index) };
}

describe('an applied row', () => {
  it('is found good by the next reader, by whoever walks its stream, and by an auditor', async () => {
    expect((await load(world.ledger, 'person:ann')).person.current).toEqual(PEOPLE_OF_IT[0]);
    expect((await walk(world.ledger, 'person:ann')).isNewest).toBe(true);
    expect(await found('person:ann')).toBeNull();
  });

  it.each<[string, (row: AppliedRow) => readonly LedgerEvent[]]>([
    ['a record that is no row of the batch', (row) => eventsOf(row, MALLORY)],
    ['a forged proof', (row) => eventsOf({ ...row, path: row.path.map((one) => one.replace(/./, 'f')) }, MALLORY)],
    [
      'a root that is not that of the batch',
      (row) => eventsOf({ ...madeUp([MALLORY], MALLORY), batch: row.batch }, MALLORY),
    ],
    ['the row of another record', (row) => eventsOf(row, imported('ann'))],
    ['no proof', () => eventsOf(agreed, MALLORY).slice(1)],
    ['a proof behind what it proves', (row) => [...eventsOf(row, MALLORY)].reverse()],
    ['a second record beside the proved one', (row) => [...eventsOf(row, MALLORY), ...eventsOf(row, MALLORY).slice(1)]],
    [
      'a confirmation of another record',
      () => eventsOf(madeUp([MALLORY], MALLORY), MALLORY).map((one) => ('by' in one ? { ...one, digest: 'x' } : one)),
    ],
  ])('with %s is refused by its next reader', async (_name, forged) => {
    await forges(forged(agreed), 'person:mallory');
    await expect(load(world.ledger, 'person:mallory')).rejects.toMatchObject({ corruption: 'row-unproved', seq: 1 });
    expect(await found('person:mallory')).toMatchObject({ corruption: 'row-unproved', seq: 1 });
  });

  it.each<[string, (row: AppliedRow) => AppliedRow]>([
    ['a batch that nobody proposed', (row) => row],
    ['a commit at which nobody confirmed it', (row) => ({ ...row, batch: row.batch, confirmed: 1 })],
    ['a batch stream that is shorter', (row) => ({ ...row, confirmed: 9 })],
  ])('of %s has no effect: whoever walks its stream refuses it, and so does an auditor', async (_name, change) => {
    await forges(eventsOf(change(madeUp([MALLORY], MALLORY)), MALLORY), 'person:mallory');
    await expect(walk(world.ledger, 'person:mallory')).rejects.toMatchObject({ corruption: 'row-unproved', seq: 1 });
    expect(await found('person:mallory')).toMatchObject({ corruption: 'row-unproved', seq: 1 });
  });

  it('of a batch that waits for its second administrator has no effect', async () => {
    const { stream } = await world.proposes([MALLORY]);
    const row = {
      ...madeUp([MALLORY], MALLORY),
      confirmed: 1,
      lookedAt: (await world.state(stream)).batch.proposal?.value.lookedAt,
    };
    await forges(eventsOf(row as AppliedRow, MALLORY), 'person:mallory');
    await expect(walk(world.ledger, 'person:mallory')).rejects.toMatchObject({ corruption: 'row-unproved' });
    expect(await found('person:mallory')).toMatchObject({ corruption: 'row-unproved' });
  });

  it('that an older batch agreed on undoes no newer record, and none twice', async () => {
    const [ann = MALLORY] = PEOPLE_OF_IT;
    await world.registers(imported('ann', { addresses: ['ann.other@import.example'] }));
    const { seq } = (await forges(eventsOf(agreed, ann), 'person:ann')).commit;
    await expect(walk(world.ledger, 'person:ann')).rejects.toMatchObject({ corruption: 'row-unproved', seq });
    expect(await found('person:ann')).toMatchObject({ corruption: 'row-unproved', seq });
    const bob = { ...agreed, index: 1 };
    const [applied] = (await world.ledger.head('person:bob'))?.commit.events ?? [];
    const again = applied?.type === 'RowApplied' ? applied.row : bob;
    await forges(eventsOf(again, imported('bob')), 'person:bob');
    await expect(walk(world.ledger, 'person:bob')).rejects.toMatchObject({ corruption: 'row-unproved', seq: 2 });
  });

  it('says rightly whether it replaces a record: by that, who is told of it is chosen', async () => {
    const dan = imported('dan');
    const batch = await world.proposes([dan]);
    const { services } = world;
    world.services = { ...services, lookAlikesOfEach: () => Promise.reject(new Error('cut')) };
    await expect(world.confirms(batch)).rejects.toThrow('cut');
    const { lookedAt } = (await world.state(batch.stream)).batch.current ?? { lookedAt: '' };
    const row = { ...madeUp([dan], dan), confirmed: 2, lookedAt };
    expect(isNewer({ events: eventsOf({ ...row, replaces: false }, dan) }, { recordedAt: null })).toBe(true);
    expect(isNewer({ events: eventsOf({ ...row, replaces: true }, dan) }, { recordedAt: NOW })).toBe(true);
    expect(isNewer({ events: eventsOf({ ...row, replaces: false }, dan) }, { recordedAt: NOW })).toBe(false);
    await forges(eventsOf({ ...row, replaces: true }, dan), 'person:dan');
    await expect(walk(world.ledger, 'person:dan')).rejects.toMatchObject({ corruption: 'row-unproved', seq: 1 });
    expect(await found('person:dan')).toMatchObject({ corruption: 'row-unproved', seq: 1 });
  });

  it('names the moment of the look at its batch, and no later one', async () => {
    await world.registers(imported('cem', { parts: ['agent'] }));
    const later = { ...agreed, index: 2, path: [], replaces: true, lookedAt: world.surroundings.now() };
    const { stream } = batchIn(PEOPLE_OF_IT);
    const path = inclusionPath(batchIn(PEOPLE_OF_IT).tree, 2);
    const cem = PEOPLE_OF_IT[2] ?? MALLORY;
    const { seq } = (await forges(eventsOf({ ...later, batch: stream, path }, cem), 'person:cem')).commit;
    await expect(walk(world.ledger, 'person:cem')).rejects.toMatchObject({ corruption: 'row-unproved', seq });
    expect(await found('person:cem')).toMatchObject({ corruption: 'row-unproved', seq });
  });

  it('is of no batch whose rows are said to have been looked at after its proposal', async () => {
    const { state } = await walk(world.ledger, agreed.batch, { last: agreed.confirmed });
    expect(isAgreedIn(state, agreed)).toBe(true);
    const { current } = state.batch;
    const lookedAt = world.surroundings.now();
    const forged = { ...state, batch: { ...state.batch, current: current && { ...current, lookedAt } } };
    expect(isAgreedIn(forged, { ...agreed, lookedAt })).toBe(false);
  });

  it('counts for nobody who has not looked whether it was agreed on', async () => {
    const rows = await world.commitsOf('person:ann');
    expect(judge({ account: 'person:ann', rows, reported: undefined }, KEYS).finding).toMatchObject({
      corruption: 'row-unproved',
    });
  });

  it('needs no proof where it was refused, and no other command has one', () => {
    const refused = [{ type: 'CommandRefused', code: 'row-changed', facts: {} }] as const;
    const commit = (type: string, events: readonly LedgerEvent[]) => ({
      account: 'person:ann',
      command: { id: '1', type },
      events,
    });
    expect(isProved(commit('ApplyRow', refused))).toBe(true);
    expect(isProved(commit('ConfirmProposal', eventsOf(agreed, MALLORY).slice(2)))).toBe(true);
    expect(isProved(commit('ConfirmProposal', eventsOf(agreed, MALLORY)))).toBe(false);
    expect(isNewer({ events: [] }, { recordedAt: null })).toBe(true);
  });

  it('names its batch, unless its bytes cannot be read', () => {
    expect(batchNamedBy({ bytes: '{"events":[]}' })).toBeUndefined();
    expect(batchNamedBy({ bytes: '"RowApplied"' })).toBeUndefined();
    const bytes = JSON.stringify({ events: eventsOf({ ...agreed, batch: 'policy:active' }, MALLORY) });
    expect(batchNamedBy({ bytes })).toBeUndefined();
  });
});
