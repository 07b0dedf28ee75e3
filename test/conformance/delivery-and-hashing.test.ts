import { createHmac, scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NOTICE_TEXTS, NOTICES } from '../../lambdas/app/messages/texts.ts';
import { NO_HELP_DESK } from '../../lambdas/contract/help-desk.ts';
import * as numbers from '../../lambdas/core/proofing/numbers.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { CONTACT_KINDS } from '../../lambdas/core/registry/contact.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { present } from '../support/execution-world.ts';
import { aProfile, fixedSurroundings } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { CODE_KEY, proofCodes as codes } from '../support/keys.ts';
import { ModelMembers } from '../support/models/members.ts';
import { ModelUnsentNotices } from '../support/models/put-aside.ts';
import { policyThat } from '../support/policies.ts';
import { CONTACTS, HOME, ProvingWorld } from '../support/proving-world.ts';
import { commitsOf, ModelBursts, ModelChatNotes, ModelSentNotices, sendNotices } from '../support/relay-world.ts';

/** NIST SP 800-63B-4 where something is made, kept, sent or told: one test for each requirement, named by its section. */
const world = new ProvingWorld();
beforeEach(async () => {
  await world.reset();
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const VALID = [
  ['issued-code-email', 'work', 86_400],
  ['issued-code-sms', 'mobile', 600],
  ['issued-code-voice', 'home', 600],
] as const;

/** Codes that a telephone brings: the others outlive the stage at which they count. */
const SHORT = VALID.filter(([, , seconds]) => seconds === numbers.SMS_AND_VOICE_SECONDS);

describe('3.1.1.2 and 3.1.2.2 what is kept of a code', () => {
  it('3.1.2.2-a is a salted hash by a password-hash scheme with a cost', async () => {
    const code = codes.saved();
    const salt = codes.salt();
    const plain = code.reveal().replaceAll('-', '');
    const slow = scryptSync(plain, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
    const keyed = createHmac('sha256', CODE_KEY).update(Buffer.concat([Buffer.from('countersign code '), slow]));
    expect(await codes.hash(code, salt)).toBe(keyed.digest('hex'));
  });

  it('3.1.1.2-a is hashed once more under a key that is kept elsewhere: without it no code can be tried', async () => {
    await world.open();
    await world.page().challenge({ id: 'ask-1', method: 'issued-code-email', contact: 'work' });
    const [challenge] = (await world.recovery()).challenges;
    const guess = scryptSync(world.delivery.code(), 'ask-1', 32, { N: 2 ** 14, r: 8, p: 1 });
    expect(challenge?.hash).not.toBe(guess.toString('hex'));
    expect(world.text()).not.toContain(guess.toString('hex'));
    expect(world.text()).not.toContain(CODE_KEY);
  });

  it('3.1.2.2-b has a salt of at least 32 bits, another for each', () => {
    const salts = Array.from({ length: 100 }, () => codes.salt());
    for (const salt of salts) expect(salt.length * 4).toBeGreaterThanOrEqual(numbers.SALT_BITS);
    expect(new Set(salts).size).toBe(100);
  });

  it('3.1.2.2-c is the same for issued codes, salted by their challenge, in the ledger as well', async () => {
    await world.open();
    await world.page().challenge({ id: 'ask-1', method: 'issued-code-email', contact: 'work' });
    const [challenge] = (await world.recovery()).challenges;
    expect(challenge?.hash).toBe(await codes.hash(new Secret(world.delivery.code()), 'ask-1'));
    expect(world.text()).not.toContain(world.delivery.code());
  });
});

describe('4.2.1.1 and 4.2.1.2 how codes are made', () => {
  it('4.2.1.2-a an issued code has at least 6 decimal digits', () => {
    expect(codes.issued().reveal()).toMatch(new RegExp(`^\\d{${numbers.ISSUED_CODE_DIGITS},}$`));
  });

  it('4.2.1.1-a a saved code has at least 64 bits: 16 of 32 signs', () => {
    const signs = codes.saved().reveal().replaceAll('-', '');
    expect(signs.length * Math.log2(32)).toBeGreaterThanOrEqual(numbers.SAVED_CODE_BITS);
  });
});

describe('4.2.1.2 how long issued codes are valid', () => {
  it.each(VALID)('4.2.1.2-b %s to `%s` for %i s, and its message says until when', async (method, contact, seconds) => {
    await world.reset(aProfile({ contacts: [...CONTACTS, HOME] }), policyThat({ proofWindow: 7 * 86_400 }));
    await world.open();
    const { expiresAt } = await world.page().challenge({ id: 'ask-1', method, contact });
    expect(Date.parse(expiresAt) - Date.parse(world.now())).toBe(seconds * 1000);
    const until = `${expiresAt.slice(0, 10)} ${expiresAt.slice(11, 16)} UTC`;
    expect(world.delivery.sent.at(-1)?.message.text.reveal()).toContain(until);
  });

  it.each(SHORT)('4.2.1.2-c %s to `%s` is taken after %i s, its last moment, and refused after it', async (...code) => {
    const [method, contact, last] = code;
    for (const [seconds, taken] of [
      [last, true],
      [last + 0.001, false],
    ] as const) {
      await world.reset(aProfile({ contacts: [...CONTACTS, HOME] }));
      await world.open();
      await world.page().challenge({ id: 'ask-1', method, contact });
      world.advance(seconds);
      const answer = { id: 'give-1', challenge: 'ask-1', answer: { code: new Secret(world.delivery.code()) } };
      const given = world.page().answer(answer);
      if (taken) expect(await given).toMatchObject({ correct: true });
      else await expect(given).rejects.toMatchObject({ code: 'challenge-expired' });
    }
  });

  it('4.2.1.2-d goes to an address that was registered before, chosen by its id', async () => {
    await world.open();
    const asked = world.page().challenge({ id: 'ask-1', method: 'issued-code-sms', contact: '+15550001111' });
    await expect(asked).rejects.toMatchObject({ code: 'contact-unknown' });
    expect(world.delivery.sent).toEqual([]);
  });
});

describe('4.2.3 and 4.6 notification of recovery', () => {
  const tell = async () => {
    const services = {
      ...{ ledger: world.ledger, delivery: world.delivery, stopTokens: world.stopTokens },
      sentNotices: new ModelSentNotices(),
      unsentNotices: new ModelUnsentNotices(),
      publicUrl: 'https://recover.example.com',
      ways: CONTACT_KINDS,
      members: new ModelMembers(),
      ...{ chats: [], bursts: new ModelBursts(), quietHours: undefined, surroundings: fixedSurroundings() },
      chatNotes: new ModelChatNotes(),
      ticketsOf: () => undefined,
      helpDesk: NO_HELP_DESK,
    };
    const commits = await commitsOf(world.ledger, 'cognito:jane');
    const opening = commits.find(({ commit }) => commit.events.some(({ type }) => type === 'RecoveryOpened'));
    if (opening === undefined) throw new Error('no recovery was opened');
    await sendNotices(services, opening);
  };

  it('4.6-a every recovery is told to all registered addresses, of which there can be two and more', async () => {
    await world.open();
    await tell();
    expect(CONTACTS.length).toBeGreaterThanOrEqual(2);
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual(CONTACTS.map(({ address }) => address));
  });

  it('4.6-b the notice says what to do for somebody who repudiates it', async () => {
    await world.open();
    await tell();
    for (const { message } of world.delivery.sent) {
      const token = /#stop=([A-Za-z0-9_-]{43})$/.exec(message.text.reveal())?.[1];
      expect(await world.stopTokens.isOf(new Secret(token ?? ''), 'rec-1')).toBe(true);
    }
    for (const { tell: says } of Object.values(NOTICE_TEXTS)) expect(says.length).toBeGreaterThan(40);
    for (const kind of NOTICES)
      for (const { notices } of Object.values(NOTICE_TEXTS)) expect(notices[kind]).toBeDefined();
  });

  it('4.2.3-a the address that a code went to is not the only one that is told', async () => {
    await world.open();
    await world.page().challenge({ id: 'ask-1', method: 'issued-code-email', contact: 'work' });
    world.delivery.sent.splice(0);
    await tell();
    expect(world.delivery.sent.some(({ to }) => to.kind === 'sms')).toBe(true);
  });

  const POST = { ...present(CONTACTS[0]), id: 'house', kind: 'postal', address: 'Jane Doe\n1 Main Street' } as const;
  const [WORK, MOBILE] = [present(CONTACTS[0]), present(CONTACTS[1])];

  /** The kinds of contacts that hear of a recovery of an account like this, after codes have gone to some of them. */
  async function toldAt(over: Partial<AccountProfile>, ...coded: readonly string[]): Promise<readonly string[]> {
    await world.reset(aProfile(over));
    await world.open();
    for (const contact of coded) {
      const method = contact === 'mobile' ? 'issued-code-sms' : 'issued-code-email';
      await world.page().challenge({ id: `ask-${contact}`, method, contact });
    }
    world.delivery.sent.splice(0);
    await tell();
    return world.delivery.sent.map(({ to }) => to.kind).sort();
  }

  describe.each([1, 2] as const)('at AAL%i', (assurance) => {
    it('4.6-c a notice goes to all addresses but postal ones', async () => {
      expect(await toldAt({ assurance, contacts: [WORK, POST, MOBILE] })).toEqual(['email', 'sms']);
    });

    it('4.6-d and to a postal one where there is no other', async () => {
      expect(await toldAt({ assurance, contacts: [POST] })).toEqual(['postal']);
    });

    it('4.6-e and to a postal one where the only other is the one that a recovery code went to', async () => {
      expect(await toldAt({ assurance, contacts: [WORK, POST] }, 'work')).toEqual(['email', 'postal']);
      expect(await toldAt({ assurance, contacts: [WORK, POST] })).toEqual(['email']);
      expect(await toldAt({ assurance, contacts: [WORK, POST, MOBILE] }, 'work')).toEqual(['email', 'sms']);
    });
  });

  it.each([
    ['the account is used at AAL3', { assurance: 3 }],
    ['its tier is privileged', { tier: 'privileged' }],
    ['its tier is critical', { tier: 'critical' }],
  ] as const)('4.6-f at AAL3 a notice goes to all addresses, postal ones too: %s', async (_, over) => {
    expect(await toldAt({ ...over, contacts: [WORK, POST, MOBILE] })).toEqual(['email', 'postal', 'sms']);
  });

  it('4.2.3-b a code is never sent by post', async () => {
    await world.reset(aProfile({ contacts: [WORK, POST] }));
    await world.open();
    const asked = world.page().challenge({ id: 'ask-1', method: 'issued-code-email', contact: 'house' });
    await expect(asked).rejects.toMatchObject({ code: 'contact-unknown' });
  });
});
