import { beforeEach, describe, expect, it } from '@jest/globals';
import { REGISTRY_TEXTS } from '../../../../lambdas/app/messages/registry-texts.ts';
import type { SignedCommit } from '../../../../lambdas/core/audit/commit.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { type AccountProfile, LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import type { Person } from '../../../../lambdas/core/registry/person.ts';
import { AdapterError } from '../../../../lambdas/ports/errors.ts';
import { streamOf } from '../../../support/commits.ts';
import { anOpenRecovery, aPerson, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';

let world = relayWorld();
beforeEach(() => {
  world = relayWorld();
  caughtLog();
});

const mail = (id: string, address: string): Contact => ({ id, kind: 'email', address, since: NOW });
const mobile: Contact = { id: 'mobile', kind: 'sms', address: '+15550009999', since: NOW };

/** Two administrators put this record in place of the one before. */
const becomes = (over: Partial<AccountProfile>): readonly LedgerEvent[] => [
  { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(over), by: PEOPLE.admin, digest: 'd' },
  { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
];
const isNow = (over: Partial<Person>): readonly LedgerEvent[] => [
  { type: 'PersonProposed', ...NO_GROUNDS, person: aPerson(over), by: PEOPLE.admin, digest: 'd' },
  { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'd' },
];

/** Puts a stream whose commits hold these events into the ledger. */
async function happened(
  stream: string,
  ...lists: readonly (readonly LedgerEvent[])[]
): Promise<readonly SignedCommit[]> {
  const commits = streamOf(stream, lists);
  for (const commit of commits) await world.ledger.append(commit);
  return commits;
}

/** Who hears of the last of these commits, in order. */
async function told(stream: string, ...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly string[]> {
  const last = (await happened(stream, ...lists)).at(-1);
  if (last !== undefined) await sendNotices(world.services, last);
  return world.delivery.sent.map(({ to }) => to.address);
}

const JANE = 'cognito:jane';
const [OLD, NEW] = [mail('work', 'old@example.com'), mail('work', 'new@example.org')];

describe('changed contacts (rule 8, rule 11; SP 800-63B-4 section 4.6; ASVS 6.3.7)', () => {
  it('are told to every contact of before and of after, each once, whatever its id', async () => {
    const heard = await told(JANE, becomes({ contacts: [OLD, mobile] }), becomes({ contacts: [mobile, NEW] }));
    expect(heard).toEqual([mobile.address, NEW.address, OLD.address]);
  });

  it('are told to the last contact that was taken away', async () => {
    expect(await told(JANE, becomes({ contacts: [OLD] }), becomes({ contacts: [] }))).toEqual([OLD.address]);
  });

  it('are told to the owner too, in the mailboxes that are not among them', async () => {
    await happened(PEOPLE.jane, isNow({ addresses: ['jane@example.com', 'Old@example.com'] }));
    const heard = await told(JANE, becomes({ contacts: [OLD] }), becomes({ contacts: [NEW] }));
    expect(heard).toEqual([NEW.address, OLD.address, 'jane@example.com']);
  });

  it('tell a mailbox with another tag: it may be somebody else`s', async () => {
    const tagged = mail('work', 'old+x@example.com');
    expect(await told(JANE, becomes({ contacts: [OLD] }), becomes({ contacts: [tagged] }))).toEqual([
      ...[tagged.address, OLD.address],
    ]);
  });

  it('are told once, however often the commit comes and whatever is changed after it', async () => {
    const commits = await happened(
      ...[JANE, becomes({ contacts: [OLD] }), becomes({ contacts: [NEW] }), becomes({ contacts: [mobile] })],
    );
    const [, , , change] = commits;
    if (change === undefined) throw new Error('nothing was changed');
    for (const _ of [1, 2]) await sendNotices(world.services, change);
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([NEW.address, OLD.address]);
    expect([...world.sentNotices.marked].flat(2).join()).not.toMatch(/old@|new@/);
  });

  it('reach the one when the other takes nothing, and the other after an outage', async () => {
    const commits = await happened(JANE, becomes({ contacts: [OLD] }), becomes({ contacts: [NEW] }));
    world.delivery.refusing.set(OLD.address, new AdapterError('unavailable', { retryable: true }));
    const [, , , change] = commits;
    if (change === undefined) throw new Error('nothing was changed');
    await expect(sendNotices(world.services, change)).rejects.toMatchObject({ code: 'unavailable' });
    world.delivery.refusing.clear();
    await sendNotices(world.services, change);
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([NEW.address, OLD.address]);
  });

  it.each(LANGUAGES)(
    'are told in the language of the account, with what to do and no address: %s',
    async (language) => {
      await told(JANE, becomes({ contacts: [OLD], language }), becomes({ contacts: [NEW], language }));
      const { notices, unexpected } = REGISTRY_TEXTS[language];
      expect(world.delivery.sent).toHaveLength(2);
      for (const { message } of world.delivery.sent) {
        const text = message.text.reveal();
        expect(message.subject).toBe(notices['contacts-changed'].subject);
        expect(text).toContain(notices['contacts-changed'].says);
        expect(text.endsWith(unexpected)).toBe(true);
        expect(text).not.toMatch(/old@|new@|jane|https?:/i);
        expect(message.spoken?.parts.slice(2)).toEqual([notices['contacts-changed'].says, unexpected]);
      }
    },
  );

  it('are not told of a first record, nor of the same one again', async () => {
    expect(await told(JANE, becomes({ contacts: [OLD] }))).toEqual([]);
    expect(await told('cognito:ken', becomes({ contacts: [OLD] }), becomes({ contacts: [OLD] }))).toEqual([]);
  });
});

describe('a changed record of an account', () => {
  it('is told to its contacts, and to whoever answered for it before and answers for it now', async () => {
    await happened(PEOPLE.jane, isNow({ addresses: ['jane@example.com'] }));
    await happened(PEOPLE.custodian, isNow({ person: PEOPLE.custodian, addresses: ['cora@example.com'] }));
    const after = { kind: 'shared-mailbox', owner: null, custodians: [PEOPLE.custodian] } as const;
    const contacts = [OLD];
    expect(await told(JANE, becomes({ contacts }), becomes({ contacts, ...after }))).toEqual([
      ...[OLD.address, 'cora@example.com', 'jane@example.com'],
    ]);
    expect(world.delivery.sent[0]?.message.subject).toBe(REGISTRY_TEXTS.en.notices['record-changed'].subject);
  });

  it('is told when its tier is raised', async () => {
    await happened(PEOPLE.jane, isNow({ addresses: ['jane@example.com'] }));
    expect(await told(JANE, becomes({}), becomes({ tier: 'privileged' }))).toEqual(['jane@example.com']);
  });
});

describe('the record of a person (rule 6)', () => {
  it('is told when it is made', async () => {
    const addresses = ['jane@example.com', 'jane@example.org'];
    expect(await told(PEOPLE.jane, isNow({ addresses }))).toEqual(addresses);
    const [sent] = world.delivery.sent;
    expect(sent?.message.text.reveal()).toContain(REGISTRY_TEXTS.en.notices['person-changed'].says);
    expect(sent?.message.text.reveal()).not.toMatch(/jane|sub-/i);
  });

  it('is told at the addresses of before and of after', async () => {
    const [before, after] = [
      { addresses: ['old@example.com', 'both@example.com'] },
      { addresses: ['both@example.com', 'new@example.com'] },
    ];
    expect(await told(PEOPLE.jane, isNow(before), isNow(after))).toEqual([
      ...['both@example.com', 'new@example.com', 'old@example.com'],
    ]);
  });

  it('is told when somebody else could sign in as them', async () => {
    expect(await told(PEOPLE.jane, isNow({}), isNow({ subjects: ['sub-mallory'] }))).toEqual(['jane@example.com']);
  });

  it('is not told when it is the same again', async () => {
    expect(await told(PEOPLE.jane, isNow({}), isNow({}))).toEqual([]);
  });
});

describe('a recovery that changes contacts', () => {
  const opened: LedgerEvent = {
    ...anOpenRecovery({ action: 'change-contact' }),
    type: 'RecoveryOpened',
    subject: PEOPLE.jane,
  };
  const granted: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: false, evidence: null };
  const past = [becomes({ contacts: [OLD, mobile] }), [opened], becomes({ contacts: [NEW, mobile] })] as const;

  it('is told to the contact that went, too', async () => {
    expect(await told(JANE, ...past, [granted])).toEqual([NEW.address, mobile.address, OLD.address]);
  });

  it('is told as any other where nothing was taken away', async () => {
    expect(await told(JANE, past[0], [opened], [granted])).toEqual([OLD.address, mobile.address]);
  });

  it('waits until its opening is found, and leaves nobody out', async () => {
    const last = (await happened(JANE, ...past, [granted])).at(-1);
    if (last === undefined) throw new Error('nothing was granted');
    world.ledger.readRecovery = async () => ({ commits: [], cut: null });
    await expect(sendNotices(world.services, last)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(world.delivery.sent).toEqual([]);
  });
});
