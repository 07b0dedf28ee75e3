import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AccountProfile, TIERS } from '../../../lambdas/core/registry/account.ts';
import { accountMark, MOST_COUNTED } from '../../../lambdas/core/registry/counting.ts';
import { type FeedRow, type KnownAccount, MOST_BACKDATED } from '../../../lambdas/core/registry/population.ts';
import { leaversOf, type Reconciling, reconcilePopulation } from '../../../lambdas/core/registry/reconciling.ts';
import { at, NOW } from '../../support/fixtures.ts';
import { properties } from '../../support/properties.ts';

const HOUR = 3600;
const emailOf = (who: string, over: object = {}) =>
  ({ kind: 'email', address: `${who}@example.com`, changedAt: null, ...over }) as const;

const aRow = (who: string, over: Partial<FeedRow> = {}): FeedRow => ({
  ...{ directoryId: `id-${who}`, target: who, aliases: [], name: who, contacts: [emailOf(who)] },
  ...{ manager: null, isActive: true, tier: null },
  ...over,
});

const aKnown = (who: string, over: Partial<AccountProfile> = {}, isProposed = false): KnownAccount => ({
  profile: {
    ...{ account: `openldap:${who}`, kind: 'human', tier: 'standard', environment: 'production' },
    ...{ owner: `person:${who}`, custodians: [], manager: null, connector: 'openldap', target: who },
    contacts: [{ id: 'mail', kind: 'email', address: `${who}@example.com`, since: at(-90 * 86_400) }],
    directoryId: `id-${who}`,
    ...over,
  },
  ...{ isProposed, recordedAt: at(-86_400) },
});

const asking = (rows: readonly FeedRow[], known: readonly KnownAccount[], over: Partial<Reconciling['feed']> = {}) =>
  ({
    feed: {
      ...{ connector: 'openldap', kinds: ['email', 'sms'], rows, isWhole: true },
      ...{ before: known.map(({ profile }) => profile.directoryId), lastLook: at(-HOUR) },
      ...over,
    },
    ...{ known, holdings: [], owners: new Map(), environment: 'production', now: NOW },
    rights: { alone: ['manager', 'contacts', 'tier'], atMost: 10 },
    counted: new Set<string>(),
  }) as const satisfies Reconciling;

const reconciled = (...args: Parameters<typeof asking>) => reconcilePopulation(asking(...args));
const codes = ({ findings }: ReturnType<typeof reconcilePopulation>) =>
  findings.map(({ code, of, with: by }) => [code, of, by]);

describe('what a directory of record does alone', () => {
  it('is nothing where it says what the registry says', () => {
    expect(reconciled([aRow('jane'), aRow('bob')], [aKnown('jane'), aKnown('bob')])).toEqual({
      ...{ alone: [], proposals: [], findings: [], stop: null, needsWhole: false },
    });
  });

  it('is a manager, new contacts and a higher tier', () => {
    const moved = aRow('jane', { manager: 'id-bob', contacts: [emailOf('jane.new')] });
    const { alone, proposals } = reconciled(
      [moved, aRow('bob', { tier: 'privileged' })],
      [aKnown('jane'), aKnown('bob')],
    );
    expect(alone).toMatchObject([
      { account: 'openldap:bob', tier: 'privileged' },
      {
        ...{ account: 'openldap:jane', manager: 'person:bob' },
        contacts: [{ kind: 'email', address: 'jane.new@example.com', since: NOW }],
      },
    ]);
    expect(proposals).toEqual([]);
  });

  it.each([
    ['the time of the look without a date', null, at(-HOUR), NOW],
    ['the source’s date', at(-600), at(-HOUR), at(-600)],
    ['the time of the look for a date in the future', at(600), at(-HOUR), NOW],
    ['the last look for an older date: the old contact was still there then', at(-7 * 86_400), at(-HOUR), at(-HOUR)],
    ['the time of the look where nobody has looked before', at(-600), null, NOW],
    ['never longer ago than half of the least age', at(-30 * 86_400), at(-20 * 86_400), at(-MOST_BACKDATED)],
  ])('dates a changed contact by %s', (_, changedAt, lastLook, since) => {
    const contacts = [emailOf('other', { changedAt })];
    expect(reconciled([aRow('jane', { contacts })], [aKnown('jane')], { lastLook }).alone).toMatchObject([
      { contacts: [{ since }] },
    ]);
  });

  it('leaves the name and the date of a contact that only another letter case has changed, and the contacts of other kinds', () => {
    const postal = { id: 'home', kind: 'postal', address: 'Jane\nMain Street 1', since: at(-900) } as const;
    const mail = aKnown('jane').profile.contacts;
    const known = aKnown('jane', { contacts: [...mail, postal] });
    expect(reconciled([aRow('jane', { contacts: [emailOf('JANE')] })], [known]).alone).toEqual([]);
  });

  it('is nothing that the policy does not name: two administrators get it as a record', () => {
    const asked = asking([aRow('jane', { contacts: [emailOf('jane.new')] })], [aKnown('jane')]);
    const { alone, proposals } = reconcilePopulation({ ...asked, rights: { alone: ['manager'], atMost: 10 } });
    expect(alone).toEqual([]);
    expect(proposals).toMatchObject([{ account: 'openldap:jane', contacts: [{ address: 'jane.new@example.com' }] }]);
    expect(proposals[0]).not.toHaveProperty('directoryId');
  });

  it('is, of a sensitive account, a higher tier and nothing else', () => {
    const row = aRow('jane', { tier: 'critical', manager: 'id-bob', contacts: [emailOf('jane.new')] });
    const { alone, proposals } = reconciled(
      [row, aRow('bob')],
      [aKnown('jane', { tier: 'privileged' }), aKnown('bob')],
    );
    expect(alone).toEqual([{ account: 'openldap:jane', directoryId: 'id-jane', tier: 'critical' }]);
    expect(proposals).toMatchObject([{ account: 'openldap:jane', manager: 'person:bob' }]);
  });

  it('is nothing of an account that is nobody’s own, but its tier', () => {
    const shared = aKnown('desk', { kind: 'shared-mailbox', owner: null, custodians: ['person:bob'] });
    expect(reconciled([aRow('desk', { contacts: [], manager: 'id-x' })], [shared])).toMatchObject({
      alone: [],
      findings: [],
    });
  });

  it('waits while a proposal of the record waits', () => {
    const found = reconciled([aRow('jane', { contacts: [emailOf('jane.new')] })], [aKnown('jane', {}, true)]);
    expect(found).toMatchObject({ alone: [], proposals: [] });
    expect(codes(found)).toEqual([['proposal-waiting', 'openldap:jane', null]]);
  });

  it('takes the last contact from nobody', () => {
    const found = reconciled([aRow('jane', { contacts: [] })], [aKnown('jane')]);
    expect(found).toMatchObject({ alone: [], proposals: [] });
    expect(codes(found)).toEqual([['contacts-missing', 'openldap:jane', null]]);
  });

  it('asks for a whole look before a manager is changed', () => {
    const rows = [aRow('jane', { manager: 'id-bob', tier: 'privileged' })];
    expect(reconciled(rows, [aKnown('jane'), aKnown('bob')], { isWhole: false })).toMatchObject({
      ...{ needsWhole: true, alone: [{ account: 'openldap:jane', tier: 'privileged' }] },
    });
  });
});

describe('a feed that cannot be true changes nothing and says so', () => {
  const many = Array.from({ length: 100 }, (_, index) => `p${index}`);
  const rows = many.map((who) => aRow(who));
  const known = many.map((who) => aKnown(who));
  const nothing = { alone: [], proposals: [] };

  it('that is empty', () => {
    expect(reconciled([], known)).toMatchObject({ ...nothing, stop: { code: 'feed-empty', people: 100, of: 100 } });
  });

  it('that has lost half of its rows', () => {
    const half = rows.slice(50).map((row) => ({ ...row, contacts: [emailOf(`${row.target}.new`)] }));
    expect(reconciled(half, known)).toMatchObject({ ...nothing, stop: { code: 'rows-lost', people: 50, of: 100 } });
  });

  it('that gives everybody another identity under the same name', () => {
    const others = rows.map((row) => ({ ...row, directoryId: `new-${row.directoryId}` }));
    expect(reconciled(others, known)).toMatchObject({ ...nothing, stop: { code: 'rows-lost', people: 100 } });
  });

  it('that changes many at once: two administrators may agree on all of it', () => {
    const changed = rows.map((row) => ({ ...row, contacts: [emailOf(`${row.target}.new`)] }));
    const found = reconciled(changed, known);
    expect(found).toMatchObject({ alone: [], stop: { code: 'mass-change', people: 100, of: 100 } });
    expect(found.proposals).toHaveLength(100);
  });

  it('that renames everybody', () => {
    const found = reconciled(
      rows.map((row) => ({ ...row, target: `x${row.target}` })),
      known,
    );
    expect(found).toMatchObject({ alone: [], stop: { code: 'mass-change' } });
    expect(found.findings).toHaveLength(100);
  });

  describe('that changes a few in each look', () => {
    const few = (from: number, to: number) =>
      asking(
        rows.map((row, index) =>
          index >= from && index < to ? { ...row, contacts: [emailOf(`${row.target}.new`)] } : row,
        ),
        known,
      );
    const marks = (from: number, to: number) =>
      new Set(known.slice(from, to).map(({ profile }) => accountMark(profile.account)));

    it('once more of them are changed alone within a day than may be at once', () => {
      expect(reconcilePopulation({ ...few(6, 10), counted: marks(0, 6) })).toMatchObject({ stop: null, proposals: [] });
      const found = reconcilePopulation({ ...few(6, 11), counted: marks(0, 6) });
      expect(found).toMatchObject({ alone: [], stop: { code: 'mass-change', people: 11, of: 100 } });
      expect(found.proposals).toHaveLength(5);
    });

    it('or more than can be counted, whatever the policy lets it', () => {
      const before = Array.from({ length: 20_000 }, (_, index) => `id-${index}`);
      const asked = { ...few(0, 1), counted: new Set(before.slice(0, MOST_COUNTED)) };
      const feed = { ...asked.feed, before, isWhole: false };
      const rights = { alone: ['contacts'], atMost: 100 } as const;
      expect(reconcilePopulation({ ...asked, feed, rights }).stop?.people).toBe(MOST_COUNTED + 1);
      const free = new Set(before.slice(1, MOST_COUNTED));
      expect(reconcilePopulation({ ...asked, feed, rights, counted: free }).stop).toBeNull();
    });

    it('but changes the same few again, and whoever it may not change alone counts for nothing', () => {
      expect(reconcilePopulation({ ...few(0, 6), counted: marks(0, 10) })).toMatchObject({ stop: null });
      const asked = { ...few(6, 12), counted: marks(0, 10), rights: { alone: ['tier'], atMost: 10 } } as const;
      expect(reconcilePopulation(asked)).toMatchObject({ alone: [], stop: null });
    });
  });

  it('and a few leavers are no loss', () => {
    expect(reconciled(rows.slice(10), known)).toMatchObject({ stop: null });
    expect(reconciled(rows.slice(11), known)).toMatchObject({ stop: { code: 'rows-lost' } });
  });
});

describe('what people must look at', () => {
  it('are administrators whom nobody registered, and new people as records', () => {
    const row = aRow('root', { tier: 'critical' });
    const found = reconciled([aRow('jane'), row], [aKnown('jane')]);
    expect(codes(found)).toEqual([['privileged-unregistered', 'openldap:root', null]]);
    expect(found.proposals).toMatchObject([
      { account: 'openldap:root', tier: 'critical', owner: 'person:root', contacts: [{ since: NOW }] },
      { person: 'person:root', parts: [], subjects: [], addresses: ['root@example.com'] },
    ]);
  });

  it('are names that somebody else has: nobody’s record is replaced by a namesake’s', () => {
    const asked = asking([aRow('jane'), aRow('ada')], [aKnown('jane')]);
    const found = reconcilePopulation({ ...asked, owners: new Map([['id-ada', null]]) });
    expect(found.proposals).toEqual([]);
    expect(codes(found)).toEqual([['name-taken', 'openldap:ada', 'person:ada']]);
    const owned = reconcilePopulation({ ...asked, owners: new Map([['id-ada', 'person:ada-admin']]) });
    expect(owned.proposals).toMatchObject([{ account: 'openldap:ada', owner: 'person:ada-admin' }]);
  });

  it('are people who left and still hold something', () => {
    const asked = asking(
      [aRow('jane'), aRow('bob', { isActive: false })],
      [aKnown('jane'), aKnown('bob'), aKnown('eve')],
    );
    expect(leaversOf(asked).map(({ account }) => account)).toEqual(['openldap:bob', 'openldap:eve']);
    const holdings = [
      { person: 'person:bob', parts: ['admin'], custodianOf: ['secret:db'], managerOf: ['openldap:jane'] },
    ];
    expect(codes(reconcilePopulation({ ...asked, holdings }))).toEqual([
      ['part-held-by-leaver', 'person:bob', 'admin'],
      ['custodian-left', 'secret:db', 'person:bob'],
      ['manager-left', 'openldap:jane', 'person:bob'],
      ['left', 'openldap:bob', null],
      ['left', 'openldap:eve', null],
    ]);
    expect(leaversOf({ ...asked, feed: { ...asked.feed, isWhole: false } })).toHaveLength(1);
  });

  it('are managers who do not exist or have left: the record keeps its own', () => {
    const rows = [
      aRow('jane', { manager: 'id-nobody' }),
      aRow('bob', { manager: 'id-eve' }),
      aRow('eve', { isActive: false }),
    ];
    const found = reconciled(rows, [aKnown('jane'), aKnown('bob'), aKnown('eve')]);
    expect(found.alone).toEqual([]);
    expect(codes(found)).toEqual([
      ['manager-left', 'openldap:bob', 'id-eve'],
      ['manager-unknown', 'openldap:jane', 'id-nobody'],
      ['left', 'openldap:eve', null],
    ]);
  });

  it('are cycles of managers, also with those that stay as they are', () => {
    const rows = [aRow('a', { manager: 'id-b' }), aRow('b', { manager: 'id-c' }), aRow('c', { manager: 'id-a' })];
    const found = reconciled(rows, [aKnown('a'), aKnown('b', { manager: 'person:c' }), aKnown('c')]);
    expect(found.alone).toEqual([]);
    expect(codes(found).map(([code, of]) => [code, of])).toEqual([
      ['managers-in-a-cycle', 'openldap:a'],
      ['managers-in-a-cycle', 'openldap:c'],
    ]);
    expect(codes(reconciled([aRow('a', { manager: 'id-a' })], [aKnown('a')]))).toEqual([
      ['managers-in-a-cycle', 'openldap:a', 'person:a'],
    ]);
  });

  it('are rows that contradict each other, or cannot be anybody’s', () => {
    const rows = [
      aRow('jane'),
      aRow('jane', { name: 'Other' }),
      aRow('x', { target: 'bob' }),
      aRow('y', { target: 'Bob' }),
    ];
    const broken = [aRow('z', { name: ' ' }), aRow('w', { contacts: [emailOf('w', { kind: 'sms' })] })];
    const found = reconciled([...rows, ...broken], [aKnown('jane')]);
    expect(found).toMatchObject({ alone: [], proposals: [] });
    expect(codes(found).map(([code, of]) => [code, of])).toEqual([
      ['row-ambiguous', 'openldap|id-jane'],
      ['row-ambiguous', 'openldap|id-x'],
      ['row-ambiguous', 'openldap|id-y'],
      ['row-malformed', 'openldap|id-w'],
      ['row-malformed', 'openldap|id-z'],
    ]);
  });
});

const WHO = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const someone = fc.constantFrom(...WHO);
const anyRow = fc
  .record({
    who: someone,
    manager: fc.option(someone),
    mail: fc.option(someone),
    tier: fc.option(fc.constantFrom(...TIERS)),
    isActive: fc.boolean(),
    changedAt: fc.option(fc.integer({ min: -90 * 86_400, max: 86_400 }).map(at)),
  })
  .map(({ who, manager, mail, tier, isActive, changedAt }) =>
    aRow(who, {
      ...{ manager: manager === null ? null : `id-${manager}`, tier, isActive },
      contacts: mail === null ? [] : [emailOf(mail, { changedAt })],
    }),
  );
const anyKnown = fc
  .uniqueArray(
    fc.record({ who: someone, manager: fc.option(someone), tier: fc.constantFrom(...TIERS), isProposed: fc.boolean() }),
    { selector: ({ who }) => who },
  )
  .map((some) =>
    some.map(({ who, manager, tier, isProposed }) =>
      aKnown(who, { manager: manager === null ? null : `person:${manager}`, tier }, isProposed),
    ),
  );
const anyLook = fc.record({ rows: fc.array(anyRow, { maxLength: 12 }), known: anyKnown, isWhole: fc.boolean() });

describe('whatever a directory says', () => {
  it('is the same in any order, and however often it is said', () => {
    properties(
      fc.property(anyLook, fc.integer({ min: 0, max: 20 }), ({ rows, known, isWhole }, turn) => {
        const turned = <One>(all: readonly One[]) =>
          [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))].reverse();
        const before = known.map(({ profile }) => profile.directoryId);
        const once = reconciled(rows, known, { isWhole, before });
        expect(reconciled([...turned(rows), ...rows], turned(known), { isWhole, before: turned(before) })).toEqual(
          once,
        );
      }),
    );
  });

  it.each([
    ['a proposal', {}, true],
    ['two administrators', { tier: 'critical' } as const, false],
  ])('counts a manager who goes only after %s: they are above somebody until then', (_, over, isProposed) => {
    const known = [
      aKnown('g'),
      aKnown('a', { manager: 'person:f', ...over }, isProposed),
      aKnown('f', { manager: 'person:g' }),
    ];
    const { alone, findings } = reconciled([aRow('g', { manager: 'id-a' }), aRow('a')], known);
    expect(alone.filter(({ manager }) => manager !== undefined)).toEqual([]);
    expect(findings).toContainEqual({ code: 'managers-in-a-cycle', of: 'openldap:g', with: 'person:a' });
  });

  it('gives an account that is found by its name to nobody else, and changes nothing of it by what is said of them', () => {
    const record = {
      account: 'openldap:jane',
      kind: 'human',
      environment: 'production',
      owner: 'person:bob',
      custodians: [],
    } as const;
    const row = aRow('jane', { directoryId: 'openldap:jane', contacts: [emailOf('bob')], tier: 'critical', record });
    const asked = asking([row], [aKnown('jane'), aKnown('mara')], { isWhole: true });
    const byName = (owner: string) => {
      const rows = [{ ...row, contacts: [emailOf('jane')], record: { ...record, owner } }];
      return reconcilePopulation({ ...asked, feed: { ...asked.feed, knownBy: 'account', rows } });
    };
    expect(byName('person:bob')).toMatchObject({
      ...{ alone: [], proposals: [] },
      findings: [
        { code: 'owner-differs', of: 'openldap:jane', with: 'person:bob' },
        { code: 'left', of: 'openldap:mara' },
      ],
    });
    expect(byName('person:jane').alone).toEqual([
      { account: 'openldap:jane', directoryId: 'id-jane', tier: 'critical' },
    ]);
  });

  it('lowers no tier, makes no contact older, gives no part, and closes no cycle of managers', () => {
    properties(
      fc.property(anyLook, ({ rows, known, isWhole }) => {
        const { alone, proposals } = reconciled(rows, known, { isWhole });
        const records = new Map(known.map(({ profile }) => [profile.account, profile]));
        const above = new Map(known.map(({ profile }) => [profile.owner, profile.manager]));
        for (const { account, tier, contacts, manager } of alone) {
          const record = records.get(account);
          if (record === undefined) throw new Error(`${account} is not registered`);
          if (tier !== undefined) expect(TIERS.indexOf(tier)).toBeGreaterThan(TIERS.indexOf(record.tier));
          for (const { address, since } of contacts ?? []) {
            const before = record.contacts.find((one) => one.address === address);
            expect(since >= (before?.since ?? at(-HOUR)) && since <= NOW).toBe(true);
          }
          if (manager !== undefined) above.set(record.owner, manager);
        }
        for (const row of proposals) if ('person' in row) expect(row.parts).toEqual([]);
        for (const { account, manager } of alone) {
          if (manager == null) continue;
          const seen = new Set([manager]);
          for (const one of seen) {
            const next = above.get(one);
            if (next != null) seen.add(next);
          }
          expect([...seen]).not.toContain(records.get(account)?.owner);
        }
      }),
    );
  });
});
