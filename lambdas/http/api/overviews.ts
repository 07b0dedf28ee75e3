import * as z from 'zod/mini';
import { after, limit } from '../../app/untrusted/fields.ts';
import { PROPOSED } from '../../core/recovery/decide/outstanding.ts';
import { lookAlike } from './batches.ts';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';
import { DIFFERENCE_OPERATIONS } from './differences.ts';
import { POPULATION_OPERATIONS } from './population.ts';
import { PUT_ASIDE_OPERATIONS } from './put-aside.ts';
import { listQuery } from './records.ts';
import { nothing } from './recoveries.ts';
import { passkeysOfCaller } from './statements.ts';

/** Part of a name, as somebody types it: printable, on one line. */
const part = (of: string) =>
  z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(128),
        z.regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u),
        z.describe(`part of ${of}, in any case`),
      ),
  );

const moment = (of: string) => z.optional(z.iso.datetime({ precision: 3 }).check(z.describe(of)));

/** `GET /search`. */
export const searchQuery = () =>
  z.strictObject({
    which: z._default(z.enum(['open', 'ended']), 'ended'),
    words: part('the row; each word must be somewhere in it'),
    person: part('the id of somebody with a part in it, or their registered address'),
    account: part('the account'),
    ticket: part('the ticket, as `source/id`'),
    approver: part('the id of somebody who countersigned it, or their registered address'),
    control: part('a control that made the plan, a rule of it, or its owner'),
    from: moment('the earliest opening'),
    to: moment('the latest opening'),
    limit: limit(),
    after: after(),
  });

const nullable = () => z.nullable(z.string());

const rules = () => z.array(z.object({ rule: z.string(), control: z.string(), owner: z.string() }));

/** What a recovery is found by. */
const trace = () =>
  z.object({
    requester: z.string(),
    people: z.array(z.string()),
    approvals: z.array(
      z.object({
        for: nullable().check(z.describe('the person in whose place they approved')),
        ...{ approver: z.string(), groups: z.array(z.string()), relations: z.array(z.string()), at: z.string() },
        counts: z.boolean().check(z.describe('given for the plan that stands or was executed, not for an earlier one')),
      }),
    ),
    desk: nullable(),
    channel: z.string(),
    ticket: z.nullable(z.object({ source: z.string(), id: z.string() })),
    rules: rules().check(z.describe('the rules that made the plan, each with its control and the owner of that')),
    policy: nullable().check(z.describe('digest of the policy version that made the plan')),
    caller: nullable().check(z.describe('a pseudonym: the same for the same number')),
    network: nullable().check(z.describe('a pseudonym: the same for the same network')),
  });

const searchAnswer = () =>
  z.object({
    items: z.array(
      z.object({
        ...{ id: z.string(), account: z.string(), action: z.string(), status: z.string(), ended: z.boolean() },
        ...{ tier: nullable(), kind: nullable(), openedAt: z.string(), updatedAt: z.string(), seq: z.int() },
        ...{ expiresAt: nullable(), trace: z.nullable(trace()) },
      }),
    ),
    next: z.optional(z.string()),
    lookedBackTo: nullable().check(
      z.describe('a search looks at 2,000 recoveries at most: the opening of the last one; null when all were seen'),
    ),
  });

const policyAnswer = () =>
  z.object({
    ...{ name: z.string(), digest: z.string(), text: z.string(), seq: z.int(), proposedAt: z.string() },
    inForce: z.boolean(),
  });

const partsAnswer = () =>
  z.object({
    person: z.string(),
    nature: z.enum(['human', 'machine']),
    assurance: z.int(),
    ...{ roles: z.array(z.string()), groups: z.array(z.string()), desks: z.array(z.string()) },
  });

const page = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), next: z.optional(z.string()) });

const waitingAnswer = () =>
  z.object({
    items: z.array(
      z.object({
        ...{ id: z.string(), account: z.string(), action: z.string(), status: z.string(), tier: z.string() },
        ...{ risk: z.int(), requester: z.string(), openedAt: z.string() },
        awaits: z
          .enum(['countersign', 'prove', 'work', 'check', 'review', 'answer', 'own'])
          .check(
            z.describe(
              '`answer`: whether the caller asked for what was done to their account; `own`: it is about that account',
            ),
          ),
        inPlaceOf: nullable().check(z.describe('the person in whose place the caller would countersign')),
        until: nullable().check(z.describe('when it gives up waiting')),
      }),
    ),
    more: z.boolean().check(z.describe('there are more accounts than one answer reads')),
  });

const historyAnswer = () =>
  z.object({
    ...{ account: z.string(), since: z.string(), until: z.string(), watchedUntil: nullable() },
    touches: z.array(
      z.object({
        ...{ what: z.string(), at: z.string(), action: nullable(), channel: z.string(), desk: nullable() },
        own: z.boolean().check(z.describe('of the recovery that was asked about')),
      }),
    ),
  });

const alert = () =>
  z.object({
    ...{ severity: z.string(), account: z.string(), recovery: nullable(), seq: z.int(), at: z.string() },
    ...{ what: z.array(z.string()), tier: nullable(), kind: nullable() },
  });

const proposal = () => ({ of: z.enum(PROPOSED), digest: z.string(), by: z.string(), at: z.string() });

const standing = () =>
  z.object({
    ...{ stream: z.string(), seq: z.int() },
    freeze: z.nullable(z.object({ at: z.string(), cause: z.string() })),
    proposals: z.array(z.object(proposal())),
  });

const signingAnswer = () => z.object({ person: z.string(), at: z.string(), passkeys: passkeysOfCaller() });

const proposalsAnswer = () =>
  z.object({
    stream: z.string(),
    proposals: z.array(
      z.object({
        ...proposal(),
        current: z.nullable(z.looseObject({})).check(z.describe('what is in force; null for nothing')),
        proposed: z.nullable(z.looseObject({})),
        lookAlikes: z
          .array(lookAlike())
          .check(z.describe('of a person or an account: the registered records that it looks like')),
        seen: z
          .nullable(z.string())
          .check(z.describe('what a confirmation says to have read these look-alikes; null without any')),
      }),
    ),
  });

const LISTED = { query: listQuery, status: 200, codes: [...READS, ...HELD_TWICE, 'cursor-malformed'] } as const;

/** Reads that show many recoveries together, and what the console needs to draw them. */
export const OVERVIEW_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  ...DIFFERENCE_OPERATIONS,
  ...PUT_ASIDE_OPERATIONS,
  ...POPULATION_OPERATIONS,
  'GET /me/parts': {
    id: 'listParts',
    summary: 'The parts of the caller that count now: both their token and their record name each',
    query: nothing,
    answer: partsAnswer,
    status: 200,
    codes: READS,
  },
  'GET /me/signing': {
    id: 'showSigning',
    summary: 'With what the caller signs what they decide: the passkeys in their record, and the time of the service',
    query: nothing,
    answer: signingAnswer,
    status: 200,
    codes: READS,
  },
  'GET /search': {
    id: 'searchRecoveries',
    summary:
      'Recoveries by person, account, ticket, approver, control and time, for people on duty and auditors; eventually consistent',
    query: searchQuery,
    answer: searchAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
  'GET /policies/{digest}': {
    id: 'readPolicy',
    summary: 'The text of a policy version, in force or earlier, by the digest that plans name',
    query: nothing,
    answer: policyAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'policy-unknown'],
  },
  'GET /waiting': {
    id: 'listWaiting',
    summary: 'What waits for the caller, the most urgent first, with or without a part of their own',
    query: nothing,
    answer: waitingAnswer,
    status: 200,
    codes: READS,
  },
  'GET /recoveries/{id}/history': {
    id: 'readHistory',
    summary: 'The last three months of the account of a recovery, across tickets, channels and desks',
    query: nothing,
    answer: historyAnswer,
    status: 200,
    codes: [...READS, 'recovery-unknown'],
  },
  'GET /alerts': {
    id: 'listAlerts',
    summary: 'Alerts of the last 90 days, newest first, for people on duty and auditors; eventually consistent',
    ...LISTED,
    answer: () => page(alert()),
  },
  'GET /freezes': {
    id: 'listFreezes',
    summary: 'Accounts whose recoveries are frozen; a page may be short; eventually consistent',
    ...LISTED,
    answer: () => page(standing()),
  },
  'GET /registry/proposals': {
    id: 'listProposals',
    summary: 'Streams with proposals that wait for a second administrator; a page may be short; eventually consistent',
    ...LISTED,
    answer: () => page(standing()),
  },
  'GET /registry/proposals/{stream+}': {
    id: 'showProposals',
    summary: 'The proposals of one stream, each with what is in force and what would be',
    query: nothing,
    answer: proposalsAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'stream-unknown'],
  },
};
