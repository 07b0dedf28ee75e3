import { describe, expect, it } from '@jest/globals';
import type { SearchOptions } from 'ldapts';
import { openLdapLog } from '../../../../lambdas/adapters/connectors/ldap/openldap-log.ts';
import type { Session } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import { at, NOW } from '../../../support/fixtures.ts';

const person = (id: string, pwdChangedTime: string) => ({ dn: `uid=${id}`, entryUUID: id, pwdChangedTime });

function server(...people: readonly ReturnType<typeof person>[]) {
  const asked: string[] = [];
  const session: Pick<Session, 'base' | 'search'> = {
    base: 'dc=example,dc=test',
    search: async (_base: string, { filter, sizeLimit }: SearchOptions) => {
      if (sizeLimit === 1) return [{ dn: 'uid=anybody' }];
      asked.push(String(filter));
      return people;
    },
  };
  return {
    asked,
    since: (place: Parameters<typeof openLdapLog.since>[1]) => openLdapLog.since(session as Session, place, NOW),
  };
}

describe('what OpenLDAP says was changed', () => {
  it('begins now: what was before is seen', async () => {
    const { since, asked } = server(person('jane', '20261120095900Z'));
    expect(await since(null)).toEqual({
      changes: [],
      place: { from: at(-120), seen: ['jane password-set 20261120095900Z'] },
      isEnd: true,
    });
    expect(asked[0]).toContain('(pwdChangedTime>=20261120095800Z)');
  });

  it('is what was not seen yet, in its order, with fractions of a second', async () => {
    const { since } = server(person('kim', '20261120095959.250000Z'), person('jane', '20261120095900Z'));
    const found = await since({ from: at(-180), seen: ['jane password-set 20261120095900Z'] });
    expect(found.changes).toEqual([
      { directoryId: 'kim', kind: 'password-set', at: at(-0.75), entry: 'kim password-set 20261120095959.250000Z' },
    ]);
    expect(found.place.seen).toHaveLength(2);
  });

  it('is read from where the last look ended, however long ago', async () => {
    const { since, asked } = server(person('jane', '20261119100000Z'));
    const found = await since({ from: at(-90_000), seen: [] });
    expect(found.changes).toHaveLength(1);
    expect(found.place).toEqual({ from: at(-120), seen: [] });
    expect(asked[0]).toContain('(pwdChangedTime>=20261119090000Z)');
  });

  it('is unknown when a time cannot be read', async () => {
    await expect(server(person('jane', 'yesterday')).since({ from: NOW, seen: [] })).rejects.toMatchObject({
      code: 'answer-unreadable',
    });
  });
});
