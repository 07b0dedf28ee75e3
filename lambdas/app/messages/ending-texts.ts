import type { StepAfterEnd } from '../../core/recovery/state/ending.ts';
import type { Language } from '../../core/registry/account.ts';

/**
 * The subjects of notices about the end of a recovery: by a no; by an execution that failed (`failed`), and that was taken back (`undone`);
 * `finished`, where nothing was handed out that could end; or `replaced`, where a device ends what was handed out, and may be gone instead.
 */
export const ENDING_NOTICES = ['denied', 'rejected', 'expired', 'failed', 'undone', 'finished', 'replaced'] as const;
export type EndingNotice = (typeof ENDING_NOTICES)[number];

/** What happened, who said no, and what to do next (rule 21). */
interface EndingTexts {
  /** `{action}`: one of the actions of the other notices. */
  readonly notices: Readonly<Record<EndingNotice, { readonly subject: string; readonly says: string }>>;
  /** `{rule}`, `{control}`, `{owner}`: of the policy. */
  readonly byPolicy: string;
  /** `{number}`: of a rule that no policy can switch off. */
  readonly byProduct: string;
  /** `{owner}`: the owner of the control. */
  readonly next: Readonly<Record<StepAfterEnd, string>>;
}

export const ENDING_TEXTS: Readonly<Record<Language, EndingTexts>> = {
  en: {
    notices: {
      denied: {
        subject: 'A recovery of your account was denied',
        says: 'Somebody asked us to {action}. We must not do it, so nothing was changed.',
      },
      rejected: {
        subject: 'A recovery of your account was rejected',
        says: 'Somebody asked us to {action}. Somebody who must agree said no, so nothing was changed.',
      },
      expired: {
        subject: 'A recovery of your account has run out of time',
        says: 'Somebody asked us to {action}. Something that it needs was not there in time, so nothing was changed.',
      },
      failed: {
        subject: 'A recovery of your account could not be carried out',
        says: 'Somebody asked us to {action}. Something went wrong while we did it, and it is not known how far it came. What you signed in with before may not work any more. What was begun is being taken back now, and we write again when that is done. The people on duty were alerted.',
      },
      undone: {
        subject: 'A recovery of your account that could not be carried out was taken back',
        says: 'Somebody asked us to {action}. It could not be carried out. What was begun has been taken back, and that was checked. What you signed in with before may not work any more. If it is still needed, ask the help desk to open a new recovery.',
      },
      finished: {
        subject: 'A recovery of your account is over',
        says: 'Somebody asked us to {action}. We did it, and its time is over. What was changed stays.',
      },
      replaced: {
        subject: 'A recovery of your account is over',
        says: 'Somebody asked us to {action}. It is over: your computer has replaced that key, and the old one opens nothing any more, or your computer is no longer in the directory of your organization. If you still need the key, ask your help desk for a new recovery.',
      },
    },
    byPolicy: 'Rule “{rule}” of our policy says no. It belongs to control “{control}”. Responsible for it: {owner}.',
    byProduct: 'Rule {number} of the recovery system says no. No policy can switch this rule off.',
    next: {
      'let-somebody-entitled-ask':
        'If it is still needed, the owner or a custodian of the account must ask for it at the help desk.',
      'have-the-connectors-looked-at':
        'If it is still needed, ask the help desk. Whoever runs the recovery system must first connect it to something that can do this for the account.',
      'open-again-as-registered-now':
        'If it is still needed, ask the help desk to open a new recovery. The record of the account has changed in the meantime.',
      'have-it-registered':
        'If it is still needed, ask the help desk. Two administrators must register the account first.',
      'have-the-freeze-lifted':
        'Recoveries of this account are frozen. If it is still needed, ask the help desk. Two administrators must look at the account first.',
      'have-the-policy-cover-it':
        'If it is still needed, ask the help desk. The owner of the policy must decide about such requests first.',
      'ask-the-control-owner': 'If it is still needed, ask the help desk to talk to: {owner}.',
      'prove-it-in-person':
        'If it was you, go to your help desk in person, or call it at a number that you already know. A failed proof is not tried again in another way.',
      'ask-why-it-was-rejected': 'If it is still needed, ask the help desk why it was rejected.',
      'open-again': 'If it is still needed, ask the help desk to open a new recovery.',
    },
  },
  de: {
    notices: {
      denied: {
        subject: 'Eine Wiederherstellung Ihres Kontos wurde nicht zugelassen',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Wir dürfen es nicht tun, und es wurde nichts geändert.',
      },
      rejected: {
        subject: 'Eine Wiederherstellung Ihres Kontos wurde abgelehnt',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Jemand, der zustimmen muss, hat abgelehnt, und es wurde nichts geändert.',
      },
      expired: {
        subject: 'Die Zeit für eine Wiederherstellung Ihres Kontos ist abgelaufen',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Etwas, das dafür nötig ist, lag nicht rechtzeitig vor, und es wurde nichts geändert.',
      },
      failed: {
        subject: 'Eine Wiederherstellung Ihres Kontos konnte nicht ausgeführt werden',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Dabei ist etwas schiefgegangen, und es ist nicht bekannt, wie weit es kam. Womit Sie sich bisher angemeldet haben, gilt vielleicht nicht mehr. Was begonnen war, wird jetzt zurückgenommen; wir schreiben wieder, wenn das geschehen ist. Die Sicherheitsbereitschaft wurde alarmiert.',
      },
      undone: {
        subject: 'Eine Wiederherstellung Ihres Kontos, die nicht ausgeführt werden konnte, wurde zurückgenommen',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Es konnte nicht ausgeführt werden. Was begonnen war, wurde zurückgenommen, und das wurde geprüft. Womit Sie sich bisher angemeldet haben, gilt vielleicht nicht mehr. Wenn es noch gebraucht wird, bitten Sie den Helpdesk um eine neue Wiederherstellung.',
      },
      finished: {
        subject: 'Eine Wiederherstellung Ihres Kontos ist vorbei',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Wir haben es getan, und die Zeit dafür ist vorbei. Was geändert wurde, bleibt.',
      },
      replaced: {
        subject: 'Eine Wiederherstellung Ihres Kontos ist beendet',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Das ist vorbei: Ihr Computer hat diesen Schlüssel ersetzt, und der alte öffnet nichts mehr, oder Ihr Computer steht nicht mehr im Verzeichnis Ihrer Organisation. Wenn Sie den Schlüssel noch brauchen, bitten Sie Ihren Helpdesk um eine neue Wiederherstellung.',
      },
    },
    byPolicy:
      'Regel „{rule}“ unserer Richtlinie lässt es nicht zu. Sie gehört zur Kontrolle „{control}“. Verantwortlich dafür: {owner}.',
    byProduct:
      'Regel {number} des Wiederherstellungssystems lässt es nicht zu. Keine Richtlinie kann diese Regel abschalten.',
    next: {
      'let-somebody-entitled-ask':
        'Wenn es noch gebraucht wird, muss der Inhaber oder ein Verwalter des Kontos beim Helpdesk darum bitten.',
      'have-the-connectors-looked-at':
        'Wenn es noch gebraucht wird, fragen Sie den Helpdesk. Wer das Wiederherstellungssystem betreibt, muss es zuerst mit etwas verbinden, das dies für das Konto tun kann.',
      'open-again-as-registered-now':
        'Wenn es noch gebraucht wird, bitten Sie den Helpdesk um eine neue Wiederherstellung. Der Eintrag des Kontos hat sich inzwischen geändert.',
      'have-it-registered':
        'Wenn es noch gebraucht wird, fragen Sie den Helpdesk. Zwei Administratoren müssen das Konto zuerst eintragen.',
      'have-the-freeze-lifted':
        'Wiederherstellungen dieses Kontos sind gesperrt. Wenn es noch gebraucht wird, fragen Sie den Helpdesk. Zwei Administratoren müssen sich das Konto zuerst ansehen.',
      'have-the-policy-cover-it':
        'Wenn es noch gebraucht wird, fragen Sie den Helpdesk. Der Verantwortliche der Richtlinie muss zuerst über solche Anfragen entscheiden.',
      'ask-the-control-owner': 'Wenn es noch gebraucht wird, bitten Sie den Helpdesk, sich zu wenden an: {owner}.',
      'prove-it-in-person':
        'Wenn Sie es waren, gehen Sie persönlich zu Ihrem Helpdesk, oder rufen Sie ihn unter einer Nummer an, die Sie schon kennen. Ein misslungener Nachweis wird nicht auf einem anderen Weg wiederholt.',
      'ask-why-it-was-rejected': 'Wenn es noch gebraucht wird, fragen Sie den Helpdesk, warum es abgelehnt wurde.',
      'open-again': 'Wenn es noch gebraucht wird, bitten Sie den Helpdesk um eine neue Wiederherstellung.',
    },
  },
  es: {
    notices: {
      denied: {
        subject: 'No se ha permitido una recuperación de su cuenta',
        says: 'Alguien nos pidió lo siguiente: {action}. No podemos hacerlo y no se ha cambiado nada.',
      },
      rejected: {
        subject: 'Se ha rechazado una recuperación de su cuenta',
        says: 'Alguien nos pidió lo siguiente: {action}. Alguien que debe aprobarlo lo ha rechazado y no se ha cambiado nada.',
      },
      expired: {
        subject: 'Se ha acabado el tiempo de una recuperación de su cuenta',
        says: 'Alguien nos pidió lo siguiente: {action}. Algo que hace falta no llegó a tiempo y no se ha cambiado nada.',
      },
      failed: {
        subject: 'No se ha podido llevar a cabo una recuperación de su cuenta',
        says: 'Alguien nos pidió lo siguiente: {action}. Algo falló mientras lo hacíamos, y no se sabe hasta dónde llegó. Es posible que lo que usaba antes para entrar ya no sirva. Lo que se empezó se está retirando ahora; volveremos a escribir cuando esté hecho. Se ha alertado a las personas de guardia.',
      },
      undone: {
        subject: 'Se ha retirado una recuperación de su cuenta que no se pudo llevar a cabo',
        says: 'Alguien nos pidió lo siguiente: {action}. No se ha podido llevar a cabo. Lo que se empezó se ha retirado, y se ha comprobado. Es posible que lo que usaba antes para entrar ya no sirva. Si aún hace falta, pida al servicio de ayuda que abra una recuperación nueva.',
      },
      finished: {
        subject: 'Ha terminado una recuperación de su cuenta',
        says: 'Alguien nos pidió lo siguiente: {action}. Lo hemos hecho, y su tiempo ha terminado. Lo cambiado se queda.',
      },
      replaced: {
        subject: 'Ha terminado una recuperación de su cuenta',
        says: 'Alguien nos ha pedido lo siguiente: {action}. Ya ha pasado: su ordenador ha sustituido esa clave, y la anterior ya no abre nada, o su ordenador ya no está en el directorio de su organización. Si todavía necesita la clave, pida a su servicio de ayuda una recuperación nueva.',
      },
    },
    byPolicy:
      'La regla «{rule}» de nuestra política no lo permite. Pertenece al control «{control}». Responsable: {owner}.',
    byProduct:
      'La regla {number} del sistema de recuperación no lo permite. Ninguna política puede desactivar esta regla.',
    next: {
      'let-somebody-entitled-ask':
        'Si aún hace falta, debe pedirlo al servicio de ayuda el titular o un custodio de la cuenta.',
      'have-the-connectors-looked-at':
        'Si aún hace falta, pregunte al servicio de ayuda. Quien gestiona el sistema de recuperación debe conectarlo primero con algo que pueda hacerlo para la cuenta.',
      'open-again-as-registered-now':
        'Si aún hace falta, pida al servicio de ayuda que abra una recuperación nueva. El registro de la cuenta ha cambiado entretanto.',
      'have-it-registered':
        'Si aún hace falta, pregunte al servicio de ayuda. Dos administradores deben registrar primero la cuenta.',
      'have-the-freeze-lifted':
        'Las recuperaciones de esta cuenta están bloqueadas. Si aún hace falta, pregunte al servicio de ayuda. Dos administradores deben revisar primero la cuenta.',
      'have-the-policy-cover-it':
        'Si aún hace falta, pregunte al servicio de ayuda. El responsable de la política debe decidir primero sobre estas peticiones.',
      'ask-the-control-owner': 'Si aún hace falta, pida al servicio de ayuda que hable con: {owner}.',
      'prove-it-in-person':
        'Si ha sido usted, acuda en persona a su servicio de ayuda, o llámelo a un número que ya conozca. Una prueba fallida no se repite por otra vía.',
      'ask-why-it-was-rejected': 'Si aún hace falta, pregunte al servicio de ayuda por qué se rechazó.',
      'open-again': 'Si aún hace falta, pida al servicio de ayuda que abra una recuperación nueva.',
    },
  },
};
