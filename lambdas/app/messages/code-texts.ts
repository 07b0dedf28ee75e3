import type { Language } from '../../core/registry/account.ts';

/** What brings a code: `{code}`, and `{until}`, a moment in UTC. */
export interface CodeTexts {
  readonly subject: string;
  /** Only the page that asked for it answers with it: nobody who asks to be told it could use it for anything good. */
  readonly forPage: string;
  /** What is read to the verifier who calls a registered number. */
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
