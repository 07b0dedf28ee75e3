import { beforeEach, describe, expect, it } from '@jest/globals';
import { findColleagues, findPeople } from '../../../lambdas/app/people/finding.ts';
import { type AccountProfile, ownedBy, subjectOf } from '../../../lambdas/core/registry/account.ts';
import { likenessKeys } from '../../../lambdas/core/registry/look-alikes.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { ApiWorld } from '../../support/api-world.ts';
import {
  ACTORS,
  anNhiProfile,
  aPerson,
  aProfile,
  NOW,
  PEOPLE,
  subjectOf as subjectNamed,
} from '../../support/fixtures.ts';
import { ModelLookAlikes } from '../../support/models/look-alikes.ts';
import { register } from '../../support/register.ts';

const world = new ApiWorld();
let lookAlikes = new ModelLookAlikes();
const owned = new Map<string, string[]>();
const members = {
  next: async (group: string, { limit }: { limit: number }) => (owned.get(group) ?? []).slice(0, limit),
};

const JANE: Person = aPerson({
  person: PEOPLE.jane,
  name: 'Jane Doe',
  addresses: ['jane.doe@corp.example'],
  subjects: [],
  ticketUsers: [],
});
const MANAGER: Person = aPerson({
  person: PEOPLE.manager,
  name: 'Mara Voss',
  addresses: ['mara.voss@corp.example'],
  subjects: [],
  ticketUsers: [],
});
const ACCOUNT = aProfile({
  tier: 'privileged',
  contacts: [{ id: 'mobile', kind: 'sms', address: '+41790001122', since: NOW }],
});

/** Registers a record and shows it where the relay would. */
async function shows(record: Person | AccountProfile): Promise<void> {
  if (record !== ACCOUNT) await register(world.services, 'person' in record ? { person: record } : { profile: record });
  const id = 'person' in record ? record.person : record.account;
  const holders = 'person' in record ? [record.person] : [];
  await lookAlikes.show({ record: id, holders }, likenessKeys(record), 1);
  const owner = 'person' in record ? null : subjectOf(record);
  if (owner !== null) owned.set(ownedBy(owner), [...(owned.get(ownedBy(owner)) ?? []), id]);
}

beforeEach(async () => {
  await world.reset(ACCOUNT);
  owned.clear();
  lookAlikes = new ModelLookAlikes();
  for (const record of [JANE, MANAGER, ACCOUNT, anNhiProfile()]) await shows(record);
});

const find = (words: string, actor = ACTORS.agent) =>
  findPeople({ ledger: world.ledger, lookAlikes, members }, actor, words);

const FOUND = { account: 'cognito:jane', kind: 'human', person: PEOPLE.jane, name: 'Jane Doe' };

describe('an agent finds an account', () => {
  it.each([
    ['the name', 'Jane Doe'],
    ['the name, however it is written', '  jane  DOE '],
    ['the mail address', 'jane.doe@corp.example'],
    ['a telephone number', '+41 79 000 11 22'],
    ['a telephone number as people say it', '079 000 11 22'],
    ['the person', 'person:jane'],
    ['the short name', 'jane'],
    ['the account', 'cognito:jane'],
  ])('by %s', async (_, words) => {
    expect(await find(words)).toEqual({ items: [FOUND], more: false });
  });

  it('that is nobody`s own, without a person', async () => {
    const { account, kind } = anNhiProfile();
    expect((await find(account)).items).toEqual([{ account, kind, person: null, name: null }]);
  });

  it('and a person who has none', async () => {
    expect((await find('Mara Voss')).items).toEqual([
      { account: null, kind: null, person: PEOPLE.manager, name: 'Mara Voss' },
    ]);
  });

  it('and what a reader would confuse with it', async () => {
    await shows(
      aPerson({
        person: 'person:jane-2',
        name: 'J\u0430ne Doe',
        addresses: [],
        subjects: [],
        ticketUsers: [],
      }),
    );
    expect((await find('Jane Doe')).items.map(({ person }) => person)).toEqual([PEOPLE.jane, 'person:jane-2']);
  });

  it('and says that there are more accounts of one person than it shows', async () => {
    const accounts = Array.from({ length: 11 }, (_, index) => `cognito:jane-${index}` as const);
    owned.set(ownedBy(PEOPLE.jane), accounts.slice(0, 10));
    for (const account of accounts)
      await register(world.services, { profile: aProfile({ account, directoryId: account }) });
    const answer = async () => {
      const { items, more } = await find('person:jane');
      return [items.length, more];
    };
    expect(await answer()).toEqual([10, false]);
    owned.set(ownedBy(PEOPLE.jane), accounts);
    expect(await answer()).toEqual([10, true]);
  });

  it('by whole values only', async () => {
    for (const words of ['Doe', 'corp.example', '@corp.example', '1122', '+417900', 'cognito:j', 'person:j', '...'])
      expect([words, (await find(words)).items]).toEqual([words, []]);
  });

  it('and sees nothing that a caller could be asked', async () => {
    const text = JSON.stringify(await find('Jane Doe'));
    for (const hidden of ['+4179', '22', 'corp.example', PEOPLE.manager, 'privileged', 'mobile'])
      expect(text).not.toContain(hidden);
  });

  it('only with the part of an agent', async () => {
    for (const actor of [ACTORS.jane, ACTORS.verifier, ACTORS.identityApprover, ACTORS.reviewer])
      await expect(find('Jane Doe', actor)).rejects.toMatchObject({ code: 'role-missing' });
  });
});

describe('who lends their right to approve', () => {
  const LENDER = ACTORS.identityApprover;
  const A_PASSKEY = { credentialId: 'cred-1', publicKey: 'key-1', site: 'https://recover.example.com' };
  const IVAN: Person = aPerson({
    person: 'person:ivan',
    name: 'Ivan Novak',
    addresses: ['ivan@corp.example'],
    ticketUsers: [],
    subjects: [subjectNamed('sub-ivan')],
  });
  const colleagues = (words: string, actor = LENDER) =>
    findColleagues({ ledger: world.ledger, lookAlikes }, actor, words);
  const lends = (passkeys: Person['passkeys']) =>
    shows(
      aPerson({
        person: LENDER.person,
        name: 'Ida Lindt',
        addresses: [],
        ticketUsers: [],
        subjects: [subjectNamed('sub-lender')],
        ...(passkeys === undefined ? {} : { passkeys }),
      }),
    );

  it.each(['Ivan Novak', 'IVAN  NOVAK', 'ivan@corp.example', 'person:ivan', 'ivan'])(
    'finds who could stand in, by %s',
    async (words) => {
      await lends([A_PASSKEY]);
      await shows(IVAN);
      expect(await colleagues(words)).toEqual({ items: [{ person: 'person:ivan', name: 'Ivan Novak' }], more: false });
    },
  );

  it('finds nobody by a part, no account, no machine, nobody who cannot sign in, and not themselves', async () => {
    await lends([A_PASSKEY]);
    await shows(IVAN);
    await shows(
      aPerson({
        person: 'person:bot',
        name: 'Bot',
        nature: 'machine',
        subjects: [subjectNamed('sub-bot')],
        addresses: [],
      }),
    );
    for (const words of ['Novak', 'cognito:jane', 'Bot', 'Jane Doe', 'Ida Lindt'])
      expect([words, (await colleagues(words)).items]).toEqual([words, []]);
  });

  it('finds nobody without a passkey in their record, and no machine does', async () => {
    await lends(undefined);
    await expect(colleagues('Jane Doe')).rejects.toMatchObject({ code: 'statement-missing' });
    const machine = { ...LENDER, nature: 'machine' } as const;
    await expect(colleagues('Jane Doe', machine)).rejects.toMatchObject({ code: 'machine-cannot-decide' });
  });
});
