import { SchedulerTimer } from '../../../lambdas/adapters/aws/scheduler-timer.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import type { ExecutionServices } from '../../../lambdas/app/workflow/execution.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import { type RecoveryRef, STATES } from '../../../lambdas/contract/workflow.ts';
import type { GateName } from '../../../lambdas/core/recovery/state/events.ts';
import { isGatePassed, timersOf } from '../../../lambdas/core/recovery/state/life.ts';
import { planDigest } from '../../../lambdas/core/recovery/state/plan.ts';
import type { Secret } from '../../../lambdas/ports/secret.ts';
import type { Gates } from '../../../lambdas/ports/workspace.ts';
import { recoveryDefinition } from '../../../lib/definition.ts';
import { adoptPolicy } from '../adopt.ts';
import { ModelBoxes, ModelDueGrants, present, SIGHTED } from '../execution-world.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPolicy, aProfile, NOW, PLANNING } from '../fixtures.ts';
import { MemoryLedger, type MemoryRows } from '../memory-ledger.ts';
import { ModelScheduler } from '../models/scheduler.ts';
import { register } from '../register.ts';
import { GrantedDirectory } from './directory.ts';
import { type Ended, endedIn } from './ended.ts';
import { Execution } from './state-machine.ts';
import { randomFrom, VirtualTime } from './virtual-time.ts';

/** The one timer of the three that works; none: a day on which nothing ends. */
export type Alive = 'workflow' | 'schedule' | 'sweeper' | 'none';

/** Calls the real handler of a function, composed with these services. */
export type CallFunction = (services: DayServices, name: FunctionName, payload: object) => Promise<unknown>;

export interface DayServices {
  readonly execution: ExecutionServices;
  readonly gates: Pick<Gates, 'put'>;
  /** Milliseconds that the function may still run. */
  readonly left: () => number;
}

export interface DayOptions {
  readonly alive: Alive;
  readonly grants: number;
  readonly seed: number;
  readonly call: CallFunction;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Recoveries of one account in a day: the next often begins while the one before lasts, and then takes its place. */
const OF_ACCOUNT = 10;

/** How often it happens. */
const SHARE = {
  /** A call that is made twice, at once or a little later. */
  twice: 0.1,
  /** A copy of a call that comes hours later, when the account may have another grant. */
  hoursLate: 0.1,
  /** A first call that is minutes late. */
  late: 0.003,
  /** A call of the sweeper that is dropped: its event is too old, or the function is throttled. */
  dropped: 0.01,
  /** A task whose answer is lost: the state machine calls again. */
  lost: 0.002,
  /** A call to the ledger that fails, half of them after they were carried out. */
  broken: 0.0002,
  /** A grant that its owner ends early. */
  stopped: 0.05,
  /** A grant that ends at the same second as a hundred others. */
  crowd: 0.1,
};

/** Milliseconds of one change in the directory, at least and at most. */
const DIRECTORY_MS = [100, 1_500] as const;

/** What Lambda gives the sweeper, and how many grants it ends at a time. */
const SWEEP = { ms: 55_000, atOnce: 4 };

/**
 * Many grants of one day on a virtual clock, with the real commands, functions, definition, schedules and queue, of which one timer works.
 * Its calls come twice, late and out of order, and sometimes fail on the way.
 */
export class TimersDay {
  readonly #options: DayOptions;
  readonly #random: () => number;
  readonly #time = new VirtualTime(Date.parse(NOW));
  readonly #rows: MemoryRows = new Map();
  readonly #scheduler = new ModelScheduler();
  readonly #planned = new Set<string>();
  readonly #boxes = new ModelBoxes();
  readonly #dueGrants = new ModelDueGrants();
  readonly #directory: GrantedDirectory;
  readonly #calm;
  readonly #services: DayServices;
  readonly #executions = new Map<string, Execution>();
  readonly #open = new Map<string, Map<GateName, Secret>>();
  readonly #stopped = new Map<string, string>();
  readonly #refs: RecoveryRef[] = [];
  #ids = 0;
  #sweepEndsAt: number | null = null;

  constructor(options: DayOptions) {
    this.#options = options;
    this.#random = randomFrom(options.seed);
    const time = this.#time;
    this.#directory = new GrantedDirectory(time.now, () => this.#directoryWorks());
    const newId = () => {
      this.#ids += 1;
      return `id-${this.#ids}`;
    };
    const policy = dayPolicy();
    const surroundings = { now: time.now, newId };
    const common = { ...PLANNING, surroundings, policy: { current: async () => policy } };
    this.#calm = { ...common, ledger: new MemoryLedger(undefined, this.#rows) };
    const broken = () => (this.#chance(SHARE.broken) ? (this.#chance(0.5) ? 'after' : 'before') : 'none');
    const place = {
      group: 'revocations',
      roleArn: 'arn:role',
      functionArn: 'arn:revoke',
      deadLettersArn: 'arn:letters',
    };
    const timer = new SchedulerTimer(this.#scheduler.client, { ...place, now: () => time.ms });
    const execution: ExecutionServices = {
      ...{ ...common, ledger: new MemoryLedger(broken, this.#rows), timer },
      ...{ boxes: this.#boxes, dueGrants: this.#dueGrants, connectorOf: () => this.#directory },
      pause: async (milliseconds) => time.spend(milliseconds),
    };
    const put: Gates['put'] = async (recovery, gate, token) => {
      this.#open.set(recovery, (this.#open.get(recovery) ?? new Map()).set(gate, token));
    };
    const left = () => (this.#sweepEndsAt ?? 0) - time.ms;
    this.#services = { execution, gates: { put }, left };
  }

  /** How every grant ended, at the end of the day. */
  async run(): Promise<Ended> {
    const { grants, alive } = this.#options;
    const accounts = Math.ceil(grants / OF_ACCOUNT);
    await adoptPolicy(this.#calm);
    for (let index = 0; index < accounts; index += 1)
      await register(this.#calm, { profile: aProfile({ account: `cognito:user-${index}`, target: `user-${index}` }) });
    const begin = this.#time.ms;
    for (let index = 0; index < grants; index += 1) this.#planRecovery(index, begin);
    if (alive === 'sweeper') this.#time.after(MINUTE * this.#random(), () => this.#everyMinute());
    await this.#time.run(begin + DAY);
    return endedIn({
      ...{ refs: this.#refs, ledger: this.#calm.ledger, stopped: alive === 'workflow' ? this.#stopped : new Map() },
      ...{ directory: this.#directory, boxes: this.#boxes, dueGrants: this.#dueGrants, scheduler: this.#scheduler },
    });
  }

  /** Somebody asks, and is proved and countersigned at once. Where the account has no place for it yet, they ask again later. */
  #planRecovery(index: number, begin: number): void {
    const slot = (DAY - 6 * HOUR) / OF_ACCOUNT;
    const round = index % OF_ACCOUNT;
    const isInCrowd = this.#chance(SHARE.crowd);
    const at = begin + slot * (round + (isInCrowd ? 0.5 : this.#random()));
    const seconds = isInCrowd ? 1_800 : Math.round(300 + 3_300 * this.#random());
    const ref = { account: `cognito:user-${Math.floor(index / OF_ACCOUNT)}`, recovery: `rec-${index}` };
    this.#refs.push(ref);
    this.#time.at(at, () => this.#asks(ref, seconds));
  }

  async #asks(ref: RecoveryRef, requestedSeconds: number): Promise<void> {
    const about = { stream: ref.account, recovery: ref.recovery };
    const { refusal } = await submit(this.#calm, anEnvelope(anOpenRecovery({ requestedSeconds }), about));
    if (refusal?.code === 'already-open') return this.#time.after(2 * MINUTE, () => this.#asks(ref, requestedSeconds));
    if (refusal !== null) throw new Error(`${ref.recovery} is refused: ${refusal.code}`);
    await this.#approves(ref);
    const execution = new Execution(
      {
        ...{ definition: DEFINITION, time: this.#time, random: this.#random, isLost: () => this.#chance(SHARE.lost) },
        call: (name, payload) => this.#calls(name, payload),
        diesAt: this.#options.alive === 'workflow' ? null : STATES.holdGrant,
      },
      ref,
    );
    this.#executions.set(ref.recovery, execution);
    if (this.#chance(SHARE.stopped)) this.#time.after(requestedSeconds * 1000 * this.#random(), () => this.#stops(ref));
    await execution.enter(STATES.execute);
  }

  /** Who asks often is seen by two verifiers (rule 9). */
  async #approves(ref: RecoveryRef): Promise<void> {
    await step(this.#calm, ref, { type: 'AssessRecovery', directoryTier: null });
    const given = { stream: ref.account, recovery: ref.recovery };
    const now = async () => (await load(this.#calm.ledger, ref.account)).recoveries[ref.recovery];
    for (const actor of [ACTORS.verifier, ACTORS.secondVerifier])
      if ((await now())?.status === 'proofing') await submit(this.#calm, anEnvelope(SIGHTED, { ...given, actor }));
    const { id, plan, proofs } = present(await now());
    const countersign = { type: 'CountersignPlan', digest: planDigest(id, present(plan), proofs) } as const;
    await submit(this.#calm, anEnvelope(countersign, { ...given, actor: ACTORS.identityApprover }));
    const status = (await now())?.status;
    if (status !== 'approved') throw new Error(`${ref.recovery} is ${status}`);
  }

  async #stops(ref: RecoveryRef): Promise<void> {
    const about = { stream: ref.account, recovery: ref.recovery };
    const stop = anEnvelope({ type: 'StopRecovery', reason: 'needed no more', cause: 'withdrawn' } as const, about);
    const { commit, refusal } = await submit(this.#calm, stop);
    if (refusal !== null || commit === null) return;
    this.#stopped.set(ref.recovery, commit.commit.at);
    this.#wakesRelay(ref);
  }

  /** A function works, and whatever it commits wakes the relay. */
  async #calls(name: FunctionName, payload: object): Promise<unknown> {
    const answer = await this.#options.call(this.#services, name, payload);
    this.#planSchedules();
    if (name === 'openGate') this.#wakesRelay(payload as RecoveryRef);
    return answer;
  }

  /** The relay passes the gates that have nothing left to wait for: a moment later, sometimes twice, and then in any order. */
  #wakesRelay(ref: RecoveryRef): void {
    for (const ms of this.#deliveries(3_000)) this.#time.after(ms, () => this.#passGates(ref));
  }

  async #passGates({ account, recovery: id }: RecoveryRef): Promise<void> {
    const recovery = (await load(this.#calm.ledger, account)).recoveries[id];
    if (recovery === undefined) return;
    for (const [gate, token] of this.#open.get(id) ?? [])
      if (isGatePassed(recovery, gate))
        await this.#executions.get(id)?.resume(token.reveal(), timersOf(recovery, this.#time.now()));
  }

  /**
   * New schedules, which fire within the minute that begins at their moment
   * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
   */
  #planSchedules(): void {
    if (this.#options.alive !== 'schedule') return;
    for (const [name, { ScheduleExpression = '' }] of this.#scheduler.schedules) {
      if (this.#planned.has(name + ScheduleExpression)) continue;
      this.#planned.add(name + ScheduleExpression);
      const moment = Date.parse(`${ScheduleExpression.slice(3, -1)}Z`);
      this.#time.at(moment + MINUTE * this.#random(), async () => this.#fires(name, ScheduleExpression));
    }
  }

  #fires(name: string, expression: string): void {
    const schedule = this.#scheduler.schedules.get(name);
    if (schedule?.ScheduleExpression !== expression) return;
    if (schedule.ActionAfterCompletion === 'DELETE') this.#scheduler.schedules.delete(name);
    const payload = JSON.parse(schedule.Target?.Input ?? '') as object;
    for (const ms of this.#deliveries(0)) this.#time.after(ms, () => this.#asynchronously(payload, 1));
  }

  /** Lambda calls again a minute and two minutes after an error (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). */
  async #asynchronously(payload: object, attempt: number): Promise<void> {
    try {
      await this.#calls('revoke', payload);
    } catch {
      if (attempt <= 2) this.#time.after(attempt * MINUTE, () => this.#asynchronously(payload, attempt + 1));
    }
  }

  async #everyMinute(): Promise<void> {
    this.#time.after(MINUTE, () => this.#everyMinute());
    if (this.#chance(SHARE.dropped)) return;
    const runs = this.#chance(SHARE.twice) ? 2 : 1;
    this.#sweepEndsAt = this.#time.ms + SWEEP.ms;
    await Promise.all(Array.from({ length: runs }, () => this.#calls('sweeper', {})));
    this.#sweepEndsAt = null;
  }

  #directoryWorks(): void {
    const [least, most] = DIRECTORY_MS;
    const ms = least + (most - least) * this.#random();
    this.#time.spend(this.#sweepEndsAt === null ? ms : ms / SWEEP.atOnce);
  }

  /** Milliseconds until each delivery of one event: the first within `soon`, and its copies. */
  #deliveries(soon: number): readonly number[] {
    const first = this.#chance(SHARE.late) ? 10 * MINUTE * this.#random() : soon * this.#random();
    const again = this.#chance(SHARE.twice) ? [first, first + MINUTE * this.#random()] : [];
    const late = this.#chance(SHARE.hoursLate) ? [first + 4 * HOUR * this.#random()] : [];
    return [first, ...again, ...late];
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}

const DEFINITION = recoveryDefinition({ partition: 'aws', functionArn: (name) => name });

/** As every test's policy; but nobody looks at a grant afterwards. */
function dayPolicy() {
  const [rule] = aPolicy().rules;
  if (rule?.require === undefined) throw new Error('the policy of tests has one rule');
  const { reviewWithin: _, ...require } = rule.require;
  return aPolicy({ rules: [{ ...rule, require }] });
}
