import type { TicketRef } from '../recovery/state/state.ts';
import { ACTIONS, type AccountId, type Action, isAccountId } from '../registry/account.ts';
import { normalAddress } from '../registry/person.ts';
import { callerNumber, networkOf } from '../risk/network.ts';
import type { Instant } from '../values/instant.ts';
import { plainText } from '../values/text.ts';
import {
  eventTimeIn,
  type Field,
  type FieldReading,
  type Flaw,
  flawIn,
  labelChange,
  pointersIn,
  readField,
  valueAt,
  withLabels,
} from './field.ts';
import type { IdentityField, SourceMapping } from './mapping.ts';

/** Why a ticket cannot become a recovery without an agent. */
export type UnmappedCause =
  | 'ticket-missing'
  | 'event-missing'
  | 'account-missing'
  | 'account-ambiguous'
  | 'account-malformed'
  | 'action-missing'
  | 'action-unknown'
  | 'actions-too-many'
  | 'requester-missing'
  | 'requester-ambiguous'
  | 'opener-missing'
  | 'opener-ambiguous'
  | 'channel-missing'
  | 'requested-seconds-malformed'
  | 'fraud-without-account';

/** The request in a ticket. Every value is only a claim by the ticket's author. */
export interface TicketRequest {
  readonly account: AccountId;
  readonly actions: readonly Action[];
  /** Identity key (`ticket-user:…` or `address:…`) by which the registry may find the requester. */
  readonly requester: string;
  /** Identity key of the agent; null when the requester opened the ticket. */
  readonly agent: string | null;
  readonly channel: string;
  readonly desk: string | null;
  readonly reason: string;
  readonly requestedSeconds: number | null;
  /** The number that called, in E.164, in the clear; null when the ticket has no readable one. */
  readonly caller: string | null;
  /** The network that the requester wrote from, in the clear; null when the ticket has no readable one. */
  readonly network: string | null;
}

/** The result of reading one delivery. */
export interface TicketReading {
  readonly ticket: TicketRef;
  /** What the ticket keeps when its id changes; absent where the source has nothing like it. */
  readonly lastingId?: string;
  /** By the ticket system's clock; null when the ticket has no time. */
  readonly eventAt: Instant | null;
  readonly outcome:
    | { readonly is: 'request'; readonly request: TicketRequest }
    | { readonly is: 'unmapped'; readonly cause: UnmappedCause | Flaw['code'] }
    /** The ticket was closed as a fraud; its account, as its labels still name it. */
    | { readonly is: 'fraud'; readonly account: AccountId }
    /** A delivery about something else, such as a comment. */
    | { readonly is: 'irrelevant' };
}

/** Limits of a reading, and the name of its source. */
export interface ReadingRules {
  readonly source: string;
  /** Ticket id to use when the ticket has none. */
  readonly fallbackId: string;
  readonly mostActions: number;
  readonly textLength: number;
  /** Flaws of the document with their places; only flaws in fields that the mapping reads count. */
  readonly flaws?: readonly Flaw[];
}

/** Reads a ticket by the mapping of its source. Pure and total: any document gives a result. */
export function readTicket(mapping: SourceMapping, document: unknown, rules: ReadingRules): TicketReading {
  const { flaws = [] } = rules;
  const [id, lastingId] = [mapping.ticket, mapping.lastingId].map((field) => idIn(field, document, flaws));
  const place = {
    ticket: { source: rules.source, id: id ?? rules.fallbackId },
    ...(lastingId === undefined ? {} : { lastingId }),
    eventAt: eventTimeIn(mapping.eventTime, document),
  };
  const unmapped = (cause: UnmappedCause | Flaw['code']): TicketReading => ({
    ...place,
    outcome: { is: 'unmapped', cause },
  });
  const eventFlaw = mapping.event === undefined ? undefined : flawIn(flaws, [mapping.event.from]);
  if (eventFlaw !== undefined) return unmapped(eventFlaw);
  if (isFraud(mapping, document)) {
    const account =
      id !== undefined && flawIn(flaws, pointersIn(mapping.account)) === undefined
        ? accountIn(mapping.account, document)
        : undefined;
    return account === undefined || 'cause' in account
      ? unmapped('fraud-without-account')
      : { ...place, outcome: { is: 'fraud', account: account.value } };
  }
  const about = aboutIn(mapping, document);
  if (about === 'event-missing') return unmapped(about);
  if (about === 'nothing') return { ...place, outcome: { is: 'irrelevant' } };
  const flaw = flawIn(flaws, pointersIn(mapping));
  if (flaw !== undefined) return unmapped(flaw);
  if (id === undefined) return unmapped('ticket-missing');
  const request = about === 'ticket' ? requestIn(mapping, document, rules) : changedIn(mapping, document, rules);
  if (request === 'nothing') return { ...place, outcome: { is: 'irrelevant' } };
  return typeof request === 'string' ? unmapped(request) : { ...place, outcome: { is: 'request', request } };
}

function idIn(field: Field | undefined, document: unknown, flaws: readonly Flaw[]): string | undefined {
  if (field === undefined || flawIn(flaws, pointersIn(field)) !== undefined) return undefined;
  const id = only(readField(field, document));
  return id !== undefined && /^[\x21-\x7e]{1,128}$/.test(id) ? id : undefined;
}

function isFraud({ event, fraud }: SourceMapping, document: unknown): boolean {
  if (event === undefined || fraud === undefined) return false;
  const value = valueAt(document, event.from);
  const isMeant = typeof value === 'string' && fraud.is.includes(value);
  return isMeant && fraud.marks.some((mark) => readField(mark, document).values.length > 0);
}

/** Finds the subject of a delivery. A delivery without a subject is not ignored: an agent looks at it. */
function aboutIn(
  { event, changes }: SourceMapping,
  document: unknown,
): 'ticket' | 'change' | 'nothing' | 'event-missing' {
  if (event === undefined) return 'ticket';
  const value = valueAt(document, event.from);
  if (typeof value !== 'string' || value === '') return 'event-missing';
  if (event.is.includes(value)) return 'ticket';
  return changes?.is.includes(value) === true ? 'change' : 'nothing';
}

/**
 * The actions that a change of labels adds. Reads the labels of the change, not the ticket's current labels, so one label opens one
 * recovery whatever is added later.
 */
function changedIn(
  mapping: SourceMapping,
  document: unknown,
  rules: ReadingRules,
): TicketRequest | UnmappedCause | 'nothing' {
  const { changes } = mapping;
  const change = changes === undefined ? undefined : labelChange(changes, document);
  if (changes === undefined || change === undefined) return 'nothing';
  const after = withLabels(document, changes.labels, change.after);
  const before = withLabels(document, changes.labels, change.before);
  if (isSameAsked(mapping, before, after)) return 'nothing';
  const request = requestIn(mapping, after, rules);
  if (typeof request === 'string') return request;
  const earlier = requestIn(mapping, before, rules);
  const asked = typeof earlier === 'string' || earlier.account !== request.account ? [] : earlier.actions;
  const actions = request.actions.filter((action) => !asked.includes(action));
  return actions.length === 0 ? 'nothing' : { ...request, actions };
}

/** Whether a change adds no action and no account: it adds other labels, or only removes labels. */
function isSameAsked({ account, actions }: SourceMapping, before: unknown, after: unknown): boolean {
  return [account, actions].every((field) => {
    const known = readField(field, before).values;
    return readField(field, after).values.every((value) => known.includes(value));
  });
}

function requestIn(mapping: SourceMapping, document: unknown, rules: ReadingRules): TicketRequest | UnmappedCause {
  const account = accountIn(mapping.account, document);
  if ('cause' in account) return account.cause;
  const actions = actionsIn(mapping.actions, document, rules.mostActions);
  if ('cause' in actions) return actions.cause;
  const requester = identitiesIn(mapping.requester, document, rules.source);
  if (requester.length !== 1) return requester.length === 0 ? 'requester-missing' : 'requester-ambiguous';
  const opener = identitiesIn(mapping.opener, document, rules.source);
  if (opener.length !== 1) return opener.length === 0 ? 'opener-missing' : 'opener-ambiguous';
  const isOnBehalf = opener.join() !== requester.join();
  const channel = wordIn(mapping.channel, document);
  if (isOnBehalf && channel === undefined) return 'channel-missing';
  const requestedSeconds = secondsIn(mapping.requestedSeconds, document);
  if (requestedSeconds === undefined) return 'requested-seconds-malformed';
  return {
    account: account.value,
    actions: actions.value,
    requester: requester.join(),
    agent: isOnBehalf ? opener.join() : null,
    channel: channel ?? 'ticket',
    desk: mapping.desk === undefined ? null : (wordIn(mapping.desk, document) ?? null),
    reason: plainText(readField(mapping.reason, document).values.join(' '), rules.textLength) || 'no reason given',
    requestedSeconds,
    caller: readIn(mapping.caller, document, callerNumber),
    network: readIn(mapping.network, document, networkOf),
  };
}

/** Risk-only fields are optional: an unreadable value counts as absent. */
const readIn = (field: Field | undefined, document: unknown, read: (text: string) => string | undefined) =>
  (field === undefined ? undefined : read(only(readField(field, document)) ?? '')) ?? null;

type Read<Value> = { readonly value: Value } | { readonly cause: UnmappedCause };

function accountIn(field: SourceMapping['account'], document: unknown): Read<AccountId> {
  const { values } = readField(field, document);
  const [value, ...others] = values;
  if (value === undefined) return { cause: 'account-missing' };
  if (others.length > 0) return { cause: 'account-ambiguous' };
  const account = field.directory === undefined ? value : `${field.directory}:${value}`;
  return isAccountId(account) ? { value: account } : { cause: 'account-malformed' };
}

function actionsIn(field: SourceMapping['actions'], document: unknown, most: number): Read<readonly Action[]> {
  const { values, unknown } = readField(field, document);
  const actions = ACTIONS.filter((action) => values.includes(action));
  const strange = unknown || actions.length < values.length;
  if (strange && field.others === 'hold') return { cause: 'action-unknown' };
  if (actions.length === 0) return { cause: 'action-missing' };
  return actions.length > most ? { cause: 'actions-too-many' } : { value: actions };
}

/** Most characters of an address (RFC 5321 section 4.5.3.1 allows 254) or of a user id; a longer text names nobody. */
const LONGEST_IDENTITY = 254;

function identitiesIn(field: IdentityField, document: unknown, source: string): readonly string[] {
  const values = readField(field, document).values.filter((value) => value.length <= LONGEST_IDENTITY);
  return values.map((value) =>
    field.as === 'address' ? `address:${normalAddress(value)}` : `ticket-user:${source}:${value}`,
  );
}

/** Null when the ticket asks for no duration; undefined when its value is not a number of seconds. */
function secondsIn(field: Field | undefined, document: unknown): number | null | undefined {
  const values = field === undefined ? [] : readField(field, document).values;
  if (values.length === 0) return null;
  const text = values.join();
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function wordIn(field: Field, document: unknown): string | undefined {
  const word = only(readField(field, document))?.toLowerCase();
  return word !== undefined && /^[a-z0-9][a-z0-9-]{0,62}$/.test(word) ? word : undefined;
}

const only = ({ values }: FieldReading): string | undefined => (values.length === 1 ? values[0] : undefined);
