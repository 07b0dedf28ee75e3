import type { Language } from '../../core/registry/account.ts';

/** Notices about a record that administrators have changed. */
export const REGISTRY_NOTICES = ['contacts-changed', 'record-changed', 'person-changed'] as const;
export type RegistryNotice = (typeof REGISTRY_NOTICES)[number];

interface RegistryTexts {
  readonly notices: Readonly<Record<RegistryNotice, { readonly subject: string; readonly says: string }>>;
  /** Advice for a recipient who did not expect it. */
  readonly unexpected: string;
}

export const REGISTRY_TEXTS: Readonly<Record<Language, RegistryTexts>> = {
  en: {
    notices: {
      'contacts-changed': {
        subject: 'The addresses and numbers of your account were changed',
        says: 'Two administrators registered other addresses or numbers for your account. Codes and notices go to the new ones. This message goes to the old ones too.',
      },
      'record-changed': {
        subject: 'The record of an account that you are responsible for was changed',
        says: 'Two administrators changed the record of your account: its owner, its protection, or its directory.',
      },
      'person-changed': {
        subject: 'Your own record was changed',
        says: 'Two administrators registered you as somebody who takes part in recoveries, or changed your record.',
      },
    },
    unexpected:
      'If you did not expect this, tell your help desk at once. Use a number or an address that you already know. The change can be undone.',
  },
  de: {
    notices: {
      'contacts-changed': {
        subject: 'Die Wege, Sie wegen Ihres Kontos zu erreichen, wurden geändert',
        says: 'Zwei Administratoren haben andere Adressen oder Nummern für Ihr Konto eingetragen. Codes und Mitteilungen gehen dorthin. Diese Nachricht geht auch an die bisher eingetragenen.',
      },
      'record-changed': {
        subject: 'Der Eintrag eines Kontos, für das Sie verantwortlich sind, wurde geändert',
        says: 'Zwei Administratoren haben geändert, was über Ihr Konto eingetragen ist: wem es gehört, wie gut es geschützt ist oder wo es liegt.',
      },
      'person-changed': {
        subject: 'Ihr eigener Eintrag wurde geändert',
        says: 'Zwei Administratoren haben Sie als jemanden eingetragen, der an Wiederherstellungen beteiligt ist, oder diesen Eintrag geändert.',
      },
    },
    unexpected:
      'Wenn Sie das nicht erwartet haben, melden Sie es sofort Ihrem Helpdesk, auf einem Weg, den Sie schon kennen. Was geändert wurde, lässt sich zurückändern.',
  },
  es: {
    notices: {
      'contacts-changed': {
        subject: 'Se han cambiado las formas de contactarle sobre su cuenta',
        says: 'Dos administradores han registrado otras direcciones u otros números para su cuenta. Los códigos y avisos van a ellos. Este mensaje va también a los que estaban registrados antes.',
      },
      'record-changed': {
        subject: 'Se ha cambiado el registro de una cuenta de la que usted responde',
        says: 'Dos administradores han cambiado lo que está registrado sobre su cuenta: de quién es, cómo está protegida o dónde está.',
      },
      'person-changed': {
        subject: 'Se ha cambiado su propio registro',
        says: 'Dos administradores le han registrado como alguien que participa en recuperaciones, o han cambiado ese registro.',
      },
    },
    unexpected:
      'Si no lo esperaba, avise enseguida a su servicio de ayuda por una vía que ya conozca. Lo que se ha cambiado se puede deshacer.',
  },
};

/** Frame of a notice for a person who is notified about somebody else's account, or one that nobody owns. */
interface RelatedTexts {
  readonly subject: string;
  /** `{said}`: what happened, as the notice to the account's contacts says it, if it has any. */
  readonly says: string;
  /** `{recovery}`: its id, by which a signed-in person can read it. */
  readonly read: string;
  readonly tell: string;
}

export const RELATED_TEXTS: Readonly<Record<Language, RelatedTexts>> = {
  en: {
    subject: 'A recovery of an account that you are registered for',
    says: 'You are registered as somebody who hears of recoveries of this account. The notice about it says: “{said}”',
    read: 'The recovery has the id {recovery}. Sign in and read it before you confirm or countersign anything.',
    tell: 'If you know nothing of it, ask the owner, or tell your help desk. Use a number or an address that you already know.',
  },
  de: {
    subject: 'Eine Wiederherstellung eines Kontos, für das Sie eingetragen sind',
    says: 'Sie sind als jemand eingetragen, der von Wiederherstellungen eines Kontos erfährt. In der Mitteilung dazu steht: „{said}“',
    read: 'Die Kennung ist {recovery}. Melden Sie sich an und lesen Sie alles unter dieser Kennung, bevor Sie etwas bestätigen oder gegenzeichnen.',
    tell: 'Wenn Sie davon nichts wissen, fragen Sie den Inhaber oder melden Sie es Ihrem Helpdesk, auf einem Weg, den Sie schon kennen.',
  },
  es: {
    subject: 'Una recuperación de una cuenta para la que usted está registrado',
    says: 'Usted está registrado como alguien a quien se avisa de las recuperaciones de una cuenta. El aviso correspondiente dice: «{said}»',
    read: 'Su identificador es {recovery}. Inicie sesión y léala con ese identificador antes de confirmar o refrendar nada.',
    tell: 'Si no sabe nada de esto, pregunte al titular o avise a su servicio de ayuda por una vía que ya conozca.',
  },
};
