import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { AsyncInvokes, type AsyncSettings } from './async-invokes.ts';
import { LocalCognito } from './cognito.ts';
import { LocalDynamoDb } from './dynamodb.ts';
import { Engine, type Execution } from './engine/engine.ts';
import { LocalEventBridge } from './events.ts';
import { type LocalFunction, LocalFunctions } from './functions.ts';
import { LocalIam } from './iam.ts';
import { CenterStore } from './identity-center.ts';
import { LocalKms } from './kms.ts';
import { LocalLambda } from './lambda.ts';
import { LocalScheduler } from './scheduler.ts';
import type { Rotated } from './secrets/rotations.ts';
import { LocalSecretsManager } from './secrets-manager.ts';
import { LocalSes } from './ses.ts';
import { LocalSmsVoice } from './sms-voice.ts';
import { LocalSns } from './sns.ts';
import type { QueueConsumer, QueueFailure } from './sqs/mapping.ts';
import type { QueueAttributes } from './sqs/queue.ts';
import { LocalSqs } from './sqs.ts';
import type { StateDirectory } from './state-file.ts';
import type { StreamConsumer } from './stream/consumer.ts';
import type { StreamFailure, StreamLoss } from './stream/shard-reader.ts';
import { LedgerStream } from './stream.ts';

/** Resources that exist from the start, and functions to call. */
export interface ServiceOptions {
  /** Directory of the state, made if missing; absent: all in memory. One process at a time. */
  readonly directory?: StateDirectory;
  /** Milliseconds since 1970; by default the machine's clock. Timers run in real time. */
  readonly now?: () => number;
  /** Deployed functions by name. None is called before `resume`, except by a request that starts an execution or a rotation. */
  readonly functions?: Readonly<Record<string, LocalFunction>>;
  readonly tables?: readonly CreateTableCommandInput[];
  /** The guarded table of the ledger, and the readers of its stream. It must be one of `tables`. */
  readonly ledger?: {
    readonly table: string;
    readonly consumers: readonly StreamConsumer[];
    readonly shards?: number;
  };
  /** Its definition is parsed Amazon States Language, with every reference resolved to a name or an ARN. */
  readonly stateMachine?: { readonly name: string; readonly definition: unknown };
  /** Ids of KMS keys. */
  readonly keys?: readonly string[];
  /** Ids of KMS keys that sign. */
  readonly signingKeys?: readonly string[];
  /** Ids of user pools. */
  readonly userPools?: readonly string[];
  /** ARNs of SNS topics. */
  readonly topics?: readonly string[];
  /** ARNs of telephone numbers, and pools of them, that can call. */
  readonly origins?: readonly string[];
  /** Queues by name, and the functions that work their messages. */
  readonly queues?: Readonly<Record<string, QueueAttributes>>;
  readonly queueConsumers?: readonly QueueConsumer[];
  /** Names of event buses besides `default`. */
  readonly buses?: readonly string[];
  /** Names of schedule groups besides `default`. */
  readonly scheduleGroups?: readonly string[];
  /** What Lambda does with calls that nobody waits for, by the name of the function. */
  readonly asyncInvokes?: Readonly<Record<string, AsyncSettings>>;
  /** Attempts for a step of a rotation, and the first pause, doubling. */
  readonly rotation?: { readonly attempts: number; readonly pauseMs: number };
  /** Milliseconds for which labels of secrets, and lists of secrets and users, may be from before a change; by default none. */
  readonly lagMs?: number;
  /** The same for reads of tables that are not strongly consistent, and for global indexes. */
  readonly tableLagMs?: number;
  /** Receives reports of background events. Must not throw. */
  readonly report?: (report: Report) => void;
}

export type Report =
  | ({ readonly kind: 'stream-failure' } & StreamFailure)
  | ({ readonly kind: 'stream-loss' } & StreamLoss)
  | ({ readonly kind: 'queue-failure' } & QueueFailure)
  | ({ readonly kind: 'rotation' } & Rotated)
  /** An execution has failed; the ledger is unchanged. */
  | { readonly kind: 'execution-failure'; readonly name: string; readonly state: string; readonly errorName: string }
  | { readonly kind: 'schedule'; readonly name: string; readonly error: Error | undefined }
  /** A call that nobody waited for has ended; with the error if it was given up. */
  | { readonly kind: 'async-invoke'; readonly name: string; readonly error: Error | undefined };

/** All emulated services. */
export interface LocalServices {
  readonly functions: LocalFunctions;
  readonly dynamodb: LocalDynamoDb;
  /** Undefined without a ledger. */
  readonly stream: LedgerStream | undefined;
  readonly secretsManager: LocalSecretsManager;
  readonly kms: LocalKms;
  readonly cognito: LocalCognito;
  readonly scheduler: LocalScheduler;
  readonly lambda: LocalLambda;
  readonly asyncInvokes: AsyncInvokes;
  readonly events: LocalEventBridge;
  readonly sns: LocalSns;
  readonly sqs: LocalSqs;
  readonly ses: LocalSes;
  readonly iam: LocalIam;
  /** The instance of IAM Identity Center. */
  readonly identityCenter: CenterStore;
  readonly smsVoice: LocalSmsVoice;
  /** Undefined without a state machine. */
  readonly engine: Engine | undefined;
}

/** Opens every service with its state. Throws an `Error` for a state, a definition or a filter that it cannot use. */
export async function openServices(options: ServiceOptions): Promise<LocalServices> {
  const { directory, now = Date.now, functions = {}, lagMs = 0, report = () => {} } = options;
  const {
    keys = [],
    signingKeys = [],
    userPools = [],
    topics = [],
    origins = [],
    buses = [],
    scheduleGroups = [],
  } = options;
  const called = new LocalFunctions(functions);
  const onFailed = ({ name, entered, error }: Execution): void =>
    report({ kind: 'execution-failure', name, state: entered.at(-1) ?? 'none', errorName: error ?? 'none' });
  const engine =
    options.stateMachine && new Engine({ ...options.stateMachine, functions: called.for('states'), now, onFailed });
  const { rotation } = options;
  const onRotated = (rotated: Rotated): void => report({ kind: 'rotation', ...rotated });
  const onFired = (name: string, error: Error | undefined): void => report({ kind: 'schedule', name, error });
  const sqs = sqsOf(options, called.for('sqs'));
  const asyncInvokes = new AsyncInvokes({
    ...{ functions: called, directory, now, settings: options.asyncInvokes ?? {} },
    putLetter: (queueArn, body) => sqs.put(queueArn, body),
    onEnded: (name, error) => report({ kind: 'async-invoke', name, error }),
  });
  const others = {
    functions: called,
    secretsManager: new LocalSecretsManager({
      functions: called.for('secretsmanager'),
      ...{ directory, now, onRotated, lagMs },
      ...(rotation && { rotation }),
    }),
    kms: new LocalKms({ directory, now, keys, signingKeys }),
    cognito: new LocalCognito({ directory, now, pools: userPools, lagMs }),
    lambda: new LocalLambda(called),
    scheduler: new LocalScheduler({
      functions: called.for('scheduler'),
      asynchronously: asyncInvokes,
      putLetter: (queueArn, body) => sqs.put(queueArn, body),
      directory,
      now,
      groups: scheduleGroups,
      onFired,
    }),
    events: new LocalEventBridge({ now, buses }),
    sns: new LocalSns({ now, topics }),
    sqs,
    asyncInvokes,
    ses: new LocalSes({ now }),
    iam: new LocalIam({ directory, now, lagMs }),
    identityCenter: new CenterStore(),
    smsVoice: new LocalSmsVoice({ now, origins }),
  };
  const putLetter = (queueArn: string, body: string): void => sqs.put(queueArn, body);
  return { ...others, engine, ...(await openLedger(options, { functions: called.for('dynamodb'), putLetter })) };
}

function sqsOf(options: ServiceOptions, functions: LocalFunctions): LocalSqs {
  const { directory, now = Date.now, queues = {}, queueConsumers: consumers = [], report = () => {} } = options;
  const onFailure = (failure: QueueFailure): void => report({ kind: 'queue-failure', ...failure });
  return new LocalSqs({ directory, now, functions, queues, consumers, onFailure });
}

async function openLedger(
  options: ServiceOptions,
  calling: { readonly functions: LocalFunctions; readonly putLetter: (queueArn: string, body: string) => void },
) {
  const { directory, now = Date.now, tables = [], ledger, tableLagMs: lagMs = 0, report = () => {} } = options;
  const dynamodb = await LocalDynamoDb.open({ directory, tables, ledgerTable: ledger?.table, lagMs, now });
  if (ledger === undefined) return { dynamodb, stream: undefined };
  const onFailure = (failure: StreamFailure): void => report({ kind: 'stream-failure', ...failure });
  const onLoss = (loss: StreamLoss): void => report({ kind: 'stream-loss', ...loss });
  const { table: ledgerTable, consumers } = ledger;
  try {
    const stream = new LedgerStream({
      ...{ dynamo: dynamodb, ...calling, ledgerTable, consumers, directory, now },
      ...{ shards: ledger.shards, onFailure, onLoss },
    });
    dynamodb.commits.subscribe((item) => stream.notify(item));
    return { dynamodb, stream };
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}

/** Starts everything that calls functions by itself: pending deliveries, due schedules, interrupted rotations. */
export async function resumeServices(services: LocalServices): Promise<void> {
  const { stream, scheduler, secretsManager, sqs, asyncInvokes } = services;
  sqs.resume();
  asyncInvokes.resume();
  scheduler.schedules.resume();
  secretsManager.rotations.resume();
  await stream?.resume();
}

/** Stops everything that calls functions. Running deliveries get some time to finish. */
export async function haltServices(services: LocalServices): Promise<void> {
  const { stream, scheduler, secretsManager, engine, sqs, asyncInvokes } = services;
  engine?.close();
  asyncInvokes.close();
  scheduler.schedules.close();
  secretsManager.rotations.close();
  await within(PATIENCE_MS, Promise.all([stream?.close(), sqs.close()]));
}

/** Milliseconds for running functions to finish at closing. */
const PATIENCE_MS = 5_000;

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
