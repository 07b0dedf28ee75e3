import type { HelpDesk } from '../../contract/help-desk.ts';
import type { Language } from '../../core/registry/account.ts';
import { filled } from './texts.ts';

/** Whose message it is, and how to reach the desk. */
interface DeskTexts {
  /** `{organisation}`: its name, before a subject. */
  readonly subject: string;
  /** `{organisation}`: its name. */
  readonly from: string;
  /** `{desk}`: its name, telephone number, hours and address. Whoever forges a message forges the number too. */
  readonly reach: string;
}

export const DESK_TEXTS: Readonly<Record<Language, DeskTexts>> = {
  en: {
    subject: '{organisation}: {subject}',
    from: 'This message comes from {organisation}.',
    reach:
      'Your help desk: {desk}. A forged message can name a false number: compare it with one that you already know.',
  },
  de: {
    subject: '{organisation}: {subject}',
    from: 'Diese Nachricht kommt von {organisation}.',
    reach:
      'Ihr Helpdesk: {desk}. Eine gefälschte Nachricht kann eine falsche Nummer nennen: Vergleichen Sie sie mit einer, die Sie schon kennen.',
  },
  es: {
    subject: '{organisation}: {subject}',
    from: 'Este mensaje es de {organisation}.',
    reach:
      'Su servicio de ayuda: {desk}. Un mensaje falso puede dar un número falso: compárelo con uno que ya conozca.',
  },
};

/** The subject with the organisation before it, where it is named. */
export const subjectLine = (subject: string, { organisation }: HelpDesk, language: Language): string =>
  organisation === null ? subject : filled(DESK_TEXTS[language].subject, { organisation, subject });

/** Whose message it is; empty where nobody has said it. */
export const fromOf = ({ organisation }: HelpDesk, language: Language): readonly string[] =>
  organisation === null ? [] : [filled(DESK_TEXTS[language].from, { organisation })];

/** The last lines of a message: whose it is, and how to reach the desk, as far as that is set. */
export function footOf(helpDesk: HelpDesk, language: Language): readonly string[] {
  const { name, phone, hours, address } = helpDesk;
  const desk = [name, phone, hours, address].filter((one) => one !== null).join(', ');
  return [...fromOf(helpDesk, language), ...(desk === '' ? [] : [filled(DESK_TEXTS[language].reach, { desk })])];
}
