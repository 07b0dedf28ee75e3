import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, type MethodName } from '../../../../lambdas/core/proofing/methods.ts';
import { type Reach, whyNotBrought, whyNotReached } from '../../../../lambdas/core/recovery/assess/reach.ts';
import type { Situation } from '../../../../lambdas/core/recovery/state/situation.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { PAGE } from '../../../support/deeds.ts';
import { aProfile, at, PEOPLE } from '../../../support/fixtures.ts';
import { CONTACTS, provingWorld, waiting } from '../../../support/proving.ts';
import { recoveryOf, type World, worldAfter } from '../../../support/specification.ts';

const DAY = 86_400;

function situationOf(change: (world: World) => World = (world) => world, channel = 'console'): Situation {
  const world = change(worldAfter(waiting([{ classes: 2 }], { channel }), provingWorld()));
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery waits');
  return { state: world.state, recovery, context: world.context, actor: PAGE, commandId: 'cmd-1', ticket: null };
}

const withContacts =
  (contacts: readonly Contact[]) =>
  (world: World): World => ({
    ...world,
    state: { ...world.state, profile: { current: aProfile({ contacts }), proposal: null } },
  });

const reach = (method: MethodName, contact: string | null = null, called: string | null = null): Reach => ({
  ...{ method, contact, called },
});
const refused = (code: string) => ({ accepted: false, refusal: { code } });

/** How each method that somebody answers is put, so that it reaches them. */
const REACHED: Readonly<Partial<Record<MethodName, Reach>>> = {
  'issued-code-email': reach('issued-code-email', 'work'),
  'issued-code-sms': reach('issued-code-sms', 'mobile'),
  'issued-code-voice': reach('issued-code-voice', 'home'),
  'call-back': reach('call-back', 'work', 'home'),
  'recovery-contact': reach('recovery-contact', 'friend'),
  passkey: reach('passkey'),
  totp: reach('totp'),
  'saved-code': reach('saved-code'),
  vendor: reach('vendor'),
};

describe('rule 8: a challenge goes to what the registry has, by its id', () => {
  it.each(Object.values(REACHED))('reaches by $method', (one) => {
    expect(whyNotReached(situationOf(), one)).toBeUndefined();
    expect(whyNotBrought(situationOf(), one)).toBeUndefined();
  });

  it.each(METHOD_NAMES)('knows no contact of which nobody has told it: %s', (method) => {
    const { called = null } = REACHED[method] ?? {};
    expect(whyNotReached(situationOf(), reach(method, '+15550001111', called))).toMatchObject(
      refused('contact-unknown'),
    );
    expect(whyNotReached(situationOf(), reach(method, 'nope', called))).toMatchObject(refused('contact-unknown'));
  });

  it.each(METHOD_NAMES.filter((method) => method !== 'call-back'))('calls nobody for %s', (method) => {
    const { contact = null } = REACHED[method] ?? {};
    expect(whyNotReached(situationOf(), reach(method, contact, 'home'))).toMatchObject(refused('contact-unknown'));
  });

  it.each<[string, Reach]>([
    ['a text to a mailbox', reach('issued-code-sms', 'work')],
    ['a mail to a telephone', reach('issued-code-email', 'mobile')],
    ['a code to nobody', reach('issued-code-email')],
    ['a code by post', reach('call-back', 'letter', 'home')],
    ['a call to a mailbox', reach('call-back', 'work', 'private')],
    ['a call to nobody', reach('call-back', 'work')],
  ])('refuses %s', (_, one) => {
    const letter: Contact = { id: 'letter', kind: 'postal', address: 'Main Street 1', since: at(-30 * DAY) };
    expect(whyNotReached(situationOf(withContacts([...CONTACTS, letter])), one)).toMatchObject(
      refused('contact-unknown'),
    );
  });
});

describe('rule 9: a code comes another way than the request', () => {
  it.each<[string, Reach]>([
    ['email', reach('issued-code-email', 'work')],
    ['sms', reach('issued-code-sms', 'mobile')],
    ['phone', reach('issued-code-voice', 'home')],
  ])('not after a request over %s', (channel, one) => {
    expect(whyNotReached(situationOf(undefined, channel), one)).toMatchObject(refused('contact-not-independent'));
  });

  it('and never to the telephone that a verifier calls', () => {
    expect(whyNotReached(situationOf(), reach('call-back', 'mobile', 'mobile-call'))).toMatchObject(
      refused('contact-not-independent'),
    );
  });

  it('while the registered number may be called after a request by telephone', () => {
    expect(whyNotReached(situationOf(undefined, 'phone'), reach('call-back', 'work', 'home'))).toBeUndefined();
  });
});

describe('rule 8: what is new does not count yet', () => {
  const since = (id: string, days: number) =>
    withContacts(CONTACTS.map((one) => (one.id === id ? { ...one, since: at(-days * DAY) } : one)));

  it.each<[string, number, Reach, boolean]>([
    ['work', 6.99, reach('issued-code-email', 'work'), false],
    ['work', 7, reach('issued-code-email', 'work'), true],
    ['home', 6.99, reach('call-back', 'work', 'home'), false],
    ['home', 7, reach('call-back', 'work', 'home'), true],
  ])('contact `%s` of %d days', (id, days, one, settled) => {
    const no = whyNotReached(situationOf(since(id, days)), one);
    if (settled) expect(no).toBeUndefined();
    else expect(no).toMatchObject({ refusal: { code: 'contact-too-new', facts: { contact: id } } });
  });

  it.each(['passkey', 'totp', 'saved-code'] as const)('an authenticator of less than a day: %s', (method) => {
    const enrolledAt =
      (seconds: number) =>
      (world: World): World => ({
        ...world,
        state: {
          ...world.state,
          authenticators: world.state.authenticators.map((one) => ({ ...one, enrolledAt: at(-seconds) })),
        },
      });
    expect(whyNotReached(situationOf(enrolledAt(DAY - 1)), reach(method))).toMatchObject(
      refused('authenticator-too-new'),
    );
    expect(whyNotReached(situationOf(enrolledAt(DAY)), reach(method))).toBeUndefined();
  });

  it.each(['passkey', 'totp', 'saved-code'] as const)('none is enrolled: %s', (method) => {
    const without = (world: World): World => ({ ...world, state: { ...world.state, authenticators: [] } });
    expect(whyNotReached(situationOf(without), reach(method))).toMatchObject(refused('authenticator-unknown'));
  });
});

describe('somebody named in advance', () => {
  const named =
    (person: string, seconds: number) =>
    (world: World): World => ({
      ...world,
      state: { ...world.state, recoveryContacts: [{ id: 'friend', person, since: at(-seconds) }] },
    });
  const passes = (change: (world: World) => World) =>
    whyNotReached(situationOf(change), reach('recovery-contact', 'friend'));

  it('counts after a day', () => {
    expect(passes(named('person:fred', DAY - 1))).toMatchObject(refused('contact-too-new'));
    expect(passes(named('person:fred', DAY))).toBeUndefined();
  });

  it('passes no code on where they asked for the recovery themselves (rule 1)', () => {
    expect(passes(named(PEOPLE.jane, DAY))).toMatchObject({
      refusal: { code: 'conflicting-part', facts: { holds: 'requester', wants: 'verifier' } },
    });
  });
});

describe('whether a message can be brought', () => {
  const bringing =
    (...ways: World['context']['ways']) =>
    (world: World): World => ({ ...world, context: { ...world.context, ways } });

  it.each<[Reach, Contact['kind']]>([
    [reach('issued-code-email', 'work'), 'email'],
    [reach('issued-code-sms', 'mobile'), 'sms'],
    [reach('issued-code-voice', 'home'), 'voice'],
    [reach('call-back', 'work', 'home'), 'email'],
    [reach('recovery-contact', 'friend'), 'email'],
  ])('$method needs a way', (one, way) => {
    expect(whyNotBrought(situationOf(bringing(way)), one)).toBeUndefined();
    expect(whyNotBrought(situationOf(bringing('postal')), one)).toMatchObject(refused('contact-unreachable'));
  });

  it.each(['passkey', 'totp', 'saved-code', 'vendor'] as const)('%s sends nothing', (method) => {
    expect(whyNotBrought(situationOf(bringing()), reach(method))).toBeUndefined();
  });
});
