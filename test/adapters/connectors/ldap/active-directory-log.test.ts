import { describe, expect, it } from '@jest/globals';
import type { Entry, SearchOptions } from 'ldapts';
import { activeDirectoryLog } from '../../../../lambdas/adapters/connectors/ldap/active-directory-log.ts';
import type { Session } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import { at, NOW } from '../../../support/fixtures.ts';

const GUID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const ID = '33221100-5544-7766-8899-aabbccddeeff';
const [DC_ONE, DC_TWO] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
const ONE = '01010101-0101-0101-0101-010101010101';
const [PASSWORD, LOCKOUT, OTHER] = [0x9005a, 0x90296, 0x90008];

interface Item {
  readonly attribute: number;
  readonly at: string;
  /** Where it was first written. */
  readonly from?: Buffer;
  readonly original: number;
  readonly local: number;
}

/** As a domain controller writes it (MS-DRSR, version 1). */
function metadata(...items: readonly Item[]): Buffer {
  const bytes = Buffer.alloc(16 + 48 * items.length);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(items.length, 8);
  for (const [index, item] of items.entries()) {
    const start = 16 + 48 * index;
    bytes.writeUInt32LE(item.attribute, start);
    bytes.writeUInt32LE(7, start + 4);
    bytes.writeBigUInt64LE(BigInt(Date.parse(item.at) / 1000) + 11_644_473_600n, start + 8);
    (item.from ?? DC_ONE).copy(bytes, start + 16);
    bytes.writeBigUInt64LE(BigInt(item.original), start + 32);
    bytes.writeBigUInt64LE(BigInt(item.local), start + 40);
  }
  return bytes;
}

const person = (replPropertyMetaData: Buffer, over: Partial<Entry> = {}): Entry => ({
  ...{ dn: 'CN=jane', objectGUID: GUID, replPropertyMetaData },
  ...over,
});

/** A domain controller with these people; what it was asked for. */
function controller({ highest = 100, invocation = DC_ONE, people = [] as readonly Entry[] }) {
  const asked: string[] = [];
  const session: Pick<Session, 'base' | 'search'> = {
    base: 'DC=example,DC=test',
    search: async (base: string, { filter, sizeLimit }: SearchOptions) => {
      if (base === '') return [{ dn: '', highestCommittedUSN: String(highest), dsServiceName: 'CN=NTDS' }];
      if (base === 'CN=NTDS') return [{ dn: base, invocationId: invocation }];
      if (sizeLimit === 1) return [{ dn: 'CN=anybody' }];
      asked.push(String(filter));
      return people;
    },
  };
  return {
    asked,
    since: (place: Parameters<typeof activeDirectoryLog.since>[1]) =>
      activeDirectoryLog.since(session as Session, place, NOW),
  };
}

const at50 = { at: at(-60), read: { [ONE]: 50 } };

describe('what Active Directory says was changed', () => {
  it('begins at the highest number, without what was before', async () => {
    const { since, asked } = controller({
      people: [person(metadata({ attribute: PASSWORD, at: NOW, original: 1, local: 1 }))],
    });
    expect(await since(null)).toEqual({ changes: [], place: { at: NOW, read: { [ONE]: 100 } }, isEnd: true });
    expect(asked).toEqual([]);
  });

  it('is what its controller numbered since, of passwords and unlocks alone', async () => {
    const { since, asked } = controller({
      people: [
        person(
          metadata(
            { attribute: PASSWORD, at: at(-5), original: 51, local: 51 },
            { attribute: LOCKOUT, at: at(-4), from: DC_TWO, original: 9, local: 52 },
            { attribute: OTHER, at: at(-3), original: 53, local: 53 },
          ),
        ),
        person(metadata({ attribute: PASSWORD, at: at(-90), original: 50, local: 50 })),
      ],
    });
    expect(await since(at50)).toMatchObject({
      changes: [
        { directoryId: ID, kind: 'password-set', at: at(-5), entry: `${ID} password-set ${ONE}/51` },
        {
          directoryId: ID,
          kind: 'unlocked',
          at: at(-4),
          entry: `${ID} unlocked 02020202-0202-0202-0202-020202020202/9`,
        },
      ],
      place: { at: NOW, read: { [ONE]: 100 } },
      isEnd: true,
    });
    expect(asked[0]).toContain('(uSNChanged>=51)(uSNChanged<=100)');
  });

  it('is no unlock while the account is locked', async () => {
    const locked = person(metadata({ attribute: LOCKOUT, at: NOW, original: 60, local: 60 }), { lockoutTime: '133' });
    expect((await controller({ people: [locked] }).since(at50)).changes).toEqual([]);
  });

  it('is read in steps when there is much of it', async () => {
    const { since, asked } = controller({ highest: 25_000 });
    expect(await since(at50)).toMatchObject({ place: { at: at50.at, read: { [ONE]: 10_050 } }, isEnd: false });
    expect(asked[0]).toContain('(uSNChanged<=10050)');
    const quiet = controller({ highest: 50 });
    expect(await quiet.since(at50)).toMatchObject({ changes: [], isEnd: true });
    expect(quiet.asked).toEqual([]);
  });

  it('is asked by time of a controller that was never asked, under the same names, and of one whose numbers went back', async () => {
    const change = { attribute: PASSWORD, at: at(-30), original: 51, local: 7 };
    const old = { attribute: PASSWORD, at: at(-86_400), original: 3, local: 6 };
    const other = controller({
      highest: 8,
      invocation: DC_TWO,
      people: [person(metadata(change)), person(metadata(old))],
    });
    const found = await other.since(at50);
    expect(found.changes.map(({ entry }) => entry)).toEqual([`${ID} password-set ${ONE}/51`]);
    expect(found.place.read).toEqual({ [ONE]: 50, '02020202-0202-0202-0202-020202020202': 8 });
    expect(other.asked[0]).toContain('(whenChanged>=');
    expect((await controller({ highest: 8, people: [person(metadata(change))] }).since(at50)).changes).toHaveLength(1);
  });

  it('is unknown when the account is not shown it', async () => {
    const unshown = person(Buffer.alloc(0), { replPropertyMetaData: [] });
    await expect(controller({ people: [unshown] }).since(at50)).rejects.toMatchObject({ code: 'attribute-unreadable' });
    for (const bytes of [Buffer.alloc(4), Buffer.alloc(40), metadata().fill(2, 0, 1)])
      await expect(controller({ people: [person(bytes)] }).since(at50)).rejects.toMatchObject({
        code: 'answer-unreadable',
      });
  });
});
