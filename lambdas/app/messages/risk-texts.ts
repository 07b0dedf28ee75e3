import type { Language } from '../../core/registry/account.ts';

export type Other = Exclude<Language, 'en'>;

/** A sentence of the risk in English, as the core says it, and in the other languages. `{n}`: a number. `{list}`: parts between commas. */
export type Said = { readonly en: string } & Readonly<Record<Other, string>>;

export const RISK_SENTENCES: readonly Said[] = [
  {
    en: 'asked {n} times before within 24 hours',
    de: 'in den letzten 24 Stunden schon {n}-mal verlangt',
    es: 'ya se pidió {n} veces en las últimas 24 horas',
  },
  {
    en: 'asked for over {n} channels or desks within 24 hours',
    de: 'in 24 Stunden über {n} Wege oder Helpdesks verlangt',
    es: 'se pidió por {n} vías o servicios en 24 horas',
  },
  {
    en: '{n} proof failed or was repudiated within 30 days',
    de: '{n} Nachweis schlug in 30 Tagen fehl oder wurde bestritten',
    es: '{n} prueba falló o se repudió en 30 días',
  },
  {
    en: '{n} proofs failed or were repudiated within 30 days',
    de: '{n} Nachweise schlugen in 30 Tagen fehl oder wurden bestritten',
    es: '{n} pruebas fallaron o se repudiaron en 30 días',
  },
  {
    en: 'a recovery was stopped within 30 days by somebody else than who opened it',
    de: 'in den letzten 30 Tagen hat jemand anderes als der Antragsteller eine Wiederherstellung gestoppt',
    es: 'en los últimos 30 días alguien distinto de quien la abrió detuvo una recuperación',
  },
  {
    en: 'somebody suspected within 30 days that the caller is not who they claim',
    de: 'in den letzten 30 Tagen hatte jemand den Verdacht, dass der Anrufer nicht ist, wer er vorgibt',
    es: 'en los últimos 30 días alguien sospechó que quien llama no es quien dice ser',
  },
  {
    en: 'an approver rejected a recovery of the account within 7 days',
    de: 'in den letzten 7 Tagen wurde eine Gegenzeichnung für das Konto abgelehnt',
    es: 'en los últimos 7 días se rechazó una recuperación de la cuenta',
  },
  {
    en: 'a contact of the account was changed within 7 days',
    de: 'in den letzten 7 Tagen wurde ein Kontakt des Kontos geändert',
    es: 'en los últimos 7 días se cambió un contacto de la cuenta',
  },
  {
    en: 'the authenticators of the account were changed within 7 days',
    de: 'in den letzten 7 Tagen wurden die Authentifikatoren des Kontos geändert',
    es: 'en los últimos 7 días se cambiaron los autenticadores de la cuenta',
  },
  {
    en: 'the log of the directory shows {n} change within 30 days that belong to no recovery',
    de: 'das Protokoll des Verzeichnisses zeigt in 30 Tagen {n} Änderung, die zu keiner Wiederherstellung gehört',
    es: 'el registro del directorio muestra en 30 días {n} cambio que no pertenece a ninguna recuperación',
  },
  {
    en: 'the log of the directory shows {n} changes within 30 days that belong to no recovery',
    de: 'das Protokoll des Verzeichnisses zeigt in 30 Tagen {n} Änderungen, die zu keiner Wiederherstellung gehören',
    es: 'el registro del directorio muestra en 30 días {n} cambios que no pertenecen a ninguna recuperación',
  },
  {
    en: '{n} different credentials of the account were asked for within 24 hours',
    de: 'in 24 Stunden wurden {n} verschiedene Zugangsmittel des Kontos verlangt',
    es: 'en 24 horas se pidieron {n} credenciales distintas de la cuenta',
  },
  {
    en: 'the account was given more privilege within 7 days',
    de: 'das Konto bekam in den letzten 7 Tagen mehr Rechte',
    es: 'la cuenta recibió más privilegios en los últimos 7 días',
  },
  {
    en: '{n} wrong answers were given within 24 hours',
    de: 'in 24 Stunden gab es {n} falsche Antworten',
    es: 'en 24 horas hubo {n} respuestas erróneas',
  },
  {
    en: 'opened by an agent for the requester',
    de: 'vom Helpdesk für den Antragsteller eröffnet',
    es: 'abierta por un agente en nombre del solicitante',
  },
  {
    en: 'asked for outside of working hours',
    de: 'außerhalb der Arbeitszeit verlangt',
    es: 'pedida fuera del horario laboral',
  },
  { en: 'the request presses for speed', de: 'die Anfrage drängt zur Eile', es: 'la solicitud mete prisa' },
  {
    en: 'the SIM of a registered number was changed',
    de: 'die SIM-Karte einer eingetragenen Nummer wurde getauscht',
    es: 'se cambió la SIM de un número registrado',
  },
  {
    en: 'the account signed in from places too far apart',
    de: 'das Konto wurde an Orten benutzt, die zu weit auseinanderliegen',
    es: 'la cuenta inició sesión desde lugares demasiado alejados',
  },
  {
    en: 'the account is being flooded with push requests',
    de: 'das Konto wird mit Push-Anfragen überflutet',
    es: 'la cuenta está inundada de solicitudes push',
  },
  {
    en: 'the owner refused a push request',
    de: 'der Inhaber hat eine Push-Anfrage abgelehnt',
    es: 'el titular rechazó una solicitud push',
  },
  {
    en: 'somebody asked how recovery works before asking for it',
    de: 'jemand hat vorher gefragt, wie eine Wiederherstellung abläuft',
    es: 'alguien preguntó antes cómo funciona la recuperación',
  },
  {
    en: 'the request came from a device that was not seen before',
    de: 'die Anfrage kam von einem Gerät, das noch nie gesehen wurde',
    es: 'la solicitud vino de un dispositivo no visto antes',
  },
  {
    en: 'the request came from an unfamiliar network',
    de: 'die Anfrage kam aus einem unbekannten Netz',
    es: 'la solicitud vino de una red desconocida',
  },
  {
    en: 'the privileges of the account were changed',
    de: 'die Rechte des Kontos wurden geändert',
    es: 'se cambiaron los privilegios de la cuenta',
  },
  {
    en: 'a second factor was added to the account',
    de: 'dem Konto wurde ein zweiter Faktor hinzugefügt',
    es: 'se añadió un segundo factor a la cuenta',
  },
  {
    en: 'the account added an identity provider',
    de: 'das Konto hat einen Identitätsanbieter hinzugefügt',
    es: 'la cuenta añadió un proveedor de identidad',
  },
  {
    en: 'a rule that moves or hides mail was added to the mailbox',
    de: 'im Postfach wurde eine Regel angelegt, die Mails verschiebt oder verbirgt',
    es: 'se añadió al buzón una regla que mueve u oculta correo',
  },
  {
    en: 'the account reset the credentials of many others',
    de: 'das Konto hat die Zugangsmittel vieler anderer zurückgesetzt',
    es: 'la cuenta restableció las credenciales de muchas otras',
  },
  {
    en: 'the people on duty have declared a campaign',
    de: 'die Bereitschaft hat eine Angriffswelle ausgerufen',
    es: 'el personal de guardia ha declarado una campaña',
  },
  {
    en: 'people on duty have raised the threat level',
    de: 'die Bereitschaft hat die Bedrohungsstufe erhöht',
    es: 'el personal de guardia ha elevado el nivel de amenaza',
  },
  {
    en: 'recoveries of many other accounts within 24 hours: {list}',
    de: 'Wiederherstellungen vieler anderer Konten in 24 Stunden: {list}',
    es: 'recuperaciones de muchas otras cuentas en 24 horas: {list}',
  },
  {
    en: 'impersonation was suspected in other accounts within 30 days: {list}',
    de: 'bei anderen Konten gab es in 30 Tagen den Verdacht, dass sich jemand ausgibt: {list}',
    es: 'en otras cuentas se sospechó suplantación en 30 días: {list}',
  },
  {
    en: '{n} other people were called within 24 hours by somebody who was not the help desk',
    de: '{n} andere Personen wurden in 24 Stunden von jemandem angerufen, der nicht der Helpdesk war',
    es: 'en 24 horas alguien que no era el servicio de ayuda llamó a otras {n} personas',
  },
  {
    en: 'the ticket system did not say whether the ticket is open and the requester’s',
    de: 'das Ticketsystem sagte nicht, ob das Ticket offen ist und dem Antragsteller gehört',
    es: 'el sistema de tiques no dijo si el tique está abierto y es del solicitante',
  },
  {
    en: 'the counters across accounts could not be read',
    de: 'die Zähler über alle Konten konnten nicht gelesen werden',
    es: 'no se pudieron leer los contadores entre cuentas',
  },
  { en: 'a verifier {list}', de: 'eine prüfende Person: {list}', es: 'un verificador: {list}' },
];

/** The parts of a list. */
export const RISK_PARTS: readonly Said[] = [
  ...(
    [
      ['requester', 'einen Antragsteller', 'un solicitante'],
      ['caller', 'einen Anrufer', 'una persona que llama'],
      ['manager', 'eine Führungskraft', 'un responsable'],
      ['network', 'ein Netz', 'una red'],
      ['agent', 'einen Mitarbeiter des Helpdesks', 'un agente'],
      ['desk', 'einen Helpdesk', 'un servicio de ayuda'],
    ] as const
  ).map(([en, de, es]) => ({ en: `{n} through one ${en}`, de: `{n} über ${de}`, es: `{n} a través de ${es}` })),
  { en: 'caller of {n}', de: 'Anrufer bei {n}', es: 'quien llama, en {n}' },
  { en: 'network of {n}', de: 'Netz bei {n}', es: 'la red, en {n}' },
  {
    en: 'confirmed {n} other accounts within 24 hours',
    de: 'bestätigte in 24 Stunden {n} andere Konten',
    es: 'confirmó otras {n} cuentas en 24 horas',
  },
  {
    en: 'confirmed {n} other accounts for the same caller',
    de: 'bestätigte {n} andere Konten für denselben Anrufer',
    es: 'confirmó otras {n} cuentas para la misma persona que llama',
  },
  {
    en: 'confirmed {n} other accounts for the same network',
    de: 'bestätigte {n} andere Konten für dasselbe Netz',
    es: 'confirmó otras {n} cuentas para la misma red',
  },
  {
    en: 'had failed sightings of {n} other accounts in 30 days',
    de: 'hatte in 30 Tagen fehlgeschlagene Sichtungen bei {n} anderen Konten',
    es: 'tuvo comprobaciones fallidas de otras {n} cuentas en 30 días',
  },
  {
    en: 'confirmed from another desk than the one that was asked',
    de: 'bestätigte von einem anderen Helpdesk aus als dem, der gefragt war',
    es: 'confirmó desde otro servicio que el consultado',
  },
  {
    en: 'confirmed outside of working hours',
    de: 'bestätigte außerhalb der Arbeitszeit',
    es: 'confirmó fuera del horario laboral',
  },
  {
    en: 'and outside of working hours',
    de: 'und außerhalb der Arbeitszeit',
    es: 'y fuera del horario laboral',
  },
];
