import type { Language } from '../../core/registry/account.ts';

/** What people are told of a right to approve that is lent. `{from}`, `{to}` and `{by}` are registered people, `{until}` a moment in UTC. */
interface LendingTexts {
  /** For whoever stands in. */
  readonly given: { readonly subject: string; readonly says: string; readonly next: string };
  /** What is lent: `{groups}`; or only what the lender approves by a relation to an account. */
  readonly ofGroups: string;
  readonly ofRelations: string;
  /** For whoever stands in, a day before the end. */
  readonly ending: { readonly subject: string; readonly says: string; readonly next: string };
  /** For whoever stood in. */
  readonly ended: { readonly subject: string; readonly says: string };
  /** For the lender, where somebody else has ended it. */
  readonly endedFor: { readonly subject: string; readonly says: string };
  /** For the lender: `{account}`, `{recovery}`. */
  readonly countersigned: { readonly subject: string; readonly says: string };
  readonly rejected: { readonly subject: string; readonly says: string };
  readonly unexpected: string;
  /** `{link}`, `{command}` */
  readonly open: string;
  readonly care: string;
}

export const LENDING_TEXTS: Readonly<Record<Language, LendingTexts>> = {
  en: {
    given: {
      subject: 'You may approve in the place of somebody',
      says: '{from} lends you their right to approve until {until}: {what}.',
      next: 'What waits for them, you find in the console as well. You decide it there in their place, with your own passkey. If you do not want this, give it back.',
    },
    ofGroups: 'as an approver of {groups}, and what they approve as a manager or custodian',
    ofRelations: 'what they approve as a manager or custodian',
    ending: {
      subject: 'Soon you do not approve in the place of somebody any more',
      says: '{from} has lent you their right to approve. This ends at {until}.',
      next: 'What you want to decide in their place, decide before. If it has to last longer, {from} can lend it again.',
    },
    ended: {
      subject: 'You do not approve in the place of somebody any more',
      says: '{by} has ended it: you do not decide in the place of {from} any more. You have nothing to do.',
    },
    endedFor: {
      subject: 'Somebody does not stand in for you any more',
      says: '{by} has ended it: {to} does not decide in your place any more.',
    },
    countersigned: {
      subject: 'Somebody has countersigned in your place',
      says: 'Account {account}. {by} has countersigned recovery {recovery} in your place.',
    },
    rejected: {
      subject: 'Somebody has rejected in your place',
      says: 'Account {account}. {by} has rejected recovery {recovery} in your place. It has ended.',
    },
    unexpected:
      'If you did not expect this, take the delegation back, and tell the people on duty in a way that you already know.',
    open: 'In the console: {link}\nAt the command line: {command}',
    care: 'This message holds no secret, and opening the link decides nothing.',
  },
  de: {
    given: {
      subject: 'Sie dürfen anstelle von jemandem zustimmen',
      says: '{from} leiht Ihnen bis {until} das Recht zuzustimmen: {what}.',
      next: 'Was auf diese Person wartet, finden auch Sie in der Konsole. Sie entscheiden es dort an ihrer Stelle, mit Ihrem eigenen Passkey. Wenn Sie das nicht wollen, geben Sie es zurück.',
    },
    ofGroups: 'Zustimmung für {groups}, und was diese Person als Führungskraft oder Verantwortliche entscheidet',
    ofRelations: 'was diese Person als Führungskraft oder Verantwortliche entscheidet',
    ending: {
      subject: 'Bald stimmen Sie nicht mehr anstelle von jemandem zu',
      says: '{from} hat Ihnen das Recht geliehen zuzustimmen. Das endet am {until}.',
      next: 'Was Sie anstelle dieser Person entscheiden wollen, entscheiden Sie vorher. Wenn es länger dauern soll, kann {from} es neu leihen.',
    },
    ended: {
      subject: 'Sie stimmen nicht mehr anstelle von jemandem zu',
      says: '{by} hat es beendet: Sie entscheiden nicht mehr anstelle von {from}. Sie müssen nichts tun.',
    },
    endedFor: {
      subject: 'Jemand vertritt Sie nicht mehr',
      says: '{by} hat es beendet: {to} entscheidet nicht mehr an Ihrer Stelle.',
    },
    countersigned: {
      subject: 'Jemand hat an Ihrer Stelle gegengezeichnet',
      says: 'Konto {account}. {by} hat die Wiederherstellung {recovery} an Ihrer Stelle gegengezeichnet.',
    },
    rejected: {
      subject: 'Jemand hat an Ihrer Stelle abgelehnt',
      says: 'Konto {account}. {by} hat die Wiederherstellung {recovery} an Ihrer Stelle abgelehnt. Sie ist beendet.',
    },
    unexpected:
      'Wenn Sie das nicht erwartet haben, nehmen Sie die Vertretung zurück und melden Sie es der Bereitschaft auf einem Weg, den Sie schon kennen.',
    open: 'In der Konsole: {link}\nAuf der Kommandozeile: {command}',
    care: 'Diese Nachricht enthält kein Geheimnis, und den Link zu öffnen entscheidet nichts.',
  },
  es: {
    given: {
      subject: 'Puede aprobar en lugar de alguien',
      says: '{from} le presta su derecho a aprobar hasta {until}: {what}.',
      next: 'Lo que espera a esta persona lo encuentra usted también en la consola. Allí decide en su lugar, con su propia clave de acceso. Si no lo quiere, devuélvalo.',
    },
    ofGroups: 'aprobar para {groups}, y lo que esta persona aprueba como responsable de alguien o de una cuenta',
    ofRelations: 'lo que esta persona aprueba como responsable de alguien o de una cuenta',
    ending: {
      subject: 'Pronto dejará de aprobar en lugar de alguien',
      says: '{from} le ha prestado su derecho a aprobar. Esto termina el {until}.',
      next: 'Lo que quiera decidir en su lugar, decídalo antes. Si tiene que durar más, {from} puede prestarlo de nuevo.',
    },
    ended: {
      subject: 'Ya no aprueba en lugar de alguien',
      says: '{by} lo ha terminado: usted ya no decide en lugar de {from}. No tiene que hacer nada.',
    },
    endedFor: {
      subject: 'Alguien ya no le sustituye',
      says: '{by} lo ha terminado: {to} ya no decide en su lugar.',
    },
    countersigned: {
      subject: 'Alguien ha refrendado en su lugar',
      says: 'Cuenta {account}. {by} ha refrendado la recuperación {recovery} en su lugar.',
    },
    rejected: {
      subject: 'Alguien ha rechazado en su lugar',
      says: 'Cuenta {account}. {by} ha rechazado la recuperación {recovery} en su lugar. Ha terminado.',
    },
    unexpected:
      'Si no lo esperaba, retire la sustitución y avise a las personas de guardia por una vía que ya conozca.',
    open: 'En la consola: {link}\nEn la línea de comandos: {command}',
    care: 'Este mensaje no contiene ningún secreto, y abrir el enlace no decide nada.',
  },
};
