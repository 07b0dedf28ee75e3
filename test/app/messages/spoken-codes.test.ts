import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { codeMessage } from '../../../lambdas/app/messages/code-message.ts';
import { challengerOf } from '../../../lambdas/app/proving/issue-challenge.ts';
import { requesterOf } from '../../../lambdas/app/proving/page.ts';
import { NO_HELP_DESK } from '../../../lambdas/contract/help-desk.ts';
import type { MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { LANGUAGES } from '../../../lambdas/core/registry/account.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { aProfile, at, NOW } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { CONTACTS, HOME, ProvingWorld } from '../../support/proving-world.ts';

const LIFE = { now: NOW, expiresAt: at(600) };
const world = new ProvingWorld();
beforeEach(async () => {
  await world.reset(aProfile({ contacts: [...CONTACTS, HOME], language: 'de' }));
  await world.open();
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const ask = { id: 'ask-1', method: 'issued-code-voice', contact: 'home' } as const;
const give = (id: string) => ({ id, challenge: 'ask-1', answer: { code: new Secret(world.delivery.code()) } });

describe('a code that is spoken', () => {
  it('is said twice to the registered telephone, in the language of its owner, and proves who hears it', async () => {
    await world.page().challenge(ask);
    const [{ to, message } = { to: undefined, message: undefined }] = world.delivery.sent;
    expect(to).toEqual({ kind: 'voice', address: HOME.address });
    expect(message?.spoken).toMatchObject({ language: 'de', worthSeconds: 600 });
    const parts = message?.spoken?.parts ?? [];
    const codes = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.reveal()]));
    expect(codes).toEqual([world.delivery.code(), world.delivery.code()]);
    expect(parts.slice(0, 2)).toEqual(['Dies ist ein automatischer Anruf.', 'Ihr Code ist:']);
    expect(parts.at(-2)).toContain('10 Minuten');
    expect(parts.at(-1)).toContain('niemandem, auch uns nicht');
    expect(JSON.stringify(world.delivery.sent)).not.toContain(world.delivery.code());
    expect(await world.page().answer(give('give-1'))).toMatchObject({ correct: true });
    expect((await world.recovery()).proofs).toMatchObject([{ method: 'issued-code-voice', outcome: 'verified' }]);
  });

  it.each(LANGUAGES)('says whose call it is: %s', (language) => {
    const helpDesk = { ...NO_HELP_DESK, organisation: 'Example Bank' };
    const { spoken } = codeMessage({ ...LIFE, method: 'call-back', code: new Secret('1'), language, helpDesk });
    expect(spoken?.parts[0]).toMatch(/ Example Bank\.$/);
  });

  it.each(LANGUAGES)('leaves nothing to be filled in, and has no link: %s', (language) => {
    const code = new Secret('12345678');
    const { spoken } = codeMessage({ ...LIFE, method: 'call-back', code, language, helpDesk: NO_HELP_DESK });
    expect(spoken?.parts.filter((part) => part === code)).toHaveLength(2);
    expect(spoken?.parts.join(' ')).not.toMatch(/[{}]|https?:|12345678/);
  });

  it.each([
    [
      'en',
      'Tell it to nobody, us included.',
      'is calling you on your registered number now, and to nobody else.',
      /page/,
    ],
    [
      'de',
      'niemandem, auch uns nicht.',
      'jetzt unter Ihrer eingetragenen Nummer anruft, und sonst niemandem.',
      /seite/,
    ],
    ['es', 'a nadie, tampoco a nosotros.', 'le está llamando ahora a su número registrado, y a nadie más.', /página/],
  ] as const)(
    'says, as it is written, who needs it: a page nobody, a call-back whoever calls (%s)',
    (language, nobody, caller, page) => {
      const code = new Secret('12345678');
      const saidOf = (method: MethodName) => {
        const { text, spoken } = codeMessage({ ...LIFE, method, code, language, helpDesk: NO_HELP_DESK });
        const said = spoken?.parts.map((part) => (typeof part === 'string' ? part : part.reveal())).join(' ');
        return [text.reveal(), ...(said === undefined ? [] : [said])];
      };
      const ofPage = (['issued-code-email', 'issued-code-sms', 'issued-code-voice'] as const).flatMap(saidOf);
      expect(ofPage).toHaveLength(4);
      for (const said of ofPage) {
        expect(said).toContain(nobody);
        expect(said).toMatch(page);
        expect(said).not.toContain(caller);
      }
      const ofCallBack = saidOf('call-back');
      expect(ofCallBack).toHaveLength(2);
      for (const said of ofCallBack) {
        expect(said).toContain(caller);
        expect(said).not.toContain(nobody);
        expect(said).not.toMatch(page);
      }
      for (const said of saidOf('recovery-contact')) expect(said).not.toMatch(new RegExp(`${nobody}|${caller}`));
    },
  );

  it('is not called out any later than it lives, where its stage ends sooner', () => {
    const code = new Secret('12345678');
    const sent = { method: 'issued-code-voice', now: NOW, code, language: 'en', helpDesk: NO_HELP_DESK } as const;
    const worth = (seconds: number) => codeMessage({ ...sent, expiresAt: at(seconds) }).spoken?.worthSeconds;
    expect([600, 90, 1].map(worth)).toEqual([600, 90, 5]);
  });

  it('is written and never spoken where it goes to a mailbox or to somebody else', () => {
    const sent = { ...LIFE, code: new Secret('12345678'), language: 'en', helpDesk: NO_HELP_DESK } as const;
    for (const method of ['issued-code-email', 'issued-code-sms', 'recovery-contact'] as const)
      expect(codeMessage({ ...sent, method }).spoken).toBeNull();
  });
});

describe('where nobody can be called', () => {
  const page = { recovery: 'rec-1', cookie: new Secret('cookie-1') };
  const mute = { ...world.proving, ways: ['email', 'sms'] } as const;

  it('no code is offered by voice, to prove or to stop', async () => {
    const offered = async (services: typeof world.proving) => {
      const { methods, toStop } = await requesterOf(services, page).view();
      return [methods, toStop].map((some) => some.map(({ method }) => method).includes('issued-code-voice'));
    };
    expect(await offered(world.proving)).toEqual([false, true]);
    expect(await offered(mute)).toEqual([false, false]);
  });

  it('asking for one is refused and recorded, before there is any code', async () => {
    const asked = challengerOf(mute, page).challenge(ask);
    await expect(asked).rejects.toMatchObject({ code: 'contact-unreachable', facts: { contact: 'home' } });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code: 'contact-unreachable' });
    expect(world.delivery.sent).toEqual([]);
    expect((await world.recovery()).challenges).toEqual([]);
  });

  it('what was said before is answered all the same', async () => {
    await world.page().challenge(ask);
    expect(await requesterOf(mute, page).answer(give('give-1'))).toMatchObject({ correct: true });
  });
});
