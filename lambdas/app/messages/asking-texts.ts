import type { Saying, Task } from '../../core/recovery/views/asked.ts';
import type { Action, Language } from '../../core/registry/account.ts';

/** Messages to the people whom a recovery waits for. */
interface AskingTexts {
  /** Subject lines: whoever sees the list of a mailbox reads them. */
  readonly subjects: Readonly<Record<Task, string>>;
  /** `{subject}`: one of `subjects`. */
  readonly reminderSubject: string;
  readonly withdrawnSubject: string;
  readonly doneSubject: string;
  /** What is asked of them. */
  readonly tasks: Readonly<Record<Task, string>>;
  /** Before what is asked; empty for a first message. */
  readonly leads: Readonly<Record<Exclude<Saying, 'asked'>, string>>;
  readonly overdue: string;
  /** For whoever stands in for `{who}`. */
  readonly inPlace: string;
  /** For whoever was asked beside the person who has done it. */
  readonly done: string;
  /** `{score}`, and `{sentence}` of the heaviest signal. */
  readonly risk: string;
  readonly riskNone: string;
  /** For one message about many recoveries; `{count}`. */
  readonly manySubject: string;
  readonly many: string;
  readonly more: string;
  /** The label of the link in a chat. */
  readonly console: string;
  readonly actions: Readonly<Record<Action, string>>;
  /** `{account}`, `{action}`: one of `actions`. */
  readonly about: string;
  /** `{at}`: a moment in UTC. */
  readonly until: string;
  /** `{recovery}`: its id. */
  readonly recovery: string;
  /** `{link}`: the recovery in the console. */
  readonly open: string;
  /** `{command}`: the same at the command line. */
  readonly command: string;
  readonly care: string;
}

export const ASKING_TEXTS: Readonly<Record<Language, AskingTexts>> = {
  en: {
    subjects: {
      sighting: 'A recovery waits for a verifier',
      word: 'A recovery waits for your word',
      countersignature: 'A recovery waits for a countersignature',
      work: 'A recovery waits for work by hand',
      check: 'A recovery waits for somebody who looks at what was done by hand',
      answer: 'Did you ask for what was done to your account?',
      review: 'A recovery waits for a review',
    },
    reminderSubject: 'Reminder: {subject}',
    withdrawnSubject: 'A recovery does not wait for you any more',
    doneSubject: 'A recovery has what it waited for',
    tasks: {
      sighting: 'See the person who asks, and their evidence. Then confirm that it is them, or say that it is not.',
      word: 'Ask the person whom you know whether they want this. Then confirm it, or say that it is not so.',
      countersignature: 'Read the plan. Then countersign it, or reject it with a reason.',
      work: 'There is no API for this. Open the recovery, do by hand exactly what it says there, and sign what you did and where the evidence is. The first operator who can do it does it.',
      check:
        'A colleague says what they did by hand. Look at the directory and the evidence yourself. Then sign what you saw, or tell people on duty that it is not so.',
      answer:
        'The account was changed, see below. Say whether you asked for it. If you did not, say so: what is still open ends at once. Sign in at an address that you know; answering takes two clicks there.',
      review: 'Read what was seen and done. Then say whether it was appropriate.',
    },
    leads: {
      'asked-anew': 'The plan was made again. Countersignatures of an earlier plan do not count.',
      reminder: 'Half of the time for this is over, and it still waits.',
      escalated: 'Half of the time for this is over, and it still waits: you are asked too from now on.',
      withdrawn: 'This is not needed any more. You have nothing to do.',
    },
    overdue: 'The review is overdue.',
    inPlace: '{who} has lent you their right to approve: you can decide this in their place.',
    done: 'Somebody has done this. You have nothing to do.',
    risk: 'Risk: {score}. {sentence}',
    riskNone: 'Risk: 0. Nothing unusual was found.',
    manySubject: '{count} recoveries wait for you',
    many: 'Many recoveries wait at the same time, so this is one message. It can be an attack: look at each of them as if it were the only one.',
    more: 'And {count} more.',
    console: 'Open it in the console',
    actions: {
      'reset-password': 'reset the password',
      'reset-mfa': 'reset the second factor',
      unlock: 'unlock the account',
      'temporary-access': 'give temporary access',
      'issue-first-credential': 'issue a first credential',
      'release-disk-key': 'release the recovery key of a disk',
      'reissue-token': 'issue a token again',
      'rotate-secret': 'rotate the secret',
      'replace-certificate': 'replace the certificate',
      'change-contact': 'change the contacts',
      'revoke-sessions': 'end the sessions',
    },
    about: 'Account {account}. Somebody asked to {action}.',
    until: 'There is time until {at}.',
    recovery: 'Recovery: {recovery}.',
    open: 'In the console: {link}',
    command: 'At the command line: {command}',
    care: 'This message holds no secret, and opening the link decides nothing. You can also open the console by yourself and look for the recovery.',
  },
  de: {
    subjects: {
      sighting: 'Eine Wiederherstellung wartet auf eine Prüfung der Person',
      word: 'Eine Wiederherstellung wartet auf Ihr Wort',
      countersignature: 'Eine Wiederherstellung wartet auf eine Gegenzeichnung',
      work: 'Eine Wiederherstellung wartet auf Arbeit von Hand',
      check: 'Eine Wiederherstellung wartet auf jemanden, der die Arbeit von Hand ansieht',
      answer: 'Haben Sie verlangt, was mit Ihrem Konto geschah?',
      review: 'Eine Wiederherstellung wartet auf eine Nachprüfung',
    },
    reminderSubject: 'Erinnerung: {subject}',
    withdrawnSubject: 'Eine Wiederherstellung wartet nicht mehr auf Sie',
    doneSubject: 'Eine Wiederherstellung hat, worauf sie gewartet hat',
    tasks: {
      sighting:
        'Sehen Sie die Person an, die das verlangt, und ihre Belege. Bestätigen Sie dann, dass sie es ist, oder sagen Sie, dass sie es nicht ist.',
      word: 'Fragen Sie die Person, die Sie kennen, ob sie das will. Bestätigen Sie es dann, oder sagen Sie, dass es nicht so ist.',
      countersignature: 'Lesen Sie den Plan. Zeichnen Sie ihn dann gegen, oder lehnen Sie ihn mit einem Grund ab.',
      work: 'Dafür gibt es keine Schnittstelle. Öffnen Sie die Wiederherstellung, tun Sie von Hand genau, was dort steht, und signieren Sie, was Sie getan haben und wo der Beleg liegt. Wer es zuerst tun kann, tut es.',
      check:
        'Jemand sagt, was von Hand getan wurde. Sehen Sie selbst im Verzeichnis und beim Beleg nach. Signieren Sie dann, was Sie gesehen haben, oder sagen Sie dem Bereitschaftsdienst, dass es nicht so ist.',
      answer:
        'Das Konto wurde geändert, siehe unten. Sagen Sie, ob Sie das verlangt haben. Wenn nicht, sagen Sie es: Was noch offen ist, endet sofort. Melden Sie sich an einer Adresse an, die Sie kennen; die Antwort braucht dort zwei Klicks.',
      review: 'Lesen Sie, was gesehen und getan wurde. Sagen Sie dann, ob es angemessen war.',
    },
    leads: {
      'asked-anew': 'Der Plan wurde neu gemacht. Gegenzeichnungen eines früheren Plans zählen nicht.',
      reminder: 'Die Hälfte der Zeit dafür ist um, und es wartet noch.',
      escalated: 'Die Hälfte der Zeit dafür ist um, und es wartet noch: Ab jetzt sind auch Sie gefragt.',
      withdrawn: 'Das ist nicht mehr nötig. Sie müssen nichts tun.',
    },
    overdue: 'Die Nachprüfung ist überfällig.',
    inPlace: '{who} hat Ihnen das Recht geliehen zuzustimmen: Sie können das anstelle dieser Person entscheiden.',
    done: 'Jemand hat das getan. Sie müssen nichts tun.',
    risk: 'Risiko: {score}. {sentence}',
    riskNone: 'Risiko: 0. Nichts Ungewöhnliches wurde gefunden.',
    manySubject: '{count} Wiederherstellungen warten auf Sie',
    many: 'Viele Wiederherstellungen warten zur gleichen Zeit, darum ist das eine Nachricht. Es kann ein Angriff sein: Sehen Sie jede so an, als wäre sie die einzige.',
    more: 'Und {count} weitere.',
    console: 'In der Konsole öffnen',
    actions: {
      'reset-password': 'das Passwort zurücksetzen',
      'reset-mfa': 'den zweiten Faktor zurücksetzen',
      unlock: 'das Konto entsperren',
      'temporary-access': 'vorübergehenden Zugang geben',
      'issue-first-credential': 'erste Zugangsdaten ausstellen',
      'release-disk-key': 'den Wiederherstellungsschlüssel einer Festplatte herausgeben',
      'reissue-token': 'ein Token neu ausstellen',
      'rotate-secret': 'das Geheimnis erneuern',
      'replace-certificate': 'das Zertifikat ersetzen',
      'change-contact': 'die Kontakte ändern',
      'revoke-sessions': 'die Sitzungen beenden',
    },
    about: 'Konto {account}. Jemand hat um Folgendes gebeten: {action}.',
    until: 'Dafür ist Zeit bis {at}.',
    recovery: 'Wiederherstellung: {recovery}.',
    open: 'In der Konsole: {link}',
    command: 'In der Befehlszeile: {command}',
    care: 'Diese Nachricht enthält kein Geheimnis, und das Öffnen des Links entscheidet nichts. Sie können die Konsole auch selbst öffnen und die Wiederherstellung suchen.',
  },
  es: {
    subjects: {
      sighting: 'Una recuperación espera a un verificador',
      word: 'Una recuperación espera su palabra',
      countersignature: 'Una recuperación espera un refrendo',
      work: 'Una recuperación espera un trabajo a mano',
      check: 'Una recuperación espera a alguien que mire lo que se hizo a mano',
      answer: '¿Pidió usted lo que se hizo en su cuenta?',
      review: 'Una recuperación espera una revisión',
    },
    reminderSubject: 'Recordatorio: {subject}',
    withdrawnSubject: 'Una recuperación ya no le espera',
    doneSubject: 'Una recuperación tiene lo que esperaba',
    tasks: {
      sighting: 'Vea a la persona que lo pide y sus documentos. Después confirme que es ella, o diga que no lo es.',
      word: 'Pregunte a la persona que usted conoce si lo quiere. Después confírmelo, o diga que no es así.',
      countersignature: 'Lea el plan. Después refréndelo, o rechácelo con un motivo.',
      work: 'No hay API para esto. Abra la recuperación, haga a mano exactamente lo que dice y firme qué hizo y dónde está la evidencia. Lo hace el primer operador que pueda.',
      check:
        'Un compañero dice qué hizo a mano. Mire usted el directorio y la evidencia. Después firme lo que vio, o diga a quienes están de guardia que no es así.',
      answer:
        'La cuenta se ha cambiado, vea abajo. Diga si lo pidió usted. Si no, dígalo: lo que siga abierto termina enseguida. Inicie sesión en una dirección que conozca; allí responder son dos clics.',
      review: 'Lea lo que se vio y se hizo. Después diga si fue apropiado.',
    },
    leads: {
      'asked-anew': 'El plan se ha hecho de nuevo. Los refrendos de un plan anterior no cuentan.',
      reminder: 'Ha pasado la mitad del tiempo para esto, y todavía espera.',
      escalated:
        'Ha pasado la mitad del tiempo para esto, y todavía espera: desde ahora también se le pregunta a usted.',
      withdrawn: 'Esto ya no es necesario. No tiene que hacer nada.',
    },
    overdue: 'La revisión está atrasada.',
    inPlace: '{who} le ha prestado su derecho a aprobar: puede decidir esto en su lugar.',
    done: 'Alguien ya lo ha hecho. No tiene que hacer nada.',
    risk: 'Riesgo: {score}. {sentence}',
    riskNone: 'Riesgo: 0. No se encontró nada inusual.',
    manySubject: '{count} recuperaciones le esperan',
    many: 'Muchas recuperaciones esperan a la vez, por eso este es un solo mensaje. Puede ser un ataque: mire cada una como si fuera la única.',
    more: 'Y {count} más.',
    console: 'Abrirla en la consola',
    actions: {
      'reset-password': 'restablecer la contraseña',
      'reset-mfa': 'restablecer el segundo factor',
      unlock: 'desbloquear la cuenta',
      'temporary-access': 'dar acceso temporal',
      'issue-first-credential': 'emitir una primera credencial',
      'release-disk-key': 'entregar la clave de recuperación de un disco',
      'reissue-token': 'volver a emitir un token',
      'rotate-secret': 'renovar el secreto',
      'replace-certificate': 'sustituir el certificado',
      'change-contact': 'cambiar los contactos',
      'revoke-sessions': 'cerrar las sesiones',
    },
    about: 'Cuenta {account}. Alguien ha pedido lo siguiente: {action}.',
    until: 'Hay tiempo hasta {at}.',
    recovery: 'Recuperación: {recovery}.',
    open: 'En la consola: {link}',
    command: 'En la línea de comandos: {command}',
    care: 'Este mensaje no contiene ningún secreto, y abrir el enlace no decide nada. También puede abrir usted la consola y buscar la recuperación.',
  },
};
