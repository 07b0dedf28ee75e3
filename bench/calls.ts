import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { ASKED } from '../local/aws/protocol/door.ts';
import type { AwsRequest } from '../local/aws/protocol/http.ts';
import { callApi } from '../local/serve/api.ts';
import { Visitor } from '../local/serve/visitor.ts';
import { CONFIRMATIONS, signedConfirmation } from '../local/signing/passkeys.ts';
import { NAMES } from '../local/start/environment.ts';
import { type LocalSystem, startLocal } from '../local/start/system.ts';
import type { Bench, Measure } from './measure.ts';

/** Calls that one function made to one service. */
export interface Calls {
  readonly function: string;
  readonly service: string;
  readonly calls: number;
}

/** Of one reset from open to closed, and of the claim of its credential. */
export const MOST_CALLS = 150;

/** For so long nothing may be sent. */
const QUIET_MS = 400;
const PATIENCE_MS = 60_000;

/** Counts what the functions ask of the stand-ins while it is on, one request at a time; retries count too. */
class CallCounter {
  readonly inFunction = new AsyncLocalStorage<string>();
  readonly #counts = new Map<string, number>();
  #last = 0;

  readonly #count = (message: unknown): void => {
    const { request } = message as { readonly request: AwsRequest };
    const caller = this.inFunction.getStore();
    if (caller === undefined) return;
    this.#last = performance.now();
    const key = JSON.stringify([caller, serviceOf(request)]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  };

  /** Waits until nothing is sent any more. */
  async settled({ aws }: Pick<LocalSystem, 'aws'>): Promise<void> {
    do {
      await aws.stream?.settled();
      await pause(QUIET_MS / 4);
    } while (performance.now() - this.#last < QUIET_MS);
  }

  async during(work: () => Promise<unknown>): Promise<readonly Calls[]> {
    this.#counts.clear();
    subscribe(ASKED, this.#count);
    try {
      await work();
    } finally {
      unsubscribe(ASKED, this.#count);
    }
    return [...this.#counts].map(([key, calls]) => {
      const [name, service] = JSON.parse(key) as [string, string];
      return { function: name, service, calls };
    });
  }
}

/** By the target of the JSON protocol, the version of the query protocol, or else the path. */
function serviceOf({ headers, path }: AwsRequest): string {
  const name = headers['x-amz-target']?.split('.')[0]?.split('_')[0];
  if (name !== undefined) return SERVICES[name] ?? name;
  return path.startsWith('/schedules') ? 'Scheduler' : 'SES and SNS';
}

const SERVICES: Readonly<Record<string, string>> = {
  ...{ DynamoDB: 'DynamoDB', TrentService: 'KMS', AWSCognitoIdentityProviderService: 'Cognito' },
  ...{ secretsmanager: 'Secrets Manager', AWSEvents: 'EventBridge', AWSStepFunctions: 'Step Functions' },
  ...{ AmazonSQS: 'SQS' },
};

/** One reset on a warm system, of a standard account with one contact. Gives the calls until it is closed, and those of the claim. */
export async function callsOfOneReset(): Promise<{ readonly reset: readonly Calls[]; readonly claim: number }> {
  const counter = new CallCounter();
  const system = await startLocal({
    policy: 'demo',
    sweepMs: PATIENCE_MS * 10,
    intercept: (name, call) => (name === 'query' ? call : (event) => counter.inFunction.run(name, () => call(event))),
  });
  const reset = async (target: string, isClaimed = false) => {
    await register(system, target);
    await counter.settled(system);
    return counter.during(() => aReset(system, { target, isClaimed, counter }));
  };
  try {
    // The first one fetches keys and opens connections, as the first one of an instance does.
    await reset('first');
    const plain = await reset('second');
    const claimed = await reset('third', true);
    return { reset: plain, claim: sumOf(claimed) - sumOf(plain) };
  } finally {
    await system.stop();
  }
}

export const sumOf = (calls: readonly Calls[]): number => calls.reduce((sum, one) => sum + one.calls, 0);

const MAIL = {
  id: 'work',
  kind: 'email',
  address: 'jane.work@example.com',
  since: '2020-01-01T00:00:00.000Z',
} as const;

export async function register(system: LocalSystem, target: string): Promise<void> {
  const user = { UserPoolId: NAMES.userPool, Username: target, MessageAction: 'SUPPRESS' } as const;
  await system.aws.cognito.operations['AdminCreateUser']?.(user);
  const profile = {
    ...{ account: `cognito:${target}`, kind: 'human', tier: 'standard', environment: 'production' },
    ...{ owner: 'person:jane', custodians: [], manager: 'person:mara', contacts: [MAIL] },
    ...{ connector: 'cognito', target },
  };
  const { digest } = await does(system, 'adam', '/registry/proposals', { profile });
  const yes = signedConfirmation(system, 'ada', { stream: profile.account, digest: String(digest) });
  await does(system, 'ada', CONFIRMATIONS, yes);
}

interface Reset {
  readonly target: string;
  readonly isClaimed: boolean;
  readonly counter: CallCounter;
}

async function aReset(system: LocalSystem, { target, isClaimed, counter }: Reset): Promise<void> {
  const asked = { account: `cognito:${target}`, action: 'reset-password', reason: 'forgot it' };
  const recovery = String((await does(system, 'jane', '/recoveries', asked))['recovery']);
  const comesTo = async (event: string) => {
    await until(system, recovery, event);
    // Nobody acts within the milliseconds until the workflow waits for them: whoever did would cause a commit more, by chance.
    await counter.settled(system);
  };
  await comesTo('RecoveryAssessed');
  const sighting = {
    method: 'in-person',
    outcome: 'verified',
    seen: ['passport', 'employee-badge'],
    reference: 'log/1',
  };
  const token = system.tokens['otto'] ?? '';
  const visitor = isClaimed ? await visits(system, recovery) : undefined;
  const page = visitor === undefined ? {} : { page: await visitor.words() };
  await does(system, 'vera', `/recoveries/${recovery}/proofs`, { ...sighting, ...page });
  await comesTo('ProofingCompleted');
  const shown = await callApi(system.url, { method: 'GET', path: `/recoveries/${recovery}`, token });
  await does(system, 'ida', `/recoveries/${recovery}/countersignatures`, { digest: shown.body['digest'] });
  await comesTo('GrantIssued');
  const claimed = await visitor?.does('claims');
  if (claimed !== undefined && claimed.status !== 200) throw new Error(`the page could not claim: ${claimed.status}`);
  // The policy of the demo draws every sighting for a review.
  await comesTo('RevocationConfirmed');
  await does(system, 'rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'seen' });
  await comesTo('RecoveryClosed');
}

/** The requester opens their page, and types the words that the help desk says. */
async function visits(system: LocalSystem, recovery: string): Promise<Visitor> {
  const visitor = await Visitor.open(system.url, recovery);
  const token = system.tokens['vera'] ?? '';
  const { body } = await callApi(system.url, { method: 'GET', path: `/recoveries/${recovery}`, token });
  const { words } = body as { readonly words: readonly string[] | null };
  const { status } = await visitor.does('words', { heard: words?.join(' ') });
  if (status !== 200) throw new Error(`the page did not hear: ${status}`);
  return visitor;
}

/** Throws unless it is accepted. */
export async function does(system: LocalSystem, who: string, path: string, body: unknown) {
  const token = system.tokens[who] ?? '';
  const reply = await callApi(system.url, { method: 'POST', path, token, body });
  if (reply.status >= 300) throw new Error(`${who}: ${path}: ${reply.status} ${String(reply.body['code'])}`);
  return reply.body;
}

/** Waits for an event of a recovery without asking the system, which would be counted. */
async function until({ aws }: LocalSystem, recovery: string, type: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(100))
    for await (const item of aws.dynamodb.scan({ TableName: NAMES.ledger })) {
      const { recovery: of, events } = item as { recovery?: { S: string }; events?: { L: { S: string }[] } };
      if (of?.S === recovery && events?.L.some(({ S }) => S === type)) return;
    }
  throw new Error(`no ${type}`);
}

async function run(): Promise<readonly Measure[]> {
  const { reset, claim } = await callsOfOneReset();
  const by = (member: 'service' | 'function'): readonly Measure[] =>
    [...new Set(reset.map((one) => one[member]))].sort().map((name) => ({
      what: `${member} ${name}`,
      value: sumOf(reset.filter((one) => one[member] === name)),
      unit: 'calls' as const,
    }));
  return [
    { what: 'one reset from open to closed, with its review', value: sumOf(reset), unit: 'calls', atMost: MOST_CALLS },
    { what: 'the claim of its credential, besides', value: claim, unit: 'calls' },
    ...by('service'),
    ...by('function'),
  ];
}

/** What one reset asks of AWS, signing included, as the stand-ins of the local system count it. */
export const callsBench: Bench = {
  says: 'calls to AWS services for one reset of a standard account with one contact, on a warm local system',
  run,
};
