import type { HelpDesk } from '../../contract/help-desk.ts';
import { SMS_AND_VOICE_SECONDS } from '../../core/proofing/numbers.ts';
import type { Language } from '../../core/registry/account.ts';
import type { Spoken } from '../../ports/delivery.ts';
import type { Secret } from '../../ports/secret.ts';
import { filled } from './texts.ts';

/** The spoken texts of the product. */
interface SpokenTexts {
  /** Whose call it is: of nobody in particular, or `{organisation}`. A machine never says that it is a person. */
  readonly begins: string;
  readonly beginsFrom: string;
  /** Delivers a code: a part `{code}` is the code itself, twice. `{minutes}` is its longest life. */
  readonly code: readonly string[];
  /** Advice for a code that a page asked for. */
  readonly forPage: string;
  /** Advice for a code that a verifier asked for, who calls another number. */
  readonly forCallBack: string;
  /** Introduces a notice, so nobody expects a request. */
  readonly about: string;
}

const CODE = '{code}';

const SPOKEN_TEXTS: Readonly<Record<Language, SpokenTexts>> = {
  en: {
    begins: 'This is an automatic call.',
    beginsFrom: 'This is an automatic call from {organisation}.',
    code: [
      'Your code is:',
      CODE,
      'Once more, your code is:',
      CODE,
      'It works once, for at most {minutes} minutes from when it was asked for.',
    ],
    forPage:
      'Type it on the recovery page. Tell it to nobody, us included. If you asked for nothing, hang up and tell your help desk.',
    forCallBack:
      'Read it to the person who is calling you on your registered number now, and to nobody else. If nobody is calling you, or you asked for nothing, hang up and tell your help desk.',
    about: 'It is about your account. It asks you for nothing.',
  },
  de: {
    begins: 'Dies ist ein automatischer Anruf.',
    beginsFrom: 'Dies ist ein automatischer Anruf von {organisation}.',
    code: [
      'Ihr Code ist:',
      CODE,
      'Noch einmal, Ihr Code ist:',
      CODE,
      'Er gilt einmal, höchstens {minutes} Minuten ab der Anforderung.',
    ],
    forPage:
      'Geben Sie ihn auf der Wiederherstellungsseite ein. Nennen Sie ihn niemandem, auch uns nicht. Wenn Sie nichts angefordert haben, legen Sie auf und melden Sie es Ihrem Helpdesk.',
    forCallBack:
      'Nennen Sie ihn der Person, die Sie jetzt unter Ihrer eingetragenen Nummer anruft, und sonst niemandem. Wenn Sie niemand anruft oder Sie nichts angefordert haben, legen Sie auf und melden Sie es Ihrem Helpdesk.',
    about: 'Es geht um Ihr Konto. Der Anruf verlangt nichts von Ihnen.',
  },
  es: {
    begins: 'Esta es una llamada automática.',
    beginsFrom: 'Esta es una llamada automática de {organisation}.',
    code: [
      'Su código es:',
      CODE,
      'Otra vez, su código es:',
      CODE,
      'Sirve una vez, durante {minutes} minutos como máximo desde que se pidió.',
    ],
    forPage:
      'Escríbalo en la página de recuperación. No se lo diga a nadie, tampoco a nosotros. Si no ha pedido nada, cuelgue y avise a su servicio de ayuda.',
    forCallBack:
      'Léalo a la persona que le está llamando ahora a su número registrado, y a nadie más. Si nadie le está llamando o no ha pedido nada, cuelgue y avise a su servicio de ayuda.',
    about: 'Es sobre su cuenta. La llamada no le pide nada.',
  },
};

/** Who hears it, and from whom. */
interface Speaking {
  readonly language: Language;
  readonly helpDesk: Pick<HelpDesk, 'organisation'>;
}

interface CodeForEar extends Speaking {
  readonly code: Secret;
  /** Seconds of life left for the code. */
  readonly worthSeconds: number;
  /** Whether it is read to the calling verifier instead of typed on a page. */
  readonly isForCallBack: boolean;
}

/** A spoken code. It lives no longer than SP 800-63B-4 section 4.2.1.2 allows, and no call is made after that. */
export function spokenCode({ code, worthSeconds, isForCallBack, ...speaking }: CodeForEar): Spoken {
  const { language } = speaking;
  const minutes = String(SMS_AND_VOICE_SECONDS / 60);
  const texts = SPOKEN_TEXTS[language];
  const parts = texts.code.map((part) => (part === CODE ? code : filled(part, { minutes })));
  const use = isForCallBack ? texts.forCallBack : texts.forPage;
  return { language, parts: [beginning(speaking), ...parts, use], worthSeconds };
}

function beginning({ language, helpDesk: { organisation } }: Speaking): string {
  const { begins, beginsFrom } = SPOKEN_TEXTS[language];
  return organisation === null ? begins : filled(beginsFrom, { organisation });
}

/** Seconds for which a notice is worth a call: the other contacts get it at once. */
const NOTICE_SECONDS = 86_400;

/** A spoken notice: whose it is, what happened, and whom to tell; nobody can follow a spoken link. */
export const spokenNotice = (speaking: Speaking, ...says: readonly string[]): Spoken => ({
  language: speaking.language,
  parts: [beginning(speaking), SPOKEN_TEXTS[speaking.language].about, ...says],
  worthSeconds: NOTICE_SECONDS,
});
