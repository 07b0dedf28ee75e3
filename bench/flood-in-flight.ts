import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { ASKED } from '../local/aws/protocol/door.ts';
import type { AwsRequest } from '../local/aws/protocol/http.ts';
import { roleArn } from '../local/iam/physical.ts';
import { callApi } from '../local/serve/api.ts';
import type { LocalSystem } from '../local/start/system.ts';
import { does, register } from './calls.ts';

/** What happened while many recoveries were in flight at once. */
export interface InFlight {
  readonly opened: number;
  /** Ends of executions by their status. */
  readonly ended: Readonly<Record<string, number>>;
  readonly calls: number;
  /** Calls that an SDK client sent again, because it got no answer or one that says so. */
  readonly repeated: number;
}

const PATIENCE_MS = 20 * 60_000;

interface Flight {
  /** Begins the names of its accounts. */
  readonly name: string;
  readonly count: number;
  /** Requests at once. */
  readonly clients: number;
}

/** All are open at the same time; then one half is carried out to its end, and the other half is stopped. */
export async function recoveriesInFlight(system: LocalSystem, { name, count, clients }: Flight): Promise<InFlight> {
  const targets = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  await shared(targets, clients, (target) => register(system, target));
  await system.aws.stream?.settled();
  const recoveries: string[] = [];
  const executions = () =>
    system.aws.engine?.executions.filter(({ input }) => recoveries.some((one) => input.includes(one))) ?? [];
  const counter = new Counter();
  await counter.during(async () => {
    await shared(targets, clients, async (target) => {
      const asked = { account: `cognito:${target}`, action: 'reset-password', reason: 'forgot it' };
      recoveries.push(String((await does(system, 'jane', '/recoveries', asked))['recovery']));
    });
    await until(() => executions().length === count);
    const carriedOut = recoveries.slice(0, count / 2);
    await shared(carriedOut, clients, (one) => carryOut(system, one));
    await shared(recoveries.slice(count / 2), clients, (one) =>
      does(system, 'jane', `/recoveries/${one}/stops`, { reason: 'found it', cause: 'withdrawn' }),
    );
    await shared(carriedOut, clients, (one) => review(system, one));
    await until(() => executions().every(({ status }) => status !== 'RUNNING'));
    await system.aws.stream?.settled();
  });
  const ended: Record<string, number> = {};
  for (const { status } of executions()) ended[status] = (ended[status] ?? 0) + 1;
  return { opened: recoveries.length, ended, calls: counter.calls, repeated: counter.repeated };
}

/** Counts what functions ask of the stand-ins, except of those who only look: they are asked here until something has happened. */
class Counter {
  calls = 0;
  repeated = 0;

  async during(work: () => Promise<unknown>): Promise<void> {
    const count = (message: unknown): void => {
      const { headers, principal } = (message as { readonly request: AwsRequest }).request;
      if (principal === roleArn('query')) return;
      this.calls += 1;
      if (!headers['amz-sdk-request']?.startsWith('attempt=1')) this.repeated += 1;
    };
    subscribe(ASKED, count);
    await work().finally(() => unsubscribe(ASKED, count));
  }
}

async function carryOut(system: LocalSystem, recovery: string): Promise<void> {
  await until(async () => (await statusOf(system, recovery)).status === 'proofing');
  const seen = { method: 'in-person', outcome: 'verified', seen: ['passport', 'employee-badge'], reference: 'log/1' };
  await does(system, 'vera', `/recoveries/${recovery}/proofs`, seen);
  await until(async () => (await statusOf(system, recovery)).status === 'approving');
  const { digest } = await statusOf(system, recovery);
  await does(system, 'ida', `/recoveries/${recovery}/countersignatures`, { digest });
}

async function review(system: LocalSystem, recovery: string): Promise<void> {
  await until(async () => (await statusOf(system, recovery)).status === 'reviewing');
  await does(system, 'rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'seen' });
}

async function statusOf({ url, tokens }: LocalSystem, recovery: string) {
  const { body } = await callApi(url, { method: 'GET', path: `/recoveries/${recovery}`, token: tokens['otto'] ?? '' });
  const { recovery: shown, digest } = body as {
    readonly recovery?: { readonly status: string };
    readonly digest?: string;
  };
  return { status: shown?.status, digest };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(250)) if (await holds()) return;
  throw new Error('the recoveries do not end');
}

/** So many at once work through a list. */
async function shared<Item>(items: readonly Item[], clients: number, work: (item: Item) => Promise<unknown>) {
  const rest = [...items];
  const client = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
