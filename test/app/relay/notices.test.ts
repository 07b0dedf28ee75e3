import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { CODE_TEXTS } from '../../../lambdas/app/messages/code-message.ts';
import { REGISTRY_TEXTS } from '../../../lambdas/app/messages/registry-texts.ts';
import { NOTICE_TEXTS, NOTICES } from '../../../lambdas/app/messages/texts.ts';
import { noticeOf } from '../../../lambdas/app/relay/notices/about.ts';
import { deliverNotice } from '../../../lambdas/app/relay/notices.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import { NO_HELP_DESK } from '../../../lambdas/contract/help-desk.ts';
import type { SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import type { VersionedPolicy } from '../../../lambdas/core/policy/policy.ts';
import { LANGUAGES } from '../../../lambdas/core/registry/account.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { adoptPolicy } from '../../support/adopt.ts';
import { eventually } from '../../support/eventually.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPerson, aPolicy, aProfile, PEOPLE } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { policyThat } from '../../support/policies.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../../support/proving-world.ts';
import { register as registers } from '../../support/register.ts';
import { commitsOf, relayWorld, sendNotices } from '../../support/relay-world.ts';

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

type Setup = {
  readonly contacts?: typeof CONTACTS;
  readonly language?: 'de' | 'es';
  readonly policy?: VersionedPolicy;
};

/** Jane's account with these contacts, and a recovery that is open. */
async function aWorld({ contacts = CONTACTS, policy = aPolicy(), ...over }: Setup = {}) {
  const world = relayWorld();
  const submitting = { ...world.submitting, policy: { current: async () => policy } };
  await adoptPolicy(submitting);
  await registers(submitting, { profile: aProfile({ contacts, ...over }) });
  await submit(submitting, anEnvelope(anOpenRecovery()));
  await step(
    submitting,
    { account: 'cognito:jane', recovery: 'rec-1' },
    { type: 'AssessRecovery', directoryTier: null },
  );
  return { ...world, submitting };
}

type World = Awaited<ReturnType<typeof aWorld>>;

/** The newest commit with this event. */
async function commitWith({ ledger }: World, type: string): Promise<SignedCommit> {
  const commits = await commitsOf(ledger, 'cognito:jane');
  const found = commits.findLast(({ commit }) => commit.events.some((event) => event.type === type));
  if (found === undefined) throw new Error(`no commit has ${type}`);
  return found;
}

async function tell(world: World, type: string): Promise<void> {
  await sendNotices(world.services, await commitWith(world, type));
}

const sentIn = ({ delivery }: World) => delivery.sent.map(({ to, message }) => [to.address, message.text.reveal()]);

async function register({ submitting }: World, one: Person): Promise<void> {
  await registers(submitting, { person: one });
}

const ask = (id: string, contact: string) =>
  anEnvelope(
    {
      type: 'IssueChallenge',
      method: contact === 'work' ? 'issued-code-email' : 'issued-code-sms',
      contact,
      hash: 'ab',
    },
    { id, actor: { by: 'visitor', session: 'a'.repeat(64) } },
  );

describe('notices', () => {
  it('go to every registered contact, with a way to stop it behind the # of a link', async () => {
    const world = await aWorld();
    await tell(world, 'RecoveryOpened');
    const text = [
      'Somebody asked us to reset your password.',
      'Time: 2026-11-20 10:00 UTC.',
      'If it was you, go on here: https://recover.example.com/r/rec-1',
      'If this was not you, stop it now: https://recover.example.com/r/rec-1#stop=stop-rec-1',
    ].join('\n\n');
    expect(sentIn(world)).toEqual(CANARY_ADDRESSES.map((address) => [address, text]));
  });

  it('are sent once for each commit and contact, however often the commit comes', async () => {
    const world = await aWorld();
    for (const _ of [1, 2, 3]) await tell(world, 'RecoveryOpened');
    expect(world.delivery.sent).toHaveLength(2);
  });

  it('reach the others when one address takes nothing; that is logged, without the address', async () => {
    const world = await aWorld();
    world.delivery.refusing.set(CANARY_ADDRESSES[0], new AdapterError('recipient-refused', { retryable: false }));
    await tell(world, 'RecoveryOpened');
    expect(sentIn(world).map(([address]) => address)).toEqual([CANARY_ADDRESSES[1]]);
    expect(lines.join('')).toContain('recipient-refused');
    for (const address of CANARY_ADDRESSES) expect(lines.join('')).not.toContain(address);
    const listed = [...world.unsentNotices.noted.values()];
    expect(listed).toMatchObject([{ audience: 'contact:work', why: 'recipient-refused', again: false }]);
    expect(JSON.stringify(listed)).not.toContain('@');
  });

  it('are listed for people on duty while they are tried again, and no longer once they are sent', async () => {
    const world = await aWorld();
    world.delivery.refusing.set(CANARY_ADDRESSES[0], new AdapterError('throttled', { retryable: true }));
    await expect(tell(world, 'RecoveryOpened')).rejects.toMatchObject({ code: 'throttled' });
    const { commit } = await commitWith(world, 'RecoveryOpened');
    const notice = { stream: commit.account, seq: commit.seq, audience: 'contact:work' } as const;
    expect([...world.unsentNotices.noted.values()]).toMatchObject([{ ...notice, why: 'throttled', again: true }]);
    world.delivery.refusing.clear();
    await deliverNotice(world.services, notice);
    expect([...world.unsentNotices.noted.values()]).toEqual([]);
    expect(world.delivery.sent).toHaveLength(2);
  });

  it('come again, and are not sent twice, where only the list could not be written', async () => {
    const world = await aWorld();
    const { commit } = await commitWith(world, 'RecoveryOpened');
    const notice = { stream: commit.account, seq: commit.seq, audience: 'contact:work' } as const;
    const broken = async () => {
      throw new AdapterError('unavailable', { retryable: true });
    };
    const services = { ...world.services, unsentNotices: { noteUnsent: broken, noteSent: broken } };
    await expect(deliverNotice(services, notice)).rejects.toMatchObject({ code: 'unavailable' });
    await deliverNotice(world.services, notice);
    expect(world.delivery.sent).toHaveLength(1);
    world.delivery.refusing.set(CANARY_ADDRESSES[1], new AdapterError('throttled', { retryable: true }));
    const other = { ...notice, audience: 'contact:mobile' } as const;
    await expect(deliverNotice(services, other)).rejects.toMatchObject({ code: 'throttled' });
    expect(lines.join('')).toContain('unsent notice not listed');
  });

  it('are sent when the outage is over, and not again to whom they had reached', async () => {
    const world = await aWorld();
    world.delivery.refusing.set(CANARY_ADDRESSES[0], new AdapterError('unavailable', { retryable: true }));
    await expect(tell(world, 'RecoveryOpened')).rejects.toMatchObject({ code: 'unavailable' });
    world.delivery.refusing.clear();
    await tell(world, 'RecoveryOpened');
    expect(sentIn(world).map(([address]) => address)).toEqual([...CANARY_ADDRESSES].reverse());
  });

  it('mark everybody who is reached within a moment together, and do not wait with that for a slow mailbox', async () => {
    const world = await aWorld();
    const { delivery, services, sentNotices } = world;
    const marks: (readonly string[])[] = [];
    const marking = {
      sentTo: sentNotices.sentTo.bind(sentNotices),
      add: async (...[commit, contacts]: Parameters<typeof sentNotices.add>) => {
        marks.push(contacts);
        await sentNotices.add(commit, contacts);
      },
    };
    const opening = await commitWith(world, 'RecoveryOpened');
    await sendNotices({ ...services, sentNotices: marking }, opening);
    expect(marks).toEqual([['work', 'mobile']]);
    sentNotices.marked.clear();
    marks.length = 0;
    let wakes = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      wakes = resolve;
    });
    const send = async (...[to, message]: Parameters<typeof delivery.send>) => {
      if (to.address === CANARY_ADDRESSES[0]) await slow;
      await delivery.send(to, message);
    };
    const sending = sendNotices({ ...services, sentNotices: marking, delivery: { send } }, opening);
    await eventually(async () => expect(marks).toEqual([['mobile']]));
    wakes();
    await sending;
    expect(marks).toEqual([['mobile'], ['work']]);
  });

  it.each([
    ['not made, so that both are told again', false, 4],
    ['made and its answer lost, so that nobody is told again', true, 2],
  ])('are queued for each recipient when their mark was %s', async (_, isMade, sent) => {
    const world = await aWorld();
    const { sentNotices } = world;
    let calls = 0;
    const marking = {
      sentTo: sentNotices.sentTo.bind(sentNotices),
      add: async (...[commit, contacts]: Parameters<typeof sentNotices.add>) => {
        calls += 1;
        if (calls > 1 || isMade) await sentNotices.add(commit, contacts);
        if (calls === 1) throw new AdapterError('unavailable', { retryable: true });
      },
    };
    await sendNotices({ ...world.services, sentNotices: marking }, await commitWith(world, 'RecoveryOpened'));
    expect(world.delivery.sent).toHaveLength(sent);
    expect([...sentNotices.marked.values()].map((one) => [...one].sort())).toEqual([['mobile', 'work']]);
  });

  it.each([
    [[], ['jane.doe@example.com']],
    [['work'], []],
    [['work', 'mobile'], ['jane.doe@example.com']],
  ])('where the recovery has used %j, go also to %j', async (used, more) => {
    const world = await aWorld(used.length === 0 ? { contacts: [] } : {});
    await register(world, JANE);
    for (const contact of used) await submit(world.submitting, ask(`ask-${contact}`, contact));
    await tell(world, 'RecoveryOpened');
    const own = used.length === 0 ? [] : CANARY_ADDRESSES;
    expect(sentIn(world).map(([address]) => address)).toEqual([...own, ...more]);
  });

  it('count a telephone that is registered twice, and a mailbox in another spelling, once', async () => {
    const [mailbox, mobile] = CONTACTS;
    if (mailbox === undefined || mobile === undefined) throw new Error('there are two contacts');
    const alike = { ...mailbox, address: 'Jane.Doe+work@example.com' };
    const world = await aWorld({ contacts: [alike, mobile, { ...mobile, id: 'call', kind: 'voice' }] });
    const person = { ...JANE, addresses: ['jane.doe@example.com', 'jane.doe@example.org'] };
    await register(world, person);
    for (const contact of ['work', 'mobile']) await submit(world.submitting, ask(`ask-${contact}`, contact));
    await tell(world, 'RecoveryOpened');
    const reached = sentIn(world).map(([address]) => address);
    expect(reached).toEqual([alike.address, mobile.address, mobile.address, 'jane.doe@example.org']);
  });

  it.each([
    ['de', 'Jemand hat uns um Folgendes gebeten: Ihr Passwort zurücksetzen.'],
    ['es', 'Alguien nos ha pedido lo siguiente: restablecer su contraseña.'],
  ] as const)('are written in the language of the account: %s', async (language, says) => {
    const world = await aWorld({ language });
    await tell(world, 'RecoveryOpened');
    expect(sentIn(world)[0]?.[1]).toContain(says);
  });

  it('have no code, no account, no name and no address in them', async () => {
    const world = await aWorld();
    for (const type of ['RecoveryOpened']) await tell(world, type);
    for (const [, text] of sentIn(world))
      for (const private_ of ['jane', 'cognito', PEOPLE.jane, ...CANARY_ADDRESSES])
        expect(text).not.toContain(private_);
  });

  it('can be spoken: what happened and whom to tell, and no link', async () => {
    for (const language of LANGUAGES) {
      const world = await aWorld(language === 'en' ? {} : { language });
      Object.assign(world.services, { helpDesk: { ...NO_HELP_DESK, organisation: 'Example Bank' } });
      await tell(world, 'RecoveryOpened');
      const [{ spoken } = { spoken: null }] = world.delivery.sent.map(({ message }) => message);
      const { actions, notices, tell: help } = NOTICE_TEXTS[language];
      const says = notices.opened.says.replace('{action}', actions['reset-password']);
      expect(spoken).toMatchObject({
        language,
        parts: [expect.stringMatching(/Example Bank\.$/), expect.any(String), says, help],
      });
      expect(spoken?.parts.join(' ')).not.toMatch(/https?:|[{}]|rec-1/);
    }
  });

  it('say nothing of what concerns nobody outside', async () => {
    const world = await aWorld();
    await tell(world, 'RecoveryAssessed');
    expect(world.delivery.sent).toEqual([]);
  });

  it('go also to the owner where the only unused contact is of a kind that nothing is brought to', async () => {
    const world = await aWorld();
    await register(world, JANE);
    await submit(world.submitting, ask('ask-work', 'work'));
    const opening = await commitWith(world, 'RecoveryOpened');
    await sendNotices({ ...world.services, ways: ['email', 'voice'] }, opening);
    expect(sentIn(world).map(([address]) => address)).toEqual([...CANARY_ADDRESSES, 'jane.doe@example.com']);
  });

  it('say what matters most of a commit', () => {
    const proof = (outcome: string) => ({ type: 'ProofRecorded', proof: { outcome } });
    const kinds = [
      [[proof('verified'), { type: 'ProofingCompleted' }], 'proof-given'],
      [[proof('verified'), { type: 'ApprovalCompleted' }], 'approved'],
      [[proof('failed'), { type: 'RecoveryRefused' }], 'proof-wrong'],
      [[proof('abandoned')], undefined],
      [[{ type: 'AuthenticatorUsed' }, proof('verified')], 'proof-given'],
      [[{ type: 'RecoveryDenied' }], 'denied'],
      [[{ type: 'RecoveryRejected' }], 'rejected'],
      [[{ type: 'RecoveryExpired' }], 'expired'],
      [[{ type: 'RecoveryStopped' }], 'ended'],
      [[{ type: 'RecoveryOpened' }, { type: 'RecoveryDenied' }], 'denied'],
      [[{ type: 'RecoveryClosed' }], undefined],
      [[{ type: 'RecoveryAssessed', plan: { notify: ['manager'] } }], 'planned'],
      [[{ type: 'RecoveryAssessed', plan: { notify: [] } }], undefined],
      [[{ type: 'RecoveryAssessed', plan: { notify: ['owner'] } }, { type: 'ApprovalCompleted' }], 'approved'],
      [[{ type: 'GrantIssued' }], 'granted'],
      [[{ type: 'RevocationConfirmed' }], 'revoked'],
      [[{ type: 'AuthenticatorEnrolled' }], 'enrolled'],
      [[{ type: 'AuthenticatorRemoved' }], 'removed'],
    ] as const;
    for (const [events, kind] of kinds)
      expect(noticeOf(events as unknown as Parameters<typeof noticeOf>[0])).toBe(kind);
  });
});

const JANE: Person = {
  ...{ person: PEOPLE.jane, nature: 'human', name: 'Jane', subjects: [], ticketUsers: [], parts: [] },
  addresses: ['jane.doe@example.com'],
};

describe('who is told because the plan says so', () => {
  const mara: Person = aPerson({
    ...{ person: PEOPLE.manager, subjects: ['sub-mara'], addresses: ['mara@canary.example'], ticketUsers: [] },
  });
  const told = (world: World) => sentIn(world).filter(([address]) => address === 'mara@canary.example').length;

  it('hears of the plan, which nobody else is told of again, and of everything after it, its end too', async () => {
    const world = await aWorld({ policy: policyThat({ notify: ['manager'] }) });
    await register(world, mara);
    await tell(world, 'RecoveryAssessed');
    expect([told(world), world.delivery.sent.length]).toEqual([1, 1]);
    await submit(
      world.submitting,
      anEnvelope({ type: 'StopRecovery', reason: 'not me', cause: 'withdrawn' }, { id: 'stop-1', actor: ACTORS.jane }),
    );
    await tell(world, 'RecoveryStopped');
    expect([told(world), world.delivery.sent.length]).toEqual([2, 2 + CANARY_ADDRESSES.length]);
    expect(sentIn(world).at(-1)?.[1]).toMatch(/We did not do it, and nothing was changed(?!.*#stop)/s);
  });

  it('is nobody where the plan names nobody', async () => {
    const world = await aWorld();
    await register(world, mara);
    await tell(world, 'RecoveryAssessed');
    expect(world.delivery.sent).toEqual([]);
  });
});

describe('texts', () => {
  it.each(LANGUAGES)('say everything in %s', (language) => {
    const notices = NOTICE_TEXTS[language];
    for (const kind of NOTICES) {
      const { subject, says } = notices.notices[kind];
      expect(subject).not.toMatch(/[{}\n]/);
      expect(says.replace('{action}', '')).not.toMatch(/[{}]/);
    }
    for (const action of Object.values(notices.actions)) expect(action).not.toMatch(/[{}.]/);
    expect(notices.at).toContain('{at}');
    const registry = REGISTRY_TEXTS[language];
    for (const { subject, says } of Object.values(registry.notices)) expect(subject + says).not.toMatch(/[{}\n]/);
    expect(registry.unexpected.length).toBeGreaterThan(40);
    for (const text of [notices.page, notices.stop, notices.letter]) expect(text).toMatch(/\{link\}$/);
    const { subject: _, ...codes } = CODE_TEXTS[language];
    for (const text of Object.values(codes)) {
      expect(text).toContain('{code}');
      expect(text).toContain('{until}');
    }
  });
});
