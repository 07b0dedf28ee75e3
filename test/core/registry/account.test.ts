import { describe, expect, it } from '@jest/globals';
import {
  ACTIONS,
  type Assurance,
  assuranceOf,
  changeOf,
  floorOf,
  isAccountId,
  isOfKind,
  isSensitive,
  KINDS,
  maskedAccount,
  mayRequest,
  RELATIONS,
  relatedPeople,
  relationsOf,
  subjectOf,
  TIERS,
} from '../../../lambdas/core/registry/account.ts';
import { anNhiProfile, aProfile, at, PEOPLE } from '../../support/fixtures.ts';
import { CONTACTS } from '../../support/proving.ts';

describe('isSensitive', () => {
  it('is every privileged, critical and non-human account, and no other', () => {
    const ordinary = KINDS.flatMap((kind) => TIERS.map((tier) => ({ kind, tier }))).filter((one) => !isSensitive(one));
    expect(ordinary).toEqual(
      ['human', 'shared-mailbox', 'vendor', 'device'].map((kind) => ({ kind, tier: 'standard' })),
    );
  });
});

describe('who may ask', () => {
  it('is the owner, or a custodian', () => {
    expect(mayRequest(aProfile(), PEOPLE.jane)).toBe(true);
    expect(mayRequest(aProfile(), PEOPLE.manager)).toBe(false);
    expect(mayRequest(anNhiProfile(), PEOPLE.secondCustodian)).toBe(true);
    expect(mayRequest(anNhiProfile(), PEOPLE.jane)).toBe(false);
  });
});

describe('subjectOf', () => {
  it('is the owner of a personal account, and nobody of any other', () => {
    const owned = KINDS.filter((kind) => subjectOf(aProfile({ kind })) === PEOPLE.jane);
    expect(owned).toEqual(['human', 'vendor', 'device']);
  });
});

describe('a device', () => {
  it('has the key of its disk to recover and nothing else, and nothing else has one', () => {
    const pairs = KINDS.flatMap((kind) => ACTIONS.map((action) => ({ kind, action })));
    const fitting = pairs.filter(({ kind, action }) => isOfKind(action, kind));
    expect(fitting.filter(({ kind }) => kind === 'device')).toEqual([{ kind: 'device', action: 'release-disk-key' }]);
    expect(fitting.filter(({ action }) => action === 'release-disk-key')).toHaveLength(1);
    expect(fitting).toHaveLength((KINDS.length - 1) * (ACTIONS.length - 1) + 1);
  });
});

describe('maskedAccount', () => {
  it.each([
    ['cognito:jane', 'cognito:j***'],
    ['entra:device/LAPTOP-42', 'entra:device/L***'],
    ['iam:user/jane', 'iam:user/j***'],
    ['secret:prod/payments/db', 'secret:p***'],
    ['dir:device', 'dir:d***'],
  ])('shows %s as %s', (account, shown) => {
    expect(maskedAccount(account)).toBe(shown);
  });
});

describe('relationsOf', () => {
  it('are all that the registry says', () => {
    const profile = aProfile({ manager: PEOPLE.jane, custodians: [PEOPLE.custodian] });
    expect(relationsOf(profile, PEOPLE.jane)).toEqual(['owner', 'manager']);
    expect(relationsOf(profile, PEOPLE.custodian)).toEqual(['custodian']);
    expect(relationsOf(profile, PEOPLE.agent)).toEqual([]);
  });
});

describe('relatedPeople', () => {
  const profile = aProfile({ manager: PEOPLE.agent, custodians: [PEOPLE.jane, PEOPLE.custodian] });

  it.each([
    [['owner'], [PEOPLE.jane]],
    [['manager'], [PEOPLE.agent]],
    [['custodian'], [PEOPLE.jane, PEOPLE.custodian]],
    [
      ['custodian', 'owner'],
      [PEOPLE.jane, PEOPLE.custodian],
    ],
    [[], []],
  ] as const)('as %j are those whom the registry names, each once', (relations, people) => {
    expect(relatedPeople(profile, relations)).toEqual(people);
  });

  it('are nobody where nobody is registered', () => {
    expect(relatedPeople(aProfile({ owner: null, manager: null }), ['owner', 'manager', 'custodian'])).toEqual([]);
  });
});

describe('isAccountId', () => {
  it.each(['okta:jane', 'secret:prod/payments/db', 'aws-iam:ci', 'entra:a@b.c'])('accepts `%s`', (id) => {
    expect(isAccountId(id)).toBe(true);
  });

  it.each([
    'jane',
    'person:jane',
    'source:jira',
    'Okta:jane',
    'okta:',
    'okta:a b',
    'okta:ä',
    'okta:a\n',
    `okta:${'a'.repeat(129)}`,
  ])('refuses %j', (id) => {
    expect(isAccountId(id)).toBe(false);
  });
});

const before = aProfile({ contacts: CONTACTS });

describe('what another record of an account has changed', () => {
  it.each([
    ['the same again', before, undefined],
    ['no contacts any more', aProfile(), 'contacts'],
    ['one contact less', aProfile({ contacts: CONTACTS.slice(1) }), 'contacts'],
    [
      'a contact that counts from later',
      aProfile({ contacts: CONTACTS.map((one) => ({ ...one, since: at(0) })) }),
      'contacts',
    ],
    ['contacts and everything else', anNhiProfile(), 'contacts'],
    ['another tier', { ...before, tier: 'privileged' }, 'record'],
    ['another kind', { ...before, kind: 'vendor' }, 'record'],
    ['another owner', { ...before, owner: PEOPLE.agent }, 'record'],
    ['another manager', { ...before, manager: null }, 'record'],
    ['other custodians', { ...before, custodians: [PEOPLE.custodian] }, 'record'],
    ['another connector', { ...before, connector: 'okta' }, 'record'],
  ] as const)('%s', (_, after, change) => {
    expect(changeOf(before, after)).toBe(change);
  });

  it('is nothing of a first record: nobody has relied on anything yet', () => {
    expect(changeOf(null, before)).toBeUndefined();
  });
});

describe('the assurance of an account', () => {
  it.each<[assurance: Assurance | undefined, account: Assurance, floor: Assurance]>([
    [undefined, 2, 2],
    [1, 1, 2],
    [2, 2, 2],
    [3, 3, 3],
  ])(
    'rule 2: no part is played with less than two factors, nor than the account is used with: %s',
    (assurance, account, floor) => {
      const profile = assurance === undefined ? {} : { assurance };
      expect([assuranceOf(profile), floorOf(profile)]).toEqual([account, floor]);
    },
  );

  it('asks two factors of whoever changes the registry, which has no profile', () => {
    expect(floorOf(null)).toBe(2);
  });
});

describe('relations', () => {
  it('knows every relation that a record can give somebody, and no other', () => {
    const all = aProfile({ owner: 'person:x', manager: 'person:x', custodians: ['person:x'] });
    expect([...relationsOf(all, 'person:x')].sort()).toEqual([...RELATIONS].sort());
    expect(relationsOf(all, 'person:y')).toEqual([]);
  });
});
