import type { ConnectorName } from '../../contract/connectors.ts';
import { slowestEnd } from '../../contract/ends.ts';
import { RELEASE } from '../../contract/release.ts';
import { LedgerCorrupt } from '../../core/audit/commit.ts';
import {
  type AccountFacts,
  ADOPTED_POLICY,
  type PersonFacts,
  type RecordFacts,
  type ServiceFacts,
} from '../../core/audit/findings/facts.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { meansOf, type Reachable } from '../../core/recovery/state/means.ts';
import { STATE_VERSION, type StreamState } from '../../core/recovery/state/state.ts';
import { BY_PEOPLE } from '../../core/recovery/state/work.ts';
import { isAccountId } from '../../core/registry/account.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import { isPersonId, subjectAt } from '../../core/registry/person.ts';
import { ageOf } from '../../core/values/instant.ts';
import type { ChatHealth, ChatName } from '../../ports/chat.ts';
import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Health } from '../../ports/health.ts';
import type { Ledger, PolicySource, Surroundings } from '../../ports/ledger.ts';
import type { TicketHealth, TicketVendor } from '../../ports/tickets.ts';
import type { DueGrants, ListedGrant, Views } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';

/** Services for examining the deployment; none of them can write. */
export interface HealthServices extends Reachable {
  readonly ledger: Ledger;
  readonly surroundings: Pick<Surroundings, 'now'>;
  readonly policy: PolicySource;
  readonly views: Pick<Views, 'heads' | 'heldTickets'>;
  readonly dueGrants: Pick<DueGrants, 'due'>;
  readonly health: Health;
  readonly chats: Readonly<Partial<Record<ChatName, ChatHealth>>>;
  readonly tickets: Readonly<Partial<Record<TicketVendor, TicketHealth>>>;
  readonly directories: Readonly<Partial<Record<ConnectorName, DirectoryHealth>>>;
  /** The files of record, by the connector of their accounts. */
  readonly files: Readonly<Partial<Record<ConnectorName, DirectoryHealth>>>;
  readonly issuer: string;
  readonly capabilities: ServiceFacts['capabilities'];
  /** Names of the ticket sources that the deployment knows. */
  readonly sources: readonly string[];
  /** Whether public functions are capped. */
  readonly capped: boolean;
}

/** Seconds after its end at which a grant counts as overdue: each timer has had several attempts by then. */
const OVERDUE_SECONDS = 300;

/** The same where people end it by hand: the ledger rings when their own time is over. */
const BY_HAND_SECONDS = 86_400;

const longestPast = ({ connector }: Pick<ListedGrant, 'connector'>): number =>
  BY_PEOPLE.includes(connector) ? BY_HAND_SECONDS : OVERDUE_SECONDS + slowestEnd(connector);
/** After every instant: a grant that could not be ended is moved back in the queue, and a drain counts what is not due yet. */
const EVER = '9999-12-31T23:59:59.999Z';
const MOST_LOOKED_AT = 100;

/** What the service knows of itself. What cannot be read is named, and hinders nothing else. */
export async function examineService(services: HealthServices, actor: PersonActor): Promise<ServiceFacts> {
  const { health, issuer, capabilities, ways, sources, capped } = services;
  const now = services.surroundings.now();
  const unread: { what: string; code: string }[] = [];
  const read: Read = async (what, reading) => {
    try {
      return await reading;
    } catch (error) {
      unread.push({ what, code: codeOf(error) });
      return null;
    }
  };
  const [adopted, deployed, keys, subscribers, mail, texts, concurrency, webhookKeys, due, held, systems, rights] =
    await Promise.all([
      read(ADOPTED_POLICY, load(services.ledger, POLICY_STREAM)),
      read('deployed policy', services.policy.current()),
      read('keys', health.keys()),
      read('subscribers of the alert topic', health.subscribers()),
      read('mail', health.mail()),
      read('text messages', health.texts()),
      read('quota of Lambda', health.concurrency()),
      read('webhook keys', health.webhookKeys(sources)),
      read('grants', services.dueGrants.due(EVER, { limit: MOST_LOOKED_AT })),
      read('held tickets', services.views.heldTickets({ limit: 1 })),
      read('systems behind secrets', health.systems()),
      read('rights at IAM', health.rights()),
    ]);
  const outside = await outsideFacts(services, read);
  const [oldest] = held?.items ?? [];
  return {
    ...{ at: now, issuer, capabilities, ways, keys, subscribers, mail, texts, sources: webhookKeys, systems },
    ...{ rights, concurrency, capped, ...outside },
    release: { version: RELEASE, state: STATE_VERSION },
    you: { person: actor.person, assurance: actor.assurance, halfHeld: actor.halfHeld ?? null },
    policy: { adopted: adopted?.policy.current?.digest ?? null, deployed },
    overdue: due?.filter((one) => ageOf(one.expiresAt, now) > longestPast(one)).length ?? null,
    grants: due?.length ?? null,
    heldSince: oldest?.at ?? null,
    unread: unread.sort((one, other) => (one.what < other.what ? -1 : 1)),
  };
}

/** Reads facts; null, and a note of what could not be read, instead of a failure that an operator can act on. */
type Read = <Facts>(what: string, reading: Promise<Facts>) => Promise<Facts | null>;

/** What the systems outside say of us, by kind. */
async function outsideFacts(
  services: HealthServices,
  read: Read,
): Promise<Pick<ServiceFacts, 'chats' | 'tickets' | 'directories' | 'files'>> {
  const [chats, tickets, directories, files] = await Promise.all([
    flawsOf('chat', services.chats, read),
    flawsOf('ticket system', services.tickets, read),
    flawsOf('directory', services.directories, read),
    flawsOf('file of people', services.files, read),
  ]);
  return {
    chats: chats.map(({ name: chat, flaw }) => ({ chat, flaw })),
    tickets: tickets.map(({ name: source, flaw }) => ({ source, flaw })),
    directories: directories.map(({ name: connector, flaw }) => ({ connector, flaw })),
    files: files.map(({ name: connector, flaw }) => ({ connector, flaw })),
  };
}

/** What is wrong with the credential of each system outside that answers. */
async function flawsOf(
  kind: string,
  systems: Readonly<Record<string, ChatHealth | TicketHealth | DirectoryHealth>>,
  read: Read,
) {
  const all = Object.entries(systems).map(async ([name, one]) => {
    const asked = one.flaw().then((flaw) => ({ name, flaw }));
    return (await read(`${kind} ${name}`, asked)) ?? [];
  });
  return (await Promise.all(all)).flat();
}

/** The code of a failure that an operator can act on. A fault of the program is none. */
function codeOf(error: unknown): string {
  if (error instanceof AdapterError) return error.code;
  if (error instanceof LedgerCorrupt) return error.corruption;
  throw error;
}

/** The registered records, one page of streams at a time: one read each. */
export async function examineRecords(
  services: HealthServices,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly RecordFacts[]; readonly next?: string }> {
  const { items: heads, next } = await services.views.heads(page);
  const records = heads.filter(({ account }) => isPersonId(account) || isAccountId(account));
  const items = await Promise.all(records.map(({ account }) => recordOf(services, account)));
  return { items: items.flat(), ...(next === undefined ? {} : { next }) };
}

async function recordOf(services: HealthServices, stream: string): Promise<readonly RecordFacts[]> {
  try {
    const state = await load(services.ledger, stream);
    return [...personIn(state, services.issuer), ...accountIn(state, services)];
  } catch (error) {
    if (error instanceof LedgerCorrupt) return [{ of: 'broken', stream }];
    throw error;
  }
}

function personIn({ person: { current } }: StreamState, issuer: string): readonly PersonFacts[] {
  if (current === null) return [];
  const { person, nature, parts, subjects, addresses } = current;
  const signsIn = subjects.some((subject) => subject.startsWith(subjectAt(issuer, '')));
  return [{ of: 'person', person, nature, parts, signsIn, reachable: addresses.length > 0 }];
}

function accountIn(state: StreamState, reachable: Reachable): readonly AccountFacts[] {
  const { current } = state.profile;
  if (current === null) return [];
  const { account, kind, tier, environment, labels = [], owner, custodians, manager, connector } = current;
  const reached = current.contacts.filter(({ kind: way }) => reachable.ways.includes(way));
  const contacts = reached.filter((one, index) => !reached.slice(0, index).some((other) => isSameReach(one, other)));
  return [
    {
      ...({ of: 'account', account, kind, tier, environment, labels, owner, custodians, manager, connector } as const),
      contacts: contacts.length,
      means: meansOf(state, reachable),
      frozenSince: state.freeze?.at ?? null,
    },
  ];
}
