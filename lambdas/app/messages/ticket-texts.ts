import type { TicketNews } from '../../core/recovery/views/ticket-news.ts';
import type { Language } from '../../core/registry/account.ts';

/** Texts in tickets: what became of the recovery. None names the account or anybody, and none holds what somebody typed. */
interface TicketTexts {
  readonly news: Readonly<Record<TicketNews, string>>;
  /** Before the address of the recovery. */
  readonly open: string;
}

export const TICKET_TEXTS: Readonly<Record<Language, TicketTexts>> = {
  en: {
    news: {
      opened: 'A recovery was opened for this ticket.',
      planned: 'The plan of the recovery was made. It waits for proofs and countersignatures.',
      approved: 'The recovery was approved.',
      granted: 'The recovery was carried out.',
      ended: 'What the recovery gave has ended, and that was checked.',
      closed: 'The recovery is closed.',
      denied: 'The recovery was denied. Nothing was changed.',
      refused: 'The recovery was refused, because a proof failed. Nothing was changed.',
      rejected: 'An approver rejected the recovery. Nothing was changed.',
      expired: 'The recovery ran out of time. Nothing was changed.',
      stopped: 'The recovery was stopped.',
      failed: 'The recovery could not be carried out. What it had begun is taken back. People on duty know of it.',
      undone: 'The recovery could not be carried out. What it had begun was taken back, and that was checked.',
      'closed-undone': 'The recovery is closed. It could not be carried out.',
      overdue: 'What the recovery gave could not be taken back yet. People on duty know of it.',
    },
    open: 'Open it in Countersign. Opening the link decides nothing.',
  },
  de: {
    news: {
      opened: 'Zu diesem Ticket wurde eine Wiederherstellung eröffnet.',
      planned: 'Der Plan der Wiederherstellung wurde gemacht. Er wartet auf Nachweise und Gegenzeichnungen.',
      approved: 'Die Wiederherstellung wurde genehmigt.',
      granted: 'Die Wiederherstellung wurde ausgeführt.',
      ended: 'Was die Wiederherstellung gab, ist beendet, und das wurde geprüft.',
      closed: 'Die Wiederherstellung ist abgeschlossen.',
      denied: 'Die Wiederherstellung wurde verweigert. Nichts wurde geändert.',
      refused: 'Die Wiederherstellung wurde abgelehnt, weil ein Nachweis fehlschlug. Nichts wurde geändert.',
      rejected: 'Jemand, der gegenzeichnen sollte, hat die Wiederherstellung abgelehnt. Nichts wurde geändert.',
      expired: 'Die Zeit für die Wiederherstellung ist abgelaufen. Nichts wurde geändert.',
      stopped: 'Die Wiederherstellung wurde gestoppt.',
      failed:
        'Die Wiederherstellung konnte nicht ausgeführt werden. Was begonnen war, wird zurückgenommen. Der Bereitschaftsdienst weiß davon.',
      undone:
        'Die Wiederherstellung konnte nicht ausgeführt werden. Was begonnen war, wurde zurückgenommen, und das wurde geprüft.',
      'closed-undone': 'Die Wiederherstellung ist abgeschlossen. Sie konnte nicht ausgeführt werden.',
      overdue:
        'Was die Wiederherstellung gab, konnte noch nicht zurückgenommen werden. Der Bereitschaftsdienst weiß davon.',
    },
    open: 'In Countersign öffnen. Das Öffnen des Links entscheidet nichts.',
  },
  es: {
    news: {
      opened: 'Se ha abierto una recuperación para este ticket.',
      planned: 'Se ha hecho el plan de la recuperación. Espera pruebas y refrendos.',
      approved: 'La recuperación se ha aprobado.',
      granted: 'La recuperación se ha llevado a cabo.',
      ended: 'Lo que dio la recuperación ha terminado, y se ha comprobado.',
      closed: 'La recuperación está cerrada.',
      denied: 'La recuperación se ha denegado. No se ha cambiado nada.',
      refused: 'La recuperación no se ha admitido, porque falló una prueba. No se ha cambiado nada.',
      rejected: 'Alguien que debía refrendar ha rechazado la recuperación. No se ha cambiado nada.',
      expired: 'El tiempo de la recuperación se ha agotado. No se ha cambiado nada.',
      stopped: 'La recuperación se ha detenido.',
      failed:
        'La recuperación no se ha podido llevar a cabo. Lo que había empezado se retira. El personal de guardia lo sabe.',
      undone:
        'La recuperación no se ha podido llevar a cabo. Lo que había empezado se ha retirado, y se ha comprobado.',
      'closed-undone': 'La recuperación está cerrada. No se ha podido llevar a cabo.',
      overdue: 'Lo que dio la recuperación aún no se ha podido retirar. El personal de guardia lo sabe.',
    },
    open: 'Ábrala en Countersign. Abrir el enlace no decide nada.',
  },
};
