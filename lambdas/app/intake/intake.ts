import { createHash } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import { readTicket, type TicketRequest } from '../../core/intake/read-ticket.ts';
import type { SchemeName } from '../../core/intake/sources.ts';
import { FRAUD_NOTHING_STOPPED } from '../../core/recovery/decide/intake.ts';
import { fraudCloseOf } from '../../core/recovery/decide/open.ts';
import type { OpenRecovery } from '../../core/recovery/state/commands.ts';
import type { Refusal } from '../../core/recovery/state/decision.ts';
import type { FraudClose } from '../../core/recovery/state/fraud.ts';
import { isStoppable } from '../../core/recovery/state/life.ts';
import type { TicketRef } from '../../core/recovery/state/state.ts';
import { isSameTicket } from '../../core/recovery/state/ticket.ts';
import { deskOfTicket } from '../../core/registry/parts.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { WebhookKeys } from '../../ports/secret.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import type { People } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { type ProblemCode, problem } from '../problem.ts';
import { readSigned } from '../untrusted/json.ts';
import { openedIn, pseudonymsFor, secretOf, type TraceServices } from './open-recovery.ts';
import type { TicketSource, TicketSources } from './sources.ts';

/** Services for accepting a ticket. */
export interface IntakeServices extends SubmitServices, TraceServices {
  readonly sources: TicketSources;
  readonly schemes: Readonly<Record<SchemeName, SignatureScheme>>;
  readonly keys: WebhookKeys;
  readonly people: People;
}

/** A delivery with a valid signature of its source. */
interface Ticket {
  readonly source: string;
  /** SHA-256 of the raw body: the only name of a delivery that nobody can change without the key. */
  readonly bodyHash: string;
  readonly ref: TicketRef;
  /** The same, with the id that it keeps when people move it, where its system has one. */
  readonly whole: TicketRef;
}

/**
 * Accepts a ticket: verifies it, reads it, and opens one recovery for each action, or holds it for an agent. Command ids are computed from
 * the source and the raw body, so a repeated delivery, under any name, gets the first answer, and one that a crash interrupted is
 * completed. Throws the problem; an unverified delivery is not read. INVARIANT: a verified delivery is never refused and never lost: if it
 * cannot become a recovery, it is held under its ticket's own number, with the flaw as cause.
 */
export async function takeTicket(
  services: IntakeServices,
  delivery: {
    readonly source: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Buffer;
  },
) {
  const { source: name, body } = delivery;
  const source = sourceOf(services, name);
  const verdict = services.schemes[source.scheme].verify(
    delivery,
    await services.keys.of(name),
    services.surroundings.now(),
  );
  if (!verdict.ok) throw problem(verdict.no);
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const { document, flaws } = readSigned(body);
  const reading = readTicket(source.mapping, document, {
    flaws,
    source: name,
    fallbackId: `body:${bodyHash.slice(0, 16)}`,
    mostActions: LIMITS.actionsPerTicket,
    textLength: LIMITS.textLength,
  });
  const { outcome } = reading;
  if (outcome.is === 'irrelevant') return { recoveries: [] };
  const { ticket: ref, lastingId } = reading;
  const ticket = { source: name, bodyHash, ref, whole: lastingId === undefined ? ref : { ...ref, lastingId } };
  // Taking access away is never too late, and a repeated delivery stops nothing twice.
  if (outcome.is === 'fraud') return stopAll(services, ticket, outcome.account);
  const untimely =
    verdict.value.signedAt === null ? whyUntimely(reading.eventAt, services.surroundings.now()) : undefined;
  if (outcome.is === 'request' && untimely !== undefined) return hold(services, ticket, { cause: untimely, facts: {} });
  if (outcome.is === 'unmapped') return hold(services, ticket, { cause: outcome.cause, facts: {} });
  return becomeRecoveries(services, ticket, outcome.request);
}

/** A configured source. Throws `source-unknown`. */
export function sourceOf({ sources }: IntakeServices, name: string): TicketSource {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (source === undefined) throw problem('source-unknown');
  return source;
}

/** When the scheme signs no delivery time, the time in the signed body limits how long a captured delivery can be used. */
function whyUntimely(eventAt: string | null, now: string): ProblemCode | undefined {
  if (eventAt === null) return 'event-time-missing';
  const age = (Date.parse(now) - Date.parse(eventAt)) / 1000;
  if (age > LIMITS.eventToleranceSeconds) return 'timestamp-stale';
  return age < -LIMITS.webhookToleranceSeconds ? 'timestamp-future' : undefined;
}

async function becomeRecoveries(services: IntakeServices, ticket: Ticket, request: TicketRequest) {
  const { account, actions } = request;
  const people = await peopleOf(services, request);
  if (typeof people === 'string') return hold(services, ticket, { cause: people, facts: { account, actions } });
  if ((await load(services.ledger, account)).profile.current === null)
    return hold(services, ticket, { cause: 'account-unknown', facts: { account, actions } });
  const clear = { caller: secretOf(request.caller), network: secretOf(request.network) };
  const one = { ...request, ...people, ...(await pseudonymsFor(services, clear)) };
  const recoveries: Awaited<ReturnType<typeof open>>[] = [];
  for (const action of actions) recoveries.push(await open(services, ticket, { ...one, action }));
  return { recoveries };
}

const FRAUD = 'the ticket was closed as a fraud';

/**
 * Stops every live recovery that this ticket has opened, also under an earlier id; what was granted is revoked. Each is stopped once, however
 * often it is delivered. First the ticket is marked under each of its ids, so that it opens nothing more but what takes access away; where
 * there is nothing to stop, an agent sees it.
 */
async function stopAll(services: IntakeServices, ticket: Ticket, account: string) {
  const { source, bodyHash, ref, whole } = ticket;
  const { recoveries } = await load(services.ledger, account);
  const theirs = Object.values(recoveries).filter((one) => isSameTicket(one.ticket, whole));
  const found = { account, stops: theirs.filter(isStoppable).map(({ id }) => id) };
  const stops = await markAsFraud(services, ref, found);
  const ids = new Set(theirs.flatMap((one) => one.ticket?.id ?? []));
  for (const id of ids) if (id !== ref.id) await markAsFraud(services, { source: ref.source, id }, found);
  const stopped: string[] = [];
  const refused: { readonly account: string; readonly action: string; readonly refused: string }[] = [];
  for (const { id: recovery, desk, action } of theirs) {
    const { refusal } = await submit(services, {
      id: derivedId('ticket', source, bodyHash, recovery, 'fraud'),
      ...{ stream: account, recovery, actor: { by: 'ticket-system', source } },
      origin: { via: 'webhook', channel: 'ticket', desk, ticket: whole },
      command: { type: 'StopRecovery', reason: FRAUD, cause: 'suspected-impersonation' },
    });
    if (refusal === null) stopped.push(recovery);
    else refused.push({ account, action, refused: refusal.code });
  }
  const held = stops.length === 0 ? { held: { ticket: ref, cause: FRAUD_NOTHING_STOPPED } } : {};
  return { recoveries: refused, stopped, ...held };
}

/** Records that a ticket was closed as a fraud, once; what there was to stop at the first time. */
async function markAsFraud(
  services: IntakeServices,
  ticket: TicketRef,
  found: Omit<FraudClose, 'ticket'>,
): Promise<FraudClose['stops']> {
  const { commit } = await submit(services, {
    ...{ ...fraudCloseOf(ticket), recovery: null, actor: { by: 'ticket-system', source: ticket.source } },
    origin: { via: 'webhook', channel: 'ticket', desk: null, ticket },
    command: { type: 'CloseAsFraud', ticket, ...found },
  });
  return commit?.commit.events.flatMap((event) => (event.type === 'TicketClosedAsFraud' ? event.stops : [])) ?? [];
}

interface TicketPeople {
  readonly requester: PersonId;
  /** Null when the requester opened the ticket, under any identity. */
  readonly agent: PersonId | null;
  /** The agent's desk by the registry; for the requester's own ticket, the one that the ticket names. */
  readonly desk: string | null;
}

/** The requester and the agent, by the registry. Rule 1 cannot be checked for an unregistered person, so the ticket is held. */
async function peopleOf(
  { people }: IntakeServices,
  { requester, agent, desk }: TicketRequest,
): Promise<TicketPeople | 'requester-unknown' | 'agent-unknown' | 'opener-no-agent' | 'agent-without-desk'> {
  const asking = await people.find(requester);
  if (asking === undefined) return 'requester-unknown';
  const helping = agent === null ? asking : await people.find(agent);
  if (helping === undefined) return 'agent-unknown';
  if (helping.person === asking.person) return { requester: asking.person, agent: null, desk };
  // A ticket carries no token: the record alone says who may open for somebody else.
  if (!helping.parts.includes('agent')) return 'opener-no-agent';
  const theirs = deskOfTicket(helping, desk);
  return theirs === undefined
    ? 'agent-without-desk'
    : { requester: asking.person, agent: helping.person, desk: theirs };
}

type OneRequest = Omit<TicketRequest, 'requester' | 'agent' | 'desk' | 'actions' | 'caller' | 'network'> &
  TicketPeople &
  Pick<OpenRecovery, 'action' | 'caller' | 'network'>;

async function open(services: IntakeServices, { source, bodyHash, whole: ticket }: Ticket, request: OneRequest) {
  const { account, desk, action, requester, agent, channel, reason, requestedSeconds, caller, network } = request;
  const asked = { action, reason, requester, agent, channel, ticket, requestedSeconds, caller, network };
  const outcome = await submit(services, {
    id: derivedId('ticket', source, bodyHash, account, action),
    stream: account,
    recovery: services.surroundings.newId(),
    actor: { by: 'ticket-system', source },
    origin: { via: 'webhook', channel, desk, ticket },
    command: { type: 'OpenRecovery', ...asked },
  });
  if (outcome.refusal !== null) return { account, action, refused: outcome.refusal.code };
  return { ...openedIn(outcome), account, action };
}

/** Holds the ticket for an agent. It is recorded under its source, because its account is unknown or may not exist. */
async function hold(
  services: IntakeServices,
  { source, bodyHash, ref: ticket }: Ticket,
  { cause, facts }: { readonly cause: string; readonly facts: Refusal['facts'] },
) {
  await submit(services, {
    id: derivedId('ticket', source, bodyHash, 'held'),
    stream: `source:${source}`,
    recovery: null,
    actor: { by: 'ticket-system', source },
    origin: { via: 'webhook', channel: 'ticket', desk: null, ticket },
    command: { type: 'HoldTicket', ticket, cause, facts },
  });
  return { recoveries: [], held: { ticket, cause } };
}
