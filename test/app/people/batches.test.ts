import { beforeEach, describe, expect, it } from '@jest/globals';
import { walk } from '../../../lambdas/app/ledger/walk.ts';
import { confirm, propose } from '../../../lambdas/app/people/registry.ts';
import { TIER_UNREADABLE } from '../../../lambdas/app/workflow/directory-tier.ts';
import { parseStored } from '../../../lambdas/core/audit/verify.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { batchStream, type RowRecord } from '../../../lambdas/core/registry/batch.ts';
import { identityStream } from '../../../lambdas/core/registry/identity.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { BatchWorld, imported } from '../../support/batch-world.ts';
import { ACTORS, aPersonActor, aProfile, NOW, PEOPLE } from '../../support/fixtures.ts';
import { forgedAfter } from '../../support/forgery.ts';

let world: BatchWorld;
beforeEach(async () => {
  world = new BatchWorld();
  await world.begin();
});

const [ANN, BOB, CEM] = ['ann', 'bob', 'cem'].map((name) => imported(name));
const ROWS = [ANN, BOB, CEM].flatMap((one) => one ?? []);
const { directoryId: _, ...PROFILE } = aProfile();
const ACCOUNT: RowRecord = {
  ...PROFILE,
  ...{ account: 'okta:ann', connector: 'okta', target: 'ann', owner: 'person:ann', manager: null },
};
const THIRD = aPersonActor('person:third', { roles: ['admin'] });
const EMPTY = { from: 0, rows: [], at: NOW, fresh: 0, changing: 0, same: 0, apart: [] };
const CONTACT = { id: 'work', kind: 'email', address: 'ann@import.example', since: NOW } as const;
/** The newest commit of the stream fails verification from now on. */
async function forgeHead(stream: string): Promise<void> {
  const forged = forgedAfter(await world.ledger.head(stream), {
    ...{ stream, family: 'registry', command: 'ApplyRow', at: world.surroundings.now() },
    events: [{ type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'of nothing' }],
    actor: ACTORS.secondAdmin,
  });
  await world.ledger.append(forged);
}

const refusedIn = (found: readonly ({ readonly refused: readonly object[] } | undefined)[]) =>
  found.flatMap((one) => one?.refused ?? []);
const eventsOf = async (stream: string): Promise<readonly LedgerEvent[]> =>
  (await world.commitsOf(stream)).flatMap((row) => parseStored(row).commit.events);

describe('a batch of records', () => {
  it('is proposed once, confirmed once, and applied row by row, each with its own signed commit and its proof', async () => {
    const batch = await world.proposes([...ROWS, ACCOUNT]);
    expect(await world.confirms(batch)).toEqual({
      ...{ stream: batch.stream, seq: 2 },
      progress: { rows: 4, next: 4, applied: 4, unchanged: 0, refused: 0 },
    });
    expect((await world.state('person:bob')).person.current).toEqual(BOB);
    expect((await world.state('okta:ann')).profile.current).toMatchObject({ owner: 'person:ann', directoryId: 'ann' });
    const [applied, proposed, confirmed] = await eventsOf('person:bob');
    expect(applied).toMatchObject({ type: 'RowApplied', row: { batch: batch.stream, confirmed: 2, replaces: false } });
    expect(proposed).toMatchObject({ type: 'PersonProposed', by: PEOPLE.admin });
    expect(confirmed).toMatchObject({ type: 'PersonConfirmed', by: PEOPLE.secondAdmin });
    // Whoever walks the stream finds that two administrators agreed on it.
    expect((await walk(world.ledger, 'person:bob')).state.person.current).toEqual(BOB);
    expect(await eventsOf(batch.stream)).toMatchObject([
      { type: 'BatchProposed', batch: { people: 3, accounts: 1, fresh: 4, apart: [] } },
      { type: 'BatchConfirmed' },
      { type: 'RowsApplied', from: 0, next: 4, applied: 4, refused: [] },
    ]);
  });

  it('is confirmed by somebody else than its proposer, and applied by nobody but them', async () => {
    const batch = await world.proposes(ROWS);
    await expect(world.confirms(batch, ACTORS.admin)).rejects.toMatchObject({ code: 'same-proposer' });
    await expect(world.confirms(batch, ACTORS.agent)).rejects.toMatchObject({ code: 'role-missing' });
    expect((await world.state('person:ann')).person.current).toBeNull();
    world.services = { ...world.services, lookAlikesOfEach: () => Promise.reject(new Error('cut')) };
    await expect(world.confirms(batch)).rejects.toThrow('cut');
    await expect(world.confirms(batch, ACTORS.admin)).rejects.toMatchObject({ code: 'batch-not-confirmed' });
    expect((await world.state('person:ann')).person.current).toBeNull();
  });

  it('is confirmed by whoever has read this proposal of it, and by no word about an earlier one', async () => {
    const batch = await world.proposes(ROWS);
    const seen = await world.seen(batch.stream);
    const confirms = (of: string | undefined) =>
      confirm(world.services, world.given(ACTORS.secondAdmin), { ...batch, seen: of });
    await expect(confirms(undefined)).rejects.toMatchObject({ code: 'batch-unseen' });
    await expect(confirms(batch.digest)).rejects.toMatchObject({ code: 'batch-unseen' });
    await world.registers(imported('ann'));
    await world.proposes(ROWS);
    await expect(confirms(seen)).rejects.toMatchObject({ code: 'batch-unseen' });
    expect((await confirms(await world.seen(batch.stream))).progress).toMatchObject({ applied: 2, unchanged: 1 });
    // A repeated word about it confirms nothing that was proposed since.
    await world.proposes(ROWS);
    await expect(confirms(seen)).rejects.toMatchObject({ code: 'batch-unseen' });
  });

  it('is not proposed again while it is applied: its line does not move, and its confirmer goes on', async () => {
    const batch = await world.proposes(ROWS);
    const { services } = world;
    world.services = { ...services, lookAlikesOfEach: () => Promise.reject(new Error('cut')) };
    await expect(world.confirms(batch)).rejects.toThrow('cut');
    world.services = services;
    const before = await world.state(batch.stream);
    await expect(propose(world.services, world.given(ACTORS.admin), { batch: batch.content })).rejects.toMatchObject({
      ...{ code: 'proposal-waiting', facts: { confirmer: PEOPLE.secondAdmin, next: 0 } },
    });
    expect((await world.state(batch.stream)).batch).toEqual(before.batch);
    await expect(world.confirms(batch, ACTORS.admin)).rejects.toMatchObject({
      ...{ code: 'batch-not-confirmed', facts: { confirmer: PEOPLE.secondAdmin } },
    });
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 3, applied: 3 });
  });

  it('is proposed again where its confirmer has left in the middle: what was applied stays', async () => {
    const many = Array.from({ length: 60 }, (_, index) => imported(`many-${String(index).padStart(3, '0')}`));
    await world.registers(imported('third', { person: THIRD.person, parts: ['admin'] }));
    const batch = await world.proposes(many);
    const { services } = world;
    let steps = 0;
    world.services = {
      ...services,
      lookAlikesOfEach: async (of) => {
        steps += 1;
        if (steps > 1) throw new Error('cut');
        return of.map(() => []);
      },
    };
    await expect(world.confirms(batch, THIRD)).rejects.toThrow('cut');
    world.services = services;
    await world.registers(imported('third', { person: THIRD.person, parts: [] }));
    await world.proposes(many);
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 60, applied: 10, unchanged: 50 });
  });

  it('cannot be confirmed where nobody has proposed it, and creates no stream by that', async () => {
    const { stream, digest } = await world.uploads(ROWS);
    await expect(world.confirms({ stream, digest })).rejects.toMatchObject({ code: 'no-such-proposal' });
    expect(await world.commitsOf(stream)).toEqual([]);
  });

  it('changes nothing where a row is registered as it is', async () => {
    await world.registers(imported('ann'));
    const batch = await world.proposes(ROWS);
    expect(batch.found.map((one) => [one?.fresh, one?.same])).toEqual([
      [1, 1],
      [1, 0],
    ]);
    const before = await world.commitsOf('person:ann');
    expect((await world.confirms(batch)).progress).toMatchObject({ applied: 2, unchanged: 1 });
    expect(await world.commitsOf('person:ann')).toEqual(before);
  });

  it('names what a row changes, and changes it', async () => {
    await world.registers(imported('ann'));
    const changed = imported('ann', { name: 'Ann Other', parts: ['agent'] });
    const batch = await world.proposes([changed]);
    expect(batch.found[0]?.changing).toEqual([{ index: 0, members: ['name', 'parts'] }]);
    await world.confirms(batch);
    expect((await world.state('person:ann')).person.current).toEqual(changed);
    expect((await eventsOf('person:ann')).at(-3)).toMatchObject({ row: { replaces: true } });
  });

  it('is agreed on anew to say again what it said before', async () => {
    const batch = await world.proposes(ROWS);
    await world.confirms(batch);
    world.surroundings.advance(60);
    await world.registers(imported('ann', { name: 'Ann Other' }));
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 3, applied: 3 });
    expect((await world.state('person:ann')).person.current?.name).toBe('Ann Other');
    await world.proposes(ROWS);
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 3, applied: 1, unchanged: 2 });
    expect((await world.state('person:ann')).person.current).toEqual(ANN);
  });
});

describe('a row that breaks a rule is refused before anything is written', () => {
  it.each([
    ['an identity of another record', imported('eve', { addresses: ['ann@import.example'] }), 'identity-taken'],
    ['a target that the directory does not know', ACCOUNT, 'target-unknown'],
    ['one contact twice', { ...ACCOUNT, contacts: [CONTACT, CONTACT] } as RowRecord, 'contacts-malformed'],
    ['a tier below that of the directory', ACCOUNT, 'tier-too-low'],
  ])('%s', async (_name, row, code) => {
    await world.registers(imported('ann'));
    if (code === 'target-unknown') world.services = { ...world.services, directoryIdOf: async () => undefined };
    if (code === 'tier-too-low') world.services = { ...world.services, directoryTierOf: async () => 'critical' };
    const streams = world.stored.size;
    const { found, content, stream } = await world.uploads([row]);
    expect(refusedIn(found)).toMatchObject([{ index: 0, code }]);
    expect(world.stored.size).toBe(streams);
    // Whoever proposes it all the same finds no rows: they were not kept.
    await expect(propose(world.services, world.given(ACTORS.admin), { batch: content })).rejects.toMatchObject({
      ...{ code: 'batch-invalid', facts: { problems: [{ code: 'rows-missing' }] } },
    });
    expect((await world.state(stream)).batch.proposal).toBeNull();
  });

  it('a directory that can never say the tier, and a record whose stream is stopped, each by its own row', async () => {
    const unreadable = new AdapterError(TIER_UNREADABLE, { retryable: false });
    world.services = { ...world.services, directoryTierOf: () => Promise.reject(unreadable) };
    await forgeHead('person:ann');
    const { found } = await world.uploads([...ROWS, ACCOUNT]);
    expect(refusedIn(found)).toEqual([
      { index: 0, code: 'directory-unreadable' },
      { index: 1, code: 'row-stopped' },
    ]);
    const busy = new AdapterError(TIER_UNREADABLE, { retryable: true });
    world.services = { ...world.services, directoryTierOf: () => Promise.reject(busy) };
    await expect(world.uploads([ACCOUNT])).rejects.toThrow(busy);
  });

  it('a record of which another proposal waits', async () => {
    await propose(world.services, world.given(ACTORS.admin), { person: imported('ann', { parts: ['admin'] }) });
    expect(refusedIn((await world.uploads(ROWS)).found)).toMatchObject([{ index: 0, code: 'proposal-waiting' }]);
  });

  it.each([
    ['two rows with one mailbox', [ANN, imported('bob', { addresses: ['ann@import.example'] })], 'identity-twice'],
    [
      'managers of each other',
      [
        { ...ACCOUNT, manager: 'person:bob' },
        { ...ACCOUNT, account: 'okta:bob', target: 'bob', owner: 'person:bob', manager: 'person:ann' },
      ],
      'managers-in-a-cycle',
    ],
  ])('%s', async (_name, rows, code) => {
    const { content } = await world.uploads(rows as readonly RowRecord[]);
    await expect(propose(world.services, world.given(ACTORS.admin), { batch: content })).rejects.toMatchObject({
      ...{ code: 'batch-invalid', facts: { problems: expect.arrayContaining([{ code, index: 1 }]) } },
    });
  });

  it('whoever is no administrator sends none', async () => {
    await expect(world.uploads(ROWS, ACTORS.agent)).rejects.toMatchObject({ code: 'role-missing' });
    const machine = aPersonActor(PEOPLE.admin, { roles: ['admin'], nature: 'machine' });
    await expect(world.proposes(ROWS, machine)).rejects.toMatchObject({ code: 'machine-cannot-decide' });
  });
});

describe('rows that look like another record', () => {
  const TWIN = imported('annn', { name: 'Imported ann' });

  it('are named at the proposal, and left when the others are applied: both of two rows', async () => {
    const batch = await world.proposes([...ROWS, TWIN]);
    expect((await world.state(batch.stream)).batch.proposal?.value.apart).toEqual([0, 1]);
    expect((await world.confirms(batch)).progress).toMatchObject({ applied: 2, refused: 2 });
    expect((await eventsOf(batch.stream)).at(-1)).toMatchObject({
      refused: [0, 1].map((index) => ({ index, code: 'look-alikes-unseen' })),
    });
    // Nothing is claimed for them.
    expect(await world.commitsOf(identityStream('address:annn@import.example'))).toEqual([]);
  });

  it('also where the other one is registered, before the proposal or after it', async () => {
    const alike = [{ record: 'person:other', as: 'name' as const }];
    const looks = { ...world.services, lookAlikesOfEach: async (of: readonly object[]) => of.map(() => alike) };
    const batch = await world.proposes(ROWS);
    world.services = looks;
    expect((await world.uploads([imported('dan')])).found[0]?.apart).toEqual([{ index: 0, lookAlikes: alike }]);
    expect((await world.confirms(batch)).progress).toMatchObject({ applied: 0, refused: 3 });
  });
});

describe('what changed between the proposal and the application', () => {
  it('is not undone: the row is refused by name, and the rest goes on', async () => {
    const batch = await world.proposes(ROWS);
    await world.registers(imported('bob', { parts: ['agent'] }));
    expect((await world.confirms(batch)).progress).toMatchObject({ applied: 2, refused: 1 });
    expect((await world.state('person:bob')).person.current?.parts).toEqual(['agent']);
    expect((await eventsOf(batch.stream)).at(-1)).toMatchObject({ refused: [{ index: 1, code: 'row-changed' }] });
  });

  it('is what changed since the rows were looked at, also before the proposal: a part that was taken stays away', async () => {
    await world.registers(imported('bob', { parts: ['admin'] }));
    const uploaded = await world.uploads([imported('bob', { parts: ['admin'] }), ...ROWS.slice(0, 1)]);
    world.surroundings.advance(86_400);
    await world.registers(imported('bob'));
    world.surroundings.advance(86_400);
    await propose(world.services, world.given(ACTORS.admin), { batch: uploaded.content });
    // The confirmer sees how old the look is.
    const proposal = (await world.state(uploaded.stream)).batch.proposal;
    expect(proposal?.value).toMatchObject({ same: 1, fresh: 1 });
    expect(Date.parse(proposal?.at ?? '') - Date.parse(proposal?.value.lookedAt ?? '')).toBeGreaterThan(172_800_000);
    expect((await world.confirms(uploaded)).progress).toMatchObject({ applied: 1, refused: 1 });
    expect((await world.state('person:bob')).person.current?.parts).toEqual([]);
    expect((await eventsOf(uploaded.stream)).at(-1)).toMatchObject({ refused: [{ index: 1, code: 'row-changed' }] });
  });

  it('is also what was decided while the rows were looked at, and written after it', async () => {
    await world.registers(imported('bob', { parts: ['admin'] }));
    const uploaded = await world.uploads([imported('bob', { parts: ['admin'] })]);
    // The confirmation took its time five seconds before the look, and is written now.
    world.surroundings.advance(-5);
    await world.registers(imported('bob'));
    await propose(world.services, world.given(ACTORS.admin), { batch: uploaded.content });
    expect((await world.confirms(uploaded)).progress).toMatchObject({ applied: 0, refused: 1 });
    expect((await world.state('person:bob')).person.current?.parts).toEqual([]);
  });

  it('counts where an identity was taken, a directory changed, or the confirmer is concerned', async () => {
    const own = imported('second', { person: PEOPLE.secondAdmin, parts: ['admin'] });
    const batch = await world.proposes([...ROWS, ACCOUNT, own]);
    await world.registers(imported('eve', { addresses: ['ann@import.example'] }));
    world.services = {
      ...world.services,
      directoryIdOf: () => Promise.reject(new AdapterError('denied', { retryable: false })),
    };
    await world.confirms(batch);
    const last = (await eventsOf(batch.stream)).at(-1);
    expect(last).toMatchObject({ type: 'RowsApplied', applied: 2 });
    const codes = last?.type === 'RowsApplied' ? last.refused.map(({ code }) => code).sort() : [];
    expect(codes).toEqual(['conflicting-part', 'directory-unreadable', 'identity-taken']);
  });

  it.each([
    ['record', 'person:bob'],
    ['identity', identityStream('address:bob@import.example')],
  ])(
    'is no matter of one stopped stream of a %s: that row is refused by name, and the rest goes on',
    async (_, stream) => {
      const batch = await world.proposes(ROWS);
      await forgeHead(stream);
      expect((await world.confirms(batch)).progress).toMatchObject({ next: 3, applied: 2, refused: 1 });
      expect((await eventsOf(batch.stream)).at(-1)).toMatchObject({ refused: [{ index: 1, code: 'row-stopped' }] });
    },
  );

  it('stops where the stream of an administrator of it is stopped: that is no matter of one row', async () => {
    const batch = await world.proposes(ROWS);
    const { services } = world;
    world.services = { ...services, lookAlikesOfEach: () => Promise.reject(new Error('cut')) };
    await expect(world.confirms(batch)).rejects.toThrow('cut');
    world.services = services;
    await forgeHead(PEOPLE.admin);
    await expect(world.confirms(batch)).rejects.toMatchObject({ code: 'ledger-corrupt', account: PEOPLE.admin });
    expect((await world.state(batch.stream)).batch.progress?.next).toBe(0);
  });

  it('is no matter of what another administrator uploads for the same batch', async () => {
    const { digest, content } = await world.uploads(ROWS);
    const other = { digest, from: ROWS.length, records: [imported('mallory')] };
    await propose(world.services, world.given(THIRD), { rows: other });
    await propose(world.services, world.given(THIRD), { rows: { ...other, from: 0 } });
    await propose(world.services, world.given(ACTORS.admin), { batch: content });
    await propose(world.services, world.given(THIRD), { rows: { ...other, from: 1 } });
    world.surroundings.advance(60);
    const stream = batchStream(digest);
    expect((await world.confirms({ stream, digest })).progress).toMatchObject({ next: 3, applied: 3 });
  });

  it('goes on by the rows that the confirmer has sent, where those of the proposer are gone', async () => {
    const batch = await world.proposes(ROWS);
    await world.rows.put({ digest: batch.digest, by: PEOPLE.admin }, { ...EMPTY, rows: [imported('mallory')] });
    await world.uploads(ROWS, ACTORS.secondAdmin);
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 3, applied: 3 });
  });

  it('stops the application where the rows themselves were changed, until they are sent again', async () => {
    const batch = await world.proposes(ROWS);
    const of = { digest: batch.digest, by: PEOPLE.admin };
    const [chunk] = await world.rows.read(of);
    await world.rows.put(of, { ...chunk, rows: [imported('mallory', { parts: ['admin'] })] } as never);
    await expect(world.confirms(batch)).rejects.toMatchObject({ code: 'batch-invalid' });
    expect(await world.commitsOf('person:mallory')).toEqual([]);
    await world.uploads(ROWS);
    expect((await world.confirms(batch)).progress).toMatchObject({ applied: 3 });
  });
});

describe('an application that is cut off', () => {
  /** The outcome of a whole import, whose nth append fails. */
  async function cutAt(nth: number, fault: 'before' | 'after') {
    const cut = new BatchWorld();
    await cut.begin();
    const batch = await cut.proposes(ROWS);
    let appends = 0;
    cut.faults = (operation) => {
      appends += operation === 'append' ? 1 : 0;
      return operation === 'append' && appends === nth ? fault : 'none';
    };
    const first = await cut.confirms(batch).catch((error: AdapterError) => error.code);
    cut.faults = () => 'none';
    const { progress } = await cut.confirms(batch);
    return { first, progress, cut };
  }

  // One confirmation, six claims, three rows and the note: each append once.
  it.each(
    Array.from({ length: 11 }, (_, index) => index + 1).flatMap((nth) => [
      [nth, 'before'] as const,
      [nth, 'after'] as const,
    ]),
  )('at append %s, %s it was carried out, goes on where it was', async (nth, fault) => {
    const { first, progress, cut } = await cutAt(nth, fault);
    expect(first).toBe('unavailable');
    expect(progress).toEqual({ rows: 3, next: 3, applied: 3, unchanged: 0, refused: 0 });
    for (const one of ROWS) {
      expect((await cut.state(one.person)).person.current).toEqual(one);
      expect(await cut.commitsOf(one.person)).toHaveLength(1);
    }
  });

  it('ends a call after some seconds, and goes on with the next', async () => {
    const many = Array.from({ length: 120 }, (_, index) => imported(`many-${String(index).padStart(3, '0')}`));
    const batch = await world.proposes(many);
    const slow = { ...world.surroundings, now: () => world.surroundings.now() };
    world.services = {
      ...world.services,
      surroundings: slow,
      lookAlikesOfEach: async (of) => {
        world.surroundings.advance(5);
        return of.map(() => []);
      },
    };
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 100, applied: 100 });
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 120, applied: 120 });
    expect((await world.confirms(batch)).progress).toMatchObject({ next: 120, applied: 120 });
  });

  it('is one application, however many apply at once', async () => {
    const batch = await world.proposes(ROWS);
    await world.confirms(batch);
    const again = await Promise.all(
      [1, 2, 3].map(() => confirm(world.services, world.given(ACTORS.secondAdmin), batch)),
    );
    for (const { progress } of again as readonly { progress?: object }[])
      expect(progress).toMatchObject({ applied: 3 });
  });
});
