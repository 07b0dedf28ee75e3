import * as z from 'zod/mini';
import type { SubmitServices } from '../../app/ledger/submit.ts';
import { breakGlassFor } from '../../app/people/break-glass.ts';
import { freeText } from '../../app/untrusted/fields.ts';
import { command, type Operation } from '../operation.ts';
import { type DescribedOperation, HELD_TWICE, HELPS, PART, READS, RECOVERY, WRITES } from './codes.ts';
import { commandAnswer, nothing } from './recoveries.ts';
import { maySign } from './statements.ts';

/** The number of an incident in the system of those who handle it. */
const incidentNumber = () =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/), z.meta({ description: 'its number', examples: ['INC-4711'] }));

/** `POST /incidents`. */
export const incidentBody = () =>
  z.strictObject({
    incident: incidentNumber(),
    until: z.iso.datetime({ precision: 3 }).check(z.describe('in the future, by a day at most')),
    reason: freeText(),
    ...maySign(),
  });

/** `POST /incidents/ends`. */
export const incidentEnd = () => z.strictObject({ incident: incidentNumber(), ...maySign() });

/** `POST /recoveries/{id}/emergencies`. */
export const emergencyBody = () => z.strictObject({ incident: incidentNumber(), reason: freeText() });

/** The route by which an agent or a person on duty breaks the glass. */
export const emergencyRoutes = (services: () => SubmitServices): Readonly<Record<string, Operation>> => ({
  'POST /recoveries/{id}/emergencies': command(emergencyBody, ({ actor, parameter, input, commandId }) =>
    breakGlassFor(
      services(),
      { actor, id: commandId(services().surroundings) },
      { recovery: parameter('id'), ...input },
    ),
  ),
});

const incidentAnswer = () => z.object({ incident: z.string() });

const incidentList = () =>
  z.object({
    incidents: z.array(
      z.object({ incident: z.string(), until: z.string(), reason: z.string(), by: z.string(), at: z.string() }),
    ),
    uses: z
      .array(
        z.object({
          ...{ recovery: z.string(), account: z.string(), incident: z.string(), desk: z.nullable(z.string()) },
          ...{ by: z.string(), at: z.string(), people: z.array(z.string()), reviewBy: z.string() },
        }),
      )
      .check(z.describe('recoveries for which the glass was broken, and that nobody has reviewed yet')),
  });

const ON_DUTY = [...HELD_TWICE, 'machine-cannot-decide', 'assurance-too-low'] as const;

/** Incidents of people on duty, and break-glass (rule 19). */
export const BREAK_GLASS_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /incidents': {
    id: 'declareIncident',
    summary:
      'Declare an incident, or declare it for longer; while it lasts, the glass can be broken; for people on duty',
    body: incidentBody,
    answer: incidentAnswer,
    status: 200,
    codes: [...WRITES, ...ON_DUTY, 'not-due', 'too-many-incidents', 'statement-missing', 'statement-invalid'],
  },
  'POST /incidents/ends': {
    id: 'endIncident',
    summary: 'End an incident before its time; emergency plans that are not approved wait from then on',
    body: incidentEnd,
    answer: incidentAnswer,
    status: 200,
    codes: [...WRITES, ...ON_DUTY, 'incident-unknown', 'statement-invalid'],
  },
  'GET /incidents': {
    id: 'listIncidents',
    summary: 'Incidents that are declared now, and the uses of break-glass whose review is owed',
    query: nothing,
    answer: incidentList,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
  'POST /recoveries/{id}/emergencies': {
    id: 'breakGlass',
    summary: 'Have two people of the emergency roster countersign it instead, at once, under a declared incident',
    body: emergencyBody,
    answer: commandAnswer,
    status: 200,
    codes: [
      ...[...RECOVERY, ...PART, ...HELPS, ...HELD_TWICE],
      ...(['incident-unknown', 'too-many-incidents', 'break-glass-locked', 'policy-not-adopted'] as const),
    ],
  },
};
