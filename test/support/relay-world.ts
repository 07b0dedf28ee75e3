import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import type { AgainServices } from '../../lambdas/app/relay/again.ts';
import type { ChatWay } from '../../lambdas/app/relay/notices/chats.ts';
import { deliverNotice, type NoticeServices } from '../../lambdas/app/relay/notices.ts';
import { Pace } from '../../lambdas/app/relay/pace.ts';
import { type HelpDesk, NO_HELP_DESK } from '../../lambdas/contract/help-desk.ts';
import type { Timers } from '../../lambdas/contract/workflow.ts';
import type { Alert } from '../../lambdas/core/audit/alert.ts';
import type { SignedCommit } from '../../lambdas/core/audit/commit.ts';
import { parseStored } from '../../lambdas/core/audit/verify.ts';
import type { Hours } from '../../lambdas/core/policy/hours.ts';
import type { GateName } from '../../lambdas/core/recovery/state/events.ts';
import { NO_BURST } from '../../lambdas/core/recovery/views/burst.ts';
import { CONTACT_KINDS } from '../../lambdas/core/registry/contact.ts';
import type { Bursts, KeptBurst } from '../../lambdas/ports/bursts.ts';
import type { ChatNote, ChatNotes, ChatThread } from '../../lambdas/ports/chat.ts';
import type { Delivery, Message, Recipient } from '../../lambdas/ports/delivery.ts';
import type { EventBus, Workflow } from '../../lambdas/ports/effects.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { LedgerScan } from '../../lambdas/ports/ledger.ts';
import type { Again, LedgerPlace, Notice, Span, Unreadable } from '../../lambdas/ports/queue.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import type { SentNotices } from '../../lambdas/ports/sent-notices.ts';
import type { Tickets } from '../../lambdas/ports/tickets.ts';
import type {
  CampaignTouch,
  Gates,
  HeldTicket,
  People,
  RecoveryView,
  RegisteredPerson,
  StreamHead,
  StreamStanding,
  Views,
} from '../../lambdas/ports/workspace.ts';
import type { CrashingPorts } from './crash.ts';
import { ModelDueGrants } from './execution-world.ts';
import { aPolicy, fixedSurroundings, PLANNING } from './fixtures.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { ModelLookAlikes } from './models/look-alikes.ts';
import { ModelMembers } from './models/members.ts';
import { ModelStoppedStreams, ModelUnsentNotices } from './models/put-aside.ts';
import { ModelQueue } from './models/queue.ts';
import { ModelReceipts } from './models/receipts.ts';

/** An engine that records its calls; a token can be used once, like in the real one. */
export class ModelWorkflow implements Workflow {
  readonly started = new Set<string>();
  readonly stopped = new Map<string, string>();
  readonly resumed: { token: string; timers: Timers }[] = [];
  readonly failed: { token: string; error: string }[] = [];
  readonly #spent = new Set<string>();

  async start({ recovery }: { recovery: string }): Promise<void> {
    this.started.add(recovery);
  }
  async resume(token: Secret, timers: Timers): Promise<void> {
    if (this.#spend(token)) this.resumed.push({ token: token.reveal(), timers });
  }
  async fail(token: Secret, error: string): Promise<void> {
    if (this.#spend(token)) this.failed.push({ token: token.reveal(), error });
  }
  async stop({ recovery }: { recovery: string }, cause: string): Promise<void> {
    this.stopped.set(recovery, cause);
  }
  #spend(token: Secret): boolean {
    const fresh = !this.#spent.has(token.reveal());
    this.#spent.add(token.reveal());
    return fresh;
  }
}

class ModelGates implements Gates {
  readonly open = new Map<string, Secret>();
  async put(recovery: string, gate: GateName, token: Secret): Promise<void> {
    this.open.set(`${recovery}/${gate}`, token);
  }
  async list(recovery: string, isWanted: (gate: GateName) => boolean = () => true) {
    return [...this.open].flatMap(([key, token]) => {
      const [id, gate] = key.split('/') as [string, GateName];
      return id === recovery && isWanted(gate) ? [{ gate, token }] : [];
    });
  }
  async remove(recovery: string, gate: GateName, token: Secret | null): Promise<void> {
    const key = `${recovery}/${gate}`;
    if (token === null || this.open.get(key)?.reveal() === token.reveal()) this.open.delete(key);
  }
}

class ModelViews implements Views {
  readonly recoveries = new Map<string, RecoveryView>();
  readonly streams = new Map<string, StreamHead>();
  readonly tickets = new Map<string, HeldTicket>();
  readonly noted = new Map<string, Alert>();
  readonly waiting = new Map<string, StreamStanding>();
  async list(which: 'open' | 'ended') {
    return { items: [...this.recoveries.values()].filter(({ ended }) => ended === (which === 'ended')) };
  }
  cursorAt(which: 'open' | 'ended', { id }: Pick<RecoveryView, 'id'>) {
    return `${which} after ${id}`;
  }
  async head(account: string) {
    return this.streams.get(account);
  }
  async noteHead(head: StreamHead, view?: RecoveryView): Promise<void> {
    if (view !== undefined && (this.recoveries.get(view.id)?.seq ?? 0) <= view.seq) this.recoveries.set(view.id, view);
    if ((this.streams.get(head.account)?.seq ?? 0) <= head.seq) this.streams.set(head.account, head);
  }
  async heads() {
    return { items: [...this.streams.values()] };
  }
  async holdTicket(ticket: HeldTicket): Promise<void> {
    this.tickets.set(`${ticket.source}/${ticket.id}`, ticket);
  }
  async releaseTicket(source: string, id: string): Promise<void> {
    this.tickets.delete(`${source}/${id}`);
  }
  async heldTickets() {
    return { items: [...this.tickets.values()] };
  }
  async noteAlert(alert: Alert): Promise<void> {
    this.noted.set(`${alert.account}#${alert.seq}`, alert);
  }
  async alerts() {
    return { items: [...this.noted.values()] };
  }
  async showStanding(standing: StreamStanding): Promise<void> {
    if ((this.waiting.get(standing.stream)?.seq ?? 0) <= standing.seq) this.waiting.set(standing.stream, standing);
  }
  async standings() {
    return { items: [...this.waiting.values()].filter((one) => one.freeze !== null || one.proposals.length > 0) };
  }
}

class ModelPeople implements People {
  readonly keys = new Map<string, RegisteredPerson>();
  async find(identity: string) {
    return this.keys.get(identity);
  }
  async show(person: RegisteredPerson, identities: readonly string[]) {
    for (const [key, one] of this.keys) if (one.person === person.person) this.keys.delete(key);
    for (const key of identities) this.keys.set(key, person);
  }
}

class ModelBus implements EventBus {
  readonly published: { type: string; detail: unknown }[] = [];
  async publish(events: readonly { type: string; detail: unknown }[]): Promise<void> {
    this.published.push(...events);
  }
}

class ModelCampaigns {
  readonly noted = new Set<string>();
  async note({ hand, account }: CampaignTouch): Promise<void> {
    this.noted.add(`${hand.by} ${hand.id} ${account}`);
  }
}

/** Keeps sent messages; refuses a bad address. */
class ModelDelivery implements Delivery {
  readonly sent: { readonly to: Recipient; readonly message: Message }[] = [];
  readonly refusing = new Map<string, Error>();
  async send(to: Recipient, message: Message): Promise<void> {
    const refusal = this.refusing.get(to.address);
    if (refusal !== undefined) throw refusal;
    this.sent.push({ to, message });
  }
}

export class ModelSentNotices implements SentNotices {
  /** Contacts by stream and number. */
  readonly marked = new Map<string, readonly string[]>();
  async sentTo({ stream, seq }: LedgerPlace): Promise<ReadonlySet<string>> {
    return new Set(this.marked.get(`${stream} ${seq}`));
  }
  async add({ stream, seq }: LedgerPlace, contacts: readonly string[]): Promise<void> {
    const key = `${stream} ${seq}`;
    this.marked.set(key, [...(this.marked.get(key) ?? []), ...contacts]);
  }
}

export class ModelChatNotes implements ChatNotes {
  readonly notes = new Map<string, ChatNote>();
  async find({ recovery, name }: ChatThread) {
    return this.notes.get(`${recovery} ${name}`);
  }
  async note({ recovery, name }: ChatThread, note: ChatNote): Promise<void> {
    const key = `${recovery} ${name}`;
    if ((this.notes.get(key)?.seq ?? 0) <= note.seq) this.notes.set(key, note);
  }
}

export class ModelBursts implements Bursts {
  readonly kept = new Map<string, KeptBurst>();
  async load(reader: string) {
    return this.kept.get(reader) ?? { burst: NO_BURST, version: 0 };
  }
  async replace(reader: string, { burst, version }: KeptBurst): Promise<boolean> {
    if ((this.kept.get(reader)?.version ?? 0) !== version) return false;
    this.kept.set(reader, { burst, version: version + 1 });
    return true;
  }
}

/** Three commits for each page, whether they match or not. */
export class ModelScan implements LedgerScan {
  readonly #rows: MemoryRows;
  constructor(rows: MemoryRows) {
    this.#rows = rows;
  }
  async scan({ since, until, after }: Span) {
    const from = Number(after ?? 0);
    if (!Number.isSafeInteger(from)) throw new AdapterError('cursor-malformed', { retryable: false });
    const all = [...this.#rows.values()].flat();
    const found = all.slice(from, from + 3).map((row) => parseStored(row).commit);
    const places = found
      .filter(({ at }) => since <= at && at <= until)
      .map(({ account: stream, seq }) => ({ stream, seq }));
    return { places, next: from + 3 < all.length ? String(from + 3) : null };
  }
}

export function relayWorld(crashing?: CrashingPorts) {
  const surroundings = fixedSurroundings();
  const rows: MemoryRows = new Map();
  const ledger = new MemoryLedger(undefined, rows);
  const clock = () => Date.parse(surroundings.now());
  const models = {
    workflow: new ModelWorkflow(),
    gates: new ModelGates(),
    views: new ModelViews(),
    stoppedStreams: new ModelStoppedStreams(),
    unsentNotices: new ModelUnsentNotices(),
    people: new ModelPeople(),
    lookAlikes: new ModelLookAlikes(),
    members: new ModelMembers(),
    bus: new ModelBus(),
    receipts: new ModelReceipts(),
    dueGrants: new ModelDueGrants(),
    campaigns: new ModelCampaigns(),
    delivery: new ModelDelivery(),
    sentNotices: new ModelSentNotices(),
    chatNotes: new ModelChatNotes(),
    chats: [] as ChatWay[],
    /** Ticket systems by source. */
    tickets: new Map<string, Tickets>(),
    bursts: new ModelBursts(),
    notices: new ModelQueue<Notice>(clock),
    again: new ModelQueue<Again>(clock),
    deadLetters: new ModelQueue<Again | Unreadable>(clock),
    scan: new ModelScan(rows),
    alerts: [] as Alert[],
  };
  const policy = aPolicy();
  const submitting: SubmitServices = {
    ledger,
    surroundings,
    policy: { current: async () => policy },
    ...PLANNING,
    ways: CONTACT_KINDS,
  };
  const wrap = <Port extends object>(name: string, port: Port): Port => crashing?.wrap(name, port) ?? port;
  const services: AgainServices & NoticeServices = {
    surroundings,
    pace: new Pace(),
    ledger: wrap('ledger', ledger),
    workflow: wrap('workflow', models.workflow),
    gates: wrap('gates', models.gates),
    views: wrap('views', models.views),
    stoppedStreams: wrap('stoppedStreams', models.stoppedStreams),
    unsentNotices: wrap('unsentNotices', models.unsentNotices),
    people: wrap('people', models.people),
    bus: wrap('bus', models.bus),
    receipts: wrap('receipts', models.receipts),
    dueGrants: wrap('dueGrants', models.dueGrants),
    members: wrap('members', models.members),
    lookAlikes: wrap('lookAlikes', models.lookAlikes),
    campaigns: wrap('campaigns', models.campaigns),
    delivery: wrap('delivery', models.delivery),
    sentNotices: wrap('sentNotices', models.sentNotices),
    chatNotes: wrap('chatNotes', models.chatNotes),
    chats: models.chats,
    ticketsOf: (source) => models.tickets.get(source),
    bursts: wrap('bursts', models.bursts),
    quietHours: undefined as Hours | undefined,
    helpDesk: NO_HELP_DESK as HelpDesk,
    notices: wrap('notices', models.notices),
    again: wrap('again', models.again),
    deadLetters: wrap('deadLetters', models.deadLetters),
    scan: wrap('scan', models.scan),
    alerts: { send: async (alert) => void models.alerts.push(alert) },
    stopTokens: { of: async (recovery) => new Secret(`stop-${recovery}`) },
    publicUrl: 'https://recover.example.com',
    ways: CONTACT_KINDS,
  };
  return { ...models, rows, services, submitting, ledger, surroundings };
}

/** All commits of a stream, in the order of its stream records. */
export async function commitsOf(ledger: MemoryLedger, account: string): Promise<readonly SignedCommit[]> {
  return (await ledger.read(account, { from: 1, limit: 1000 })).map(parseStored);
}

/**
 * Delivers a commit's notices like the notices function: first everybody's, then each recipient's. After all attempts, throws the last
 * failure.
 */
export async function sendNotices(
  services: Omit<NoticeServices, 'notices'>,
  { commit: { account, seq } }: SignedCommit,
): Promise<void> {
  const queued: Notice[] = [{ stream: account, seq, audience: 'everybody' }];
  const notices = { send: async (more: readonly Notice[]) => void queued.push(...more) };
  let failure: unknown;
  for (const notice of queued) {
    await deliverNotice({ ...services, notices }, notice).catch((error: unknown) => {
      failure = error;
    });
  }
  if (failure !== undefined) throw failure;
}
