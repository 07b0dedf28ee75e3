import type { DynamoDBRecord } from 'aws-lambda';
import { load } from '../../lambdas/app/ledger/load.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { parseNotice } from '../../lambdas/app/relay/messages.ts';
import { deliverNotice, type NoticeServices } from '../../lambdas/app/relay/notices.ts';
import { relayRecords } from '../../lambdas/app/relay/records.ts';
import { type ExecutionServices, executeRecovery, revokeGrant } from '../../lambdas/app/workflow/execution.ts';
import { TICKET_UNREADABLE, type Ticketing, ticketNow } from '../../lambdas/app/workflow/ticket.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { RecoveryRef } from '../../lambdas/contract/workflow.ts';
import type { Command, PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import type { GateName } from '../../lambdas/core/recovery/state/events.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import { findRecovery, type TicketRef } from '../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { secondsUntil } from '../../lambdas/core/values/instant.ts';
import type { Delivery } from '../../lambdas/ports/delivery.ts';
import type { Workflow } from '../../lambdas/ports/effects.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { Ledger } from '../../lambdas/ports/ledger.ts';
import type { Notice, Queue } from '../../lambdas/ports/queue.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { adoptPolicy } from './adopt.ts';
import { ModelBoxes, ModelDirectory, ModelDueGrants, ModelTimer, present, SIGHTED } from './execution-world.ts';
import { ACTORS, anEnvelope, anOpenRecovery, PLANNING } from './fixtures.ts';
import { register } from './register.ts';
import { commitsOf, relayWorld } from './relay-world.ts';
import { insertOf } from './stream-records.ts';

/** Seconds until a call without an answer fails: three attempts of six seconds, as in `compose/clients/clients.ts`. */
const SILENCE_SECONDS = 18;
/** Milliseconds that a Lambda function has left when a batch of the stream arrives. */
const BATCH_MS = 55_000;

/** The relay's effects of a commit. */
export type Effect = 'start' | 'gate' | 'stop' | 'revocation';

/** The time between a commit and its effect. */
export interface Delay {
  readonly account: string;
  readonly effect: Effect;
  readonly of: string;
  readonly seconds: number;
}

/** The sender of mail: the notices function, as it is, or the relay, as it must not be. */
export type MailBy = 'notices' | 'relay';

/**
 * The relay, the notices function and the workflow engine over one shard, on a virtual clock. A call to a silent mailbox takes time from
 * its caller; a call by the relay delays everything behind it in the stream.
 */
export class SimulatedHour {
  readonly world = relayWorld();
  readonly delays: Delay[] = [];
  /** Calls to mailboxes by address, answered or not. */
  readonly calls = new Map<string, number>();
  /** The ticket systems that plans and executions ask; null: none. */
  ticketing: Ticketing | null = null;
  /** How often records were passed to the relay; once each without retries. */
  handed = 0;
  readonly #silent: string;
  readonly #mailBy: MailBy;
  readonly #execution: ExecutionServices;
  readonly #shard: { readonly record: DynamoDBRecord; readonly account: string }[] = [];
  readonly #seen = new Map<string, number>();
  readonly #asked = new Map<string, { readonly account: string; readonly effect: Effect; readonly at: string }>();
  readonly #todo: (() => Promise<void>)[] = [];
  readonly #late: (() => Promise<void>)[] = [];
  readonly #refs = new Map<string, RecoveryRef>();
  #cursor = 0;
  #isRelaying = false;

  constructor(silent: string, mailBy: MailBy) {
    this.#silent = silent;
    this.#mailBy = mailBy;
    const directory = new ModelDirectory();
    this.#execution = {
      ...{ ...this.world.submitting, ...PLANNING, connectorOf: () => directory, boxes: new ModelBoxes() },
      ...{ timer: new ModelTimer(), dueGrants: new ModelDueGrants(), pause: async () => {} },
    };
  }

  get commits(): number {
    return this.#shard.length;
  }

  async registers(profiles: readonly AccountProfile[]): Promise<void> {
    await adoptPolicy(this.world.submitting);
    for (const profile of profiles) {
      await register(this.world.submitting, { profile });
      await this.#collect(profile.account);
    }
    await this.#settle();
  }

  async opens(ref: RecoveryRef, actor: PersonActor, ticket: TicketRef | null = null): Promise<void> {
    this.#refs.set(ref.recovery, ref);
    await this.#gives(ref, actor, anOpenRecovery({ requester: actor.person, ticket }));
    this.#asks(ref, 'start', `start ${ref.recovery}`);
  }

  async proves(ref: RecoveryRef): Promise<void> {
    await this.#gives(ref, ACTORS.verifier, SIGHTED);
    this.#asks(ref, 'gate', `gate ${ref.recovery}/proof`);
  }

  async countersigns(ref: RecoveryRef): Promise<void> {
    const state = await load(this.world.ledger, ref.account);
    const { id, plan, proofs } = present(state.recoveries[ref.recovery]);
    const digest = planDigest(id, present(plan), proofs);
    await this.#gives(ref, ACTORS.identityApprover, { type: 'CountersignPlan', digest });
    this.#asks(ref, 'gate', `gate ${ref.recovery}/approval`);
  }

  /** Stops it: before a grant its execution ends; after a grant it is revoked. */
  async stops(ref: RecoveryRef, actor: PersonActor, follows: 'stop' | 'revocation'): Promise<void> {
    await this.#gives(ref, actor, { type: 'StopRecovery', reason: 'needed no more', cause: 'withdrawn' });
    this.#asks(ref, follows, `${follows} ${ref.recovery}`);
  }

  /** One minute: the relay works new records, the engine continues, and the notices function works its queue. */
  async minute(): Promise<void> {
    for (const work of this.#late.splice(0)) await work();
    await this.#settle();
    await this.#deliver();
    this.world.surroundings.advance(60);
  }

  async #gives(ref: RecoveryRef, actor: PersonActor, command: Command): Promise<void> {
    const about = { stream: ref.account, recovery: ref.recovery, actor };
    const { refusal } = await submit(this.world.submitting, anEnvelope(command, about));
    if (refusal !== null) throw new Error(`\`${command.type}\` of ${ref.recovery} is refused: ${refusal.code}`);
    await this.#collect(ref.account);
  }

  #asks({ account }: RecoveryRef, effect: Effect, name: string): void {
    this.#asked.set(name, { account, effect, at: this.world.surroundings.now() });
  }

  #happens(name: string): void {
    const asked = this.#asked.get(name);
    if (asked === undefined) return;
    this.#asked.delete(name);
    const seconds = secondsUntil(asked.at, this.world.surroundings.now(), 0);
    this.delays.push({ account: asked.account, effect: asked.effect, of: name, seconds });
  }

  /** Effects that have not happened yet. */
  get pending(): readonly string[] {
    return [...this.#asked.keys()];
  }

  /** New commits of an account, at the end of the shard. */
  async #collect(account: string): Promise<void> {
    const commits = await commitsOf(this.world.ledger, account);
    for (const commit of commits.slice(this.#seen.get(account) ?? 0)) {
      const record = insertOf(commit);
      const ApproximateCreationDateTime = Date.parse(this.world.surroundings.now()) / 1000;
      const SequenceNumber = String(this.#shard.length).padStart(21, '0');
      const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime, SequenceNumber };
      this.#shard.push({ account, record: { ...record, dynamodb } });
    }
    this.#seen.set(account, commits.length);
  }

  /** Runs the relay and the engine in turn until nothing new happens or a record must be retried. */
  async #settle(): Promise<void> {
    while (this.#cursor < this.#shard.length) {
      const isAgain = await this.#relay();
      for (const work of this.#todo.splice(0)) await work();
      if (isAgain) return;
    }
  }

  /** Works one batch; returns whether a part of it must be retried. */
  async #relay(): Promise<boolean> {
    const Records = this.#shard.slice(this.#cursor, this.#cursor + 100).map(({ record }) => record);
    const until = Date.parse(this.world.surroundings.now()) + BATCH_MS;
    this.handed += Records.length;
    this.#isRelaying = true;
    const services = { ...this.#services(), workflow: this.#engine };
    const remaining = () => until - Date.parse(this.world.surroundings.now());
    const { batchItemFailures } = await relayRecords(services, { Records }, remaining);
    this.#isRelaying = false;
    const [first] = batchItemFailures;
    this.#cursor = first === undefined ? this.#cursor + Records.length : Number(first.itemIdentifier);
    return first !== undefined;
  }

  #services() {
    const services = { ...this.world.services, delivery: this.#delivery };
    return this.#mailBy === 'notices' ? services : { ...services, notices: sentAtOnce(services) };
  }

  /** Works all messages that the queue returns now; failed ones stay in it and return. */
  async #deliver(): Promise<void> {
    const { notices } = this.world;
    for (let some = await notices.receive(360); some.length > 0; some = await notices.receive(360)) {
      for (const letter of some) {
        const isSent = await deliverNotice(this.#services(), parseNotice(letter.body)).then(
          () => true,
          () => false,
        );
        if (isSent) await notices.remove([letter]);
      }
    }
  }

  readonly #delivery: Delivery = {
    send: async (to, message) => {
      this.calls.set(to.address, (this.calls.get(to.address) ?? 0) + 1);
      if (to.address !== this.#silent) return this.world.delivery.send(to, message);
      if (this.#isRelaying) this.world.surroundings.advance(SILENCE_SECONDS);
      throw new AdapterError('timeout', { retryable: true });
    },
  };

  readonly #engine: Workflow = {
    start: async ({ recovery }) => {
      this.#happens(`start ${recovery}`);
      this.#next(recovery, async (ref) => {
        const opened = findRecovery(await load(this.world.ledger, ref.account), recovery);
        // One that has ended meanwhile is left by the command itself.
        const ticket = opened === undefined ? {} : await ticketNow(this.#asking, opened);
        await step(this.world.submitting, ref, { type: 'AssessRecovery', directoryTier: null, ...ticket });
        await this.#waits(ref, 'proof');
      });
    },
    resume: async (token) => {
      const [recovery = '', gate] = token.reveal().split('/');
      this.#happens(`gate ${token.reveal()}`);
      if (gate === 'proof') this.#next(recovery, (ref) => this.#waits(ref, 'approval'));
      if (gate === 'approval')
        this.#next(recovery, async (ref) => {
          await executeRecovery({ ...this.#execution, ...this.#asking }, ref);
          await this.#waits(ref, 'hold');
        });
      if (gate === 'hold')
        this.#next(recovery, async (ref) => {
          await revokeGrant(this.#execution, ref, 'stop');
          this.#happens(`revocation ${recovery}`);
        });
    },
    fail: async () => undefined,
    stop: async ({ recovery }) => this.#happens(`stop ${recovery}`),
  };

  get #asking(): { readonly ledger: Ledger; readonly ticketing?: Ticketing } {
    const { ledger } = this.world;
    return this.ticketing === null ? { ledger } : { ledger, ticketing: this.ticketing };
  }

  /** The work of a task; one that has to wait is tried again in the next minute, as the state machine does. */
  #next(recovery: string, work: (ref: RecoveryRef) => Promise<void>): void {
    const ref = present(this.#refs.get(recovery));
    const tries = async (): Promise<void> => {
      try {
        await work(ref);
      } catch (error) {
        if (!(error instanceof AdapterError) || error.code !== TICKET_UNREADABLE) throw error;
        this.#late.push(tries);
      }
      await this.#collect(ref.account);
    };
    this.#todo.push(tries);
  }

  async #waits(ref: RecoveryRef, gate: GateName): Promise<void> {
    await this.world.gates.put(ref.recovery, gate, new Secret(`${ref.recovery}/${gate}`));
    await step(this.world.submitting, ref, { type: 'OpenGate', gate });
  }
}

/** A queue that sends every message before `send` returns. */
function sentAtOnce(services: NoticeServices): Queue<Notice> {
  const queue: Queue<Notice> = {
    ...services.notices,
    send: async (some) => {
      for (const notice of some) await deliverNotice({ ...services, notices: queue }, notice);
    },
  };
  return queue;
}
