import type { Language } from '../../core/registry/account.ts';

/** What frames a notice for somebody who is told of recoveries of an account that is somebody else's, or that nobody owns. */
interface RelatedTexts {
  readonly subject: string;
  /** `{said}`: what everybody else is told. */
  readonly says: string;
  readonly tell: string;
}

export const RELATED_TEXTS: Readonly<Record<Language, RelatedTexts>> = {
  en: {
    subject: 'A recovery of an account that you are registered for',
    says: 'You are registered as somebody who is told of recoveries of an account. Its owner is told: “{said}”',
    tell: 'If you know nothing of it, ask the owner, or tell your help desk, in a way that you know from before.',
  },
  de: {
    subject: 'Eine Wiederherstellung eines Kontos, für das Sie eingetragen sind',
    says: 'Sie sind als jemand eingetragen, der von Wiederherstellungen eines Kontos erfährt. Dem Inhaber wird mitgeteilt: „{said}“',
    tell: 'Wenn Sie davon nichts wissen, fragen Sie den Inhaber oder melden Sie es Ihrem Helpdesk, auf einem Weg, den Sie schon kennen.',
  },
  es: {
    subject: 'Una recuperación de una cuenta para la que usted está registrado',
    says: 'Usted está registrado como alguien a quien se avisa de las recuperaciones de una cuenta. A su titular se le comunica: «{said}»',
    tell: 'Si no sabe nada de esto, pregunte al titular o avise a su servicio de ayuda por una vía que ya conozca.',
  },
};
