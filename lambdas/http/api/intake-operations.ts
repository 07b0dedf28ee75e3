import { reportSignal } from '../../app/intake/signals.ts';
import { ALWAYS, type DescribedOperation, JSON_BODY, SHOWN, SIGNATURE, SIGNED } from './codes.ts';
import * as records from './records.ts';
import { taken } from './recoveries.ts';

/** What other systems send: tickets, signals, and events of a directory's log. */
export const INTAKE_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /webhooks/{source}': {
    id: 'takeTicket',
    summary: 'A ticket system sends a ticket, signed over the raw body as its scheme demands',
    answer: taken,
    status: 202,
    codes: [...SIGNATURE, ...JSON_BODY, ...ALWAYS],
  },
  'POST /signals/{source}': {
    id: 'reportSignal',
    summary:
      'Report what was seen of an account, or of everybody, signed as Standard Webhooks; adds to risk and does nothing else',
    body: reportSignal,
    answer: records.reported,
    status: 202,
    codes: [
      ...SIGNED,
      ...JSON_BODY,
      ...ALWAYS,
      ...(['fields-invalid', 'fields-unknown', 'account-malformed', 'account-unknown'] as const),
    ],
  },
  'GET /directory-hooks/okta': {
    id: 'answerOktaChallenge',
    summary:
      'Okta asks whether the address of an event hook is ours, and shows the secret of the hook as `Authorization`',
    answer: records.challengeAnswered,
    status: 200,
    codes: [...SHOWN, 'header-missing', 'scheme-malformed', ...ALWAYS],
  },
  'POST /directory-hooks/okta': {
    id: 'takeOktaEvents',
    summary:
      'The event hook of the Okta org sends events of its log, and shows the secret of the hook as `Authorization`',
    answer: records.hookTaken,
    status: 200,
    codes: [...SHOWN, ...JSON_BODY, ...ALWAYS, 'fields-invalid'],
  },
};
