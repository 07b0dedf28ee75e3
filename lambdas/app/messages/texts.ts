import type { StreamState } from '../../core/recovery/state/state.ts';
import type { Action, Language } from '../../core/registry/account.ts';
import type { EndingNotice } from './ending-texts.ts';
import type { RegistryNotice } from './registry-texts.ts';

/** The subjects of notices about a recovery, or about an owner's own changes to an account. */
export const NOTICES = [
  'opened',
  'link-sent',
  'proof-given',
  'proof-wrong',
  'approved',
  'granted',
  'revoked',
  'ended',
  'enrolled',
  'removed',
  'used',
] as const;
export type RecoveryNotice = (typeof NOTICES)[number];

/** `planned` has the text of `opened`, for the people whom only the plan names. */
export type NoticeKind = RecoveryNotice | EndingNotice | RegistryNotice | 'planned';

/** Texts of notices about a recovery. `{…}` is a placeholder. */
export interface NoticeTexts {
  /** `{action}`: one of `actions`. */
  readonly notices: Readonly<Record<RecoveryNotice, { readonly subject: string; readonly says: string }>>;
  readonly actions: Readonly<Record<Action, string>>;
  /** `{at}`: a moment in UTC. */
  readonly at: string;
  /** `{link}` is the requester's page. */
  readonly page: string;
  /** `{link}` stops the recovery; `tell` is used when nothing can be stopped. */
  readonly stop: string;
  /** The same for a letter, where nobody can click: `{link}` is the page that can stop it. */
  readonly letter: string;
  readonly tell: string;
}

export const NOTICE_TEXTS: Readonly<Record<Language, NoticeTexts>> = {
  en: {
    notices: {
      opened: { subject: 'A recovery of your account has begun', says: 'Somebody asked us to {action}.' },
      'link-sent': {
        subject: 'The page of your recovery',
        says: 'Somebody asked your help desk to {action}. Your help desk sends you the page on which you go on.',
      },
      'proof-given': {
        subject: 'A proof was given for your account',
        says: 'Somebody asked us to {action}, and proved that they are you.',
      },
      'proof-wrong': {
        subject: 'Somebody failed to prove that they are you',
        says: 'Somebody asked us to {action}, and could not prove that they are you. We stopped it. Nothing was changed, and the people on duty were alerted.',
      },
      approved: { subject: 'A recovery of your account was approved', says: 'Your organization agreed to {action}.' },
      granted: {
        subject: 'A recovery of your account was carried out',
        says: 'Somebody asked us to {action}. We have done it.',
      },
      revoked: {
        subject: 'A recovery of your account is over',
        says: 'Somebody asked us to {action}. What was given for that does not work any more, and we checked it. If you did not use it in time, ask your help desk for a new recovery.',
      },
      ended: {
        subject: 'A recovery of your account has ended, and nothing was changed',
        says: 'Somebody asked us to {action}. We did not do it, and nothing was changed. If you still need it, ask your help desk again.',
      },
      enrolled: {
        subject: 'A way to recover your account was added',
        says: 'Somebody who signed in as you added a way to prove that they are you.',
      },
      removed: {
        subject: 'A way to recover your account was removed',
        says: 'Somebody who signed in as you removed a way to prove that they are you.',
      },
      used: {
        subject: 'A way to recover your account was used',
        says: 'Somebody used a saved way to prove that they are you.',
      },
    },
    actions: {
      'reset-password': 'reset your password',
      'reset-mfa': 'reset your second factor',
      unlock: 'unlock your account',
      'temporary-access': 'give temporary access to your account',
      'issue-first-credential': 'issue the first credential of your account',
      'release-disk-key': 'show the recovery key of your computer’s disk',
      'reissue-token': 'issue a token again',
      'rotate-secret': 'rotate a secret',
      'replace-certificate': 'replace a certificate',
      'change-contact': 'change how you are reached',
      'revoke-sessions': 'end your sessions',
    },
    at: 'Time: {at}.',
    page: 'If it was you, go on here: {link}',
    stop: 'If this was not you, stop it now: {link}',
    letter:
      'If this was not you, call your help desk at once, at a number that you already know. Until the recovery is over, you can also stop it yourself on this page: {link}',
    tell: 'If this was not you, tell your help desk at once. Use a number or an address that you already know.',
  },
  de: {
    notices: {
      opened: {
        subject: 'Eine Wiederherstellung Ihres Kontos hat begonnen',
        says: 'Jemand hat uns um Folgendes gebeten: {action}.',
      },
      'link-sent': {
        subject: 'Die Seite Ihrer Wiederherstellung',
        says: 'Jemand hat Ihren Helpdesk um Folgendes gebeten: {action}. Ihr Helpdesk schickt Ihnen die Seite, auf der es weitergeht.',
      },
      'proof-given': {
        subject: 'Für Ihr Konto wurde ein Nachweis erbracht',
        says: 'Jemand hat um Folgendes gebeten und nachgewiesen, Sie zu sein: {action}.',
      },
      'proof-wrong': {
        subject: 'Jemand konnte nicht nachweisen, Sie zu sein',
        says: 'Jemand bat um Folgendes und konnte nicht nachweisen, Sie zu sein: {action}. Wir haben es gestoppt. Nichts wurde geändert, und die Sicherheitsbereitschaft wurde alarmiert.',
      },
      approved: {
        subject: 'Eine Wiederherstellung Ihres Kontos wurde genehmigt',
        says: 'Ihre Organisation hat Folgendem zugestimmt: {action}.',
      },
      granted: {
        subject: 'Eine Wiederherstellung Ihres Kontos wurde ausgeführt',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Wir haben es ausgeführt.',
      },
      revoked: {
        subject: 'Eine Wiederherstellung Ihres Kontos ist beendet',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Was dafür gegeben wurde, gilt nicht mehr, und wir haben es geprüft. Wenn Sie es nicht rechtzeitig genutzt haben, bitten Sie Ihren Helpdesk um eine neue Wiederherstellung.',
      },
      ended: {
        subject: 'Eine Wiederherstellung Ihres Kontos ist zu Ende, ohne dass etwas geändert wurde',
        says: 'Jemand hat uns um Folgendes gebeten: {action}. Wir haben es nicht getan, und es wurde nichts geändert. Wenn Sie es noch brauchen, wenden Sie sich erneut an Ihren Helpdesk.',
      },
      enrolled: {
        subject: 'Ein Weg zur Wiederherstellung Ihres Kontos wurde hinzugefügt',
        says: 'Jemand, der als Sie angemeldet war, hat einen Weg hinzugefügt, sich als Sie auszuweisen.',
      },
      removed: {
        subject: 'Ein Weg zur Wiederherstellung Ihres Kontos wurde entfernt',
        says: 'Jemand, der als Sie angemeldet war, hat einen Weg entfernt, sich als Sie auszuweisen.',
      },
      used: {
        subject: 'Ein Weg zur Wiederherstellung Ihres Kontos wurde benutzt',
        says: 'Jemand hat einen hinterlegten Weg benutzt, sich als Sie auszuweisen.',
      },
    },
    actions: {
      'reset-password': 'Ihr Passwort zurücksetzen',
      'reset-mfa': 'Ihren zweiten Faktor zurücksetzen',
      unlock: 'Ihr Konto entsperren',
      'temporary-access': 'vorübergehenden Zugang zu Ihrem Konto geben',
      'issue-first-credential': 'die ersten Zugangsdaten Ihres Kontos ausstellen',
      'release-disk-key': 'den Wiederherstellungsschlüssel der Festplatte Ihres Computers zeigen',
      'reissue-token': 'ein Token neu ausstellen',
      'rotate-secret': 'ein Geheimnis erneuern',
      'replace-certificate': 'ein Zertifikat ersetzen',
      'change-contact': 'ändern, wie Sie erreichbar sind',
      'revoke-sessions': 'Ihre Sitzungen beenden',
    },
    at: 'Zeit: {at}.',
    page: 'Wenn Sie es waren, geht es hier weiter: {link}',
    stop: 'Wenn Sie das nicht waren, stoppen Sie es jetzt: {link}',
    letter:
      'Wenn Sie das nicht waren, rufen Sie sofort Ihren Helpdesk unter einer Nummer an, die Sie schon kennen. Bis zum Ende der Wiederherstellung können Sie sie auch selbst auf dieser Seite stoppen: {link}',
    tell: 'Wenn Sie das nicht waren, melden Sie es sofort Ihrem Helpdesk, auf einem Weg, den Sie schon kennen.',
  },
  es: {
    notices: {
      opened: {
        subject: 'Ha comenzado una recuperación de su cuenta',
        says: 'Alguien nos ha pedido lo siguiente: {action}.',
      },
      'link-sent': {
        subject: 'La página de su recuperación',
        says: 'Alguien ha pedido a su servicio de ayuda lo siguiente: {action}. Su servicio de ayuda le envía la página en la que continúa.',
      },
      'proof-given': {
        subject: 'Se ha dado una prueba para su cuenta',
        says: 'Alguien ha pedido lo siguiente y ha probado ser usted: {action}.',
      },
      'proof-wrong': {
        subject: 'Alguien no pudo probar que es usted',
        says: 'Alguien pidió lo siguiente y no pudo probar ser usted: {action}. Lo hemos detenido. No se ha cambiado nada, y se ha alertado a las personas de guardia.',
      },
      approved: {
        subject: 'Se ha aprobado una recuperación de su cuenta',
        says: 'Su organización ha aceptado lo siguiente: {action}.',
      },
      granted: {
        subject: 'Se ha realizado una recuperación de su cuenta',
        says: 'Alguien nos ha pedido lo siguiente: {action}. Lo hemos hecho.',
      },
      revoked: {
        subject: 'Ha terminado una recuperación de su cuenta',
        says: 'Alguien nos ha pedido lo siguiente: {action}. Lo que se dio para ello ya no sirve, y lo hemos comprobado. Si no lo usó a tiempo, pida a su servicio de ayuda una recuperación nueva.',
      },
      ended: {
        subject: 'Una recuperación de su cuenta ha terminado sin que se haya cambiado nada',
        says: 'Alguien nos pidió lo siguiente: {action}. No lo hemos hecho y no se ha cambiado nada. Si aún lo necesita, vuelva a pedirlo a su servicio de ayuda.',
      },
      enrolled: {
        subject: 'Se ha añadido una forma de recuperar su cuenta',
        says: 'Alguien que inició sesión como usted ha añadido una forma de probar que es usted.',
      },
      removed: {
        subject: 'Se ha quitado una forma de recuperar su cuenta',
        says: 'Alguien que inició sesión como usted ha quitado una forma de probar que es usted.',
      },
      used: {
        subject: 'Se ha usado una forma de recuperar su cuenta',
        says: 'Alguien ha usado una forma guardada de probar que es usted.',
      },
    },
    actions: {
      'reset-password': 'restablecer su contraseña',
      'reset-mfa': 'restablecer su segundo factor',
      unlock: 'desbloquear su cuenta',
      'temporary-access': 'dar acceso temporal a su cuenta',
      'issue-first-credential': 'emitir la primera credencial de su cuenta',
      'release-disk-key': 'mostrar la clave de recuperación del disco de su ordenador',
      'reissue-token': 'volver a emitir un token',
      'rotate-secret': 'renovar un secreto',
      'replace-certificate': 'sustituir un certificado',
      'change-contact': 'cambiar cómo se le contacta',
      'revoke-sessions': 'cerrar sus sesiones',
    },
    at: 'Hora: {at}.',
    page: 'Si ha sido usted, continúe aquí: {link}',
    stop: 'Si no ha sido usted, deténgalo ahora: {link}',
    letter:
      'Si no ha sido usted, llame enseguida a su servicio de ayuda, a un número que ya conozca. Mientras no haya terminado, también puede detenerlo usted en esta página: {link}',
    tell: 'Si no ha sido usted, avise enseguida a su servicio de ayuda por una vía que ya conozca.',
  },
};

/** Fills placeholders by name; one without a value stays as it is. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));

/** A moment that people in any country can read: `2026-11-20 10:00 UTC`. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** The language of messages to the owner of an account. */
export const languageOf = ({ profile }: StreamState): Language => profile.current?.language ?? 'en';
