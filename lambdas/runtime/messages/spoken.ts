import { SMS_AND_VOICE_SECONDS } from '../../core/proofing/numbers.ts';
import type { Language } from '../../core/recovery/account.ts';
import type { Spoken } from '../../ports/delivery.ts';
import type { Secret } from '../../ports/secret.ts';
import { filled } from './texts.ts';

/** What is said over a telephone beside what is written. */
interface SpokenTexts {
  /** Brings a code: a part that is `{code}` is the code itself, twice. `{minutes}` is how long it lives. */
  readonly code: readonly string[];
  /** Before a notice, so that nobody takes it for a call that wants something. */
  readonly call: string;
}

const CODE = '{code}';

const SPOKEN_TEXTS: Readonly<Record<Language, SpokenTexts>> = {
  en: {
    code: [
      'This is an automatic call. Your code is:',
      CODE,
      'Once more, your code is:',
      CODE,
      'It works once, for {minutes} minutes from when it was asked for. Type it on the recovery page, or read it to the person who called you on a number you know. Nobody else needs it. If you asked for nothing, hang up and tell your help desk.',
    ],
    call: 'This is an automatic call about your account. It asks you for nothing.',
  },
  de: {
    code: [
      'Dies ist ein automatischer Anruf. Ihr Code ist:',
      CODE,
      'Noch einmal, Ihr Code ist:',
      CODE,
      'Er gilt einmal, {minutes} Minuten ab der Anforderung. Geben Sie ihn auf der Wiederherstellungsseite ein oder nennen Sie ihn der Person, die Sie unter einer Ihnen bekannten Nummer angerufen hat. Niemand sonst braucht ihn. Wenn Sie nichts angefordert haben, legen Sie auf und melden Sie es Ihrem Helpdesk.',
    ],
    call: 'Dies ist ein automatischer Anruf zu Ihrem Konto. Er verlangt nichts von Ihnen.',
  },
  es: {
    code: [
      'Esta es una llamada automática. Su código es:',
      CODE,
      'Otra vez, su código es:',
      CODE,
      'Sirve una vez, durante {minutes} minutos desde que se pidió. Escríbalo en la página de recuperación o léalo a la persona que le haya llamado a un número que usted conoce. Nadie más lo necesita. Si no ha pedido nada, cuelgue y avise a su servicio de ayuda.',
    ],
    call: 'Esta es una llamada automática sobre su cuenta. No le pide nada.',
  },
};

/** A code for the ear: it lives as long as SP 800-63B-4 section 4.2.1.2 lets it, and is not called out any later. */
export function spokenCode(code: Secret, language: Language): Spoken {
  const minutes = String(SMS_AND_VOICE_SECONDS / 60);
  const parts = SPOKEN_TEXTS[language].code.map((part) => (part === CODE ? code : filled(part, { minutes })));
  return { language, parts, worthSeconds: SMS_AND_VOICE_SECONDS };
}

/** How long a notice is worth a call: the other contacts have it at once. */
const NOTICE_SECONDS = 86_400;

/** A notice for the ear: what happened, and whom to tell; nobody can follow a link that is spoken. */
export const spokenNotice = (language: Language, ...says: readonly string[]): Spoken => ({
  language,
  parts: [SPOKEN_TEXTS[language].call, ...says],
  worthSeconds: NOTICE_SECONDS,
});
