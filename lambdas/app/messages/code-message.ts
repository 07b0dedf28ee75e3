import type { HelpDesk } from '../../contract/help-desk.ts';
import { type Asks, asksOf, type MethodName } from '../../core/proofing/methods.ts';
import type { Language } from '../../core/registry/account.ts';
import { unanswered } from '../../core/values/family.ts';
import { type Instant, secondsUntil } from '../../core/values/instant.ts';
import type { Message } from '../../ports/delivery.ts';
import { Secret } from '../../ports/secret.ts';
import { fromOf, subjectLine } from './desk-texts.ts';
import { spokenCode } from './spoken.ts';
import { filled, moment } from './texts.ts';

export interface CodeMessage {
  readonly method: MethodName;
  readonly now: Instant;
  readonly expiresAt: Instant;
  readonly code: Secret;
  readonly language: Language;
  readonly helpDesk: HelpDesk;
}

/** Least seconds for a call, as `Spoken` demands. */
const LEAST_SECONDS = 5;

/** The wording for a code: nobody is told to pass on a code that only a page accepts. Null for methods without a code. */
function wordingOf(asks: Asks): { readonly text: keyof CodeTexts; readonly isSpoken: boolean } | null {
  switch (asks.for) {
    case 'code':
      return { text: 'forPage', isSpoken: asks.to === 'voice' };
    case 'code-read-back':
      // The verifier chooses the contact, so the code may have to be spoken.
      return { text: 'forCallBack', isSpoken: true };
    case 'code-passed-on':
      return { text: 'forContact', isSpoken: false };
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
    case 'vendor':
    case 'sighting':
    case 'word':
      return null;
    default:
      return unanswered(asks);
  }
}

/** The message with a code: it does not say whose account it is, or what for. Throws for a method without a code. */
export function codeMessage({ method, now, expiresAt, code, language, helpDesk }: CodeMessage): Message {
  const texts = CODE_TEXTS[language];
  const worthSeconds = secondsUntil(now, expiresAt, LEAST_SECONDS);
  const wording = wordingOf(asksOf(method));
  if (wording === null) throw new TypeError(`method \`${method}\` brings no code`);
  const isForCallBack = wording.text === 'forCallBack';
  const values = { code: code.reveal(), until: moment(expiresAt) };
  return {
    subject: subjectLine(texts.subject, helpDesk, language),
    text: new Secret([filled(texts[wording.text], values), ...fromOf(helpDesk, language)].join('\n\n')),
    spoken: wording.isSpoken ? spokenCode({ code, language, helpDesk, worthSeconds, isForCallBack }) : null,
  };
}

/** Texts around a code: `{code}`, and `{until}`, a moment in UTC. */
export interface CodeTexts {
  readonly subject: string;
  /** Only the page that asked for it accepts it, so telling it to another person helps nobody honest. */
  readonly forPage: string;
  /** For a code that is read to the verifier, who calls a registered number. */
  readonly forCallBack: string;
  readonly forContact: string;
}

export const CODE_TEXTS: Readonly<Record<Language, CodeTexts>> = {
  en: {
    subject: 'Your code',
    forPage:
      'Your code is {code}. It works once, until {until}. Type it on the recovery page. Tell it to nobody, us included. If you asked for nothing, ignore this message and tell your help desk.',
    forCallBack:
      'Your code for our call to you is {code}. It works once, until {until}. Read it to the person who is calling you on your registered number now, and to nobody else. If nobody is calling you, or you asked for nothing, ignore this message and tell your help desk.',
    forContact:
      'Somebody named you as the person who can pass on a code to them. Give {code} only to them, face to face or in a call that you made yourself. It works once, until {until}. If they did not ask you, keep it and tell the help desk.',
  },
  de: {
    subject: 'Ihr Code',
    forPage:
      'Ihr Code ist {code}. Er gilt einmal, bis {until}. Geben Sie ihn auf der Wiederherstellungsseite ein. Nennen Sie ihn niemandem, auch uns nicht. Wenn Sie nichts angefordert haben, ignorieren Sie diese Nachricht und melden Sie es Ihrem Helpdesk.',
    forCallBack:
      'Ihr Code für unseren Rückruf ist {code}. Er gilt einmal, bis {until}. Nennen Sie ihn der Person, die Sie jetzt unter Ihrer eingetragenen Nummer anruft, und sonst niemandem. Wenn Sie niemand anruft oder Sie nichts angefordert haben, ignorieren Sie diese Nachricht und melden Sie es Ihrem Helpdesk.',
    forContact:
      'Jemand hat Sie als die Person benannt, die einen Code weitergeben kann. Geben Sie {code} nur dieser Person, persönlich oder in einem Anruf, den Sie selbst geführt haben. Er gilt einmal, bis {until}. Hat sie Sie nicht darum gebeten, behalten Sie ihn und melden Sie es dem Helpdesk.',
  },
  es: {
    subject: 'Su código',
    forPage:
      'Su código es {code}. Sirve una vez, hasta {until}. Escríbalo en la página de recuperación. No se lo diga a nadie, tampoco a nosotros. Si no ha pedido nada, ignore este mensaje y avise a su servicio de ayuda.',
    forCallBack:
      'Su código para nuestra llamada es {code}. Sirve una vez, hasta {until}. Léalo a la persona que le está llamando ahora a su número registrado, y a nadie más. Si nadie le está llamando o no ha pedido nada, ignore este mensaje y avise a su servicio de ayuda.',
    forContact:
      'Alguien le nombró como la persona que puede transmitirle un código. Dé {code} solo a esa persona, en persona o en una llamada que haya hecho usted. Sirve una vez, hasta {until}. Si no se lo ha pedido, guárdelo y avise al servicio de ayuda.',
  },
};
