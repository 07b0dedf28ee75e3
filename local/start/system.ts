import { randomBytes } from 'node:crypto';
import { shippedPolicies } from '../../lambdas/adapters/policy/compiler.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import { submitServices } from '../../lambdas/compose/ledger.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import type { Adoption } from '../../lambdas/core/registry/adoption.ts';
import type { KeyCounts } from '../../lib/signing-keys.ts';
import { type LocalAws, startLocalAws } from '../aws/server.ts';
import { namedPolicy } from '../directory/policy.ts';
import { adoptPolicy, type Registry, registerDemo, type Standing, standingOf } from '../directory/register.ts';
import { sourcesFile } from '../directory/sources.ts';
import { makeWorld, type SigningKeys } from '../directory/world.ts';
import { asOperator, reachStandIns } from '../iam/principal.ts';
import { recorderIn } from '../iam/record.ts';
import { renewTokens, type Tokens } from '../serve/access.ts';
import { callInside } from '../serve/api.ts';
import { appOf } from '../serve/app.ts';
import { type App, type HttpServer, startHttp } from '../serve/http/server.ts';
import { AUDIENCE, issuerAt, issuerKey } from '../serve/issuer.ts';
import { signInProvider } from '../serve/sign-in/provider.ts';
import { signerScript } from '../signing/console.ts';
import { type Passkeys, passkeysIn } from '../signing/passkeys.ts';
import { enterAddress, enterEnvironment, functionVariables } from './environment.ts';
import { firstDayHints, writeFirstDay } from './first-day.ts';
import { type Folder, logInto, openFolder, PORT_FILE, portOf, writePage } from './folder.ts';
import { type DeployedFunctions, deployedFunctions, type Intercept } from './functions.ts';
import { hintsFor } from './hints.ts';
import { keptParts } from './parts.ts';
import { beginRules, type LogsAsked, type Rules } from './rules.ts';
import { restartExecutions, servicesFor } from './services.ts';
import { every, Teardown } from './teardown.ts';
import type { Directories } from './template.ts';

export interface LocalOptions {
  /** Port of the API on 127.0.0.1; 0 or absent means a free one. */
  readonly port?: number;
  /**
   * Folder for all data; null means a temporary one, which is removed at the end and kept by a crash. Absent: no later start needs the data, so
   * that of AWS's stand-ins stays in memory, which takes a third of the time.
   */
  readonly data?: string | null;
  /** Whether the folder of the data is removed at the end; by default only a temporary one is. */
  readonly removed?: boolean;
  /** `trial`, `demo`, `default`, or the path of a policy; by default `trial`. */
  readonly policy?: string;
  /** Nobody is registered and no policy is adopted, as after a deployment. */
  readonly empty?: boolean;
  readonly intercept?: Intercept;
  /** The definition of executions that an earlier release began; by default that of this release. */
  readonly definition?: unknown;
  /** Milliseconds between two runs of the sweeper; by default a minute, as deployed, or a few seconds for `demo`. */
  readonly sweepMs?: number;
  /** Directories besides the user pool and the governed secrets, as a deployment names them; none by default. */
  readonly directories?: Directories;
  /** When the logs of those directories are asked; by default they are not. */
  readonly logs?: LogsAsked;
  /** Further signing keys of a family; none by default. */
  readonly signingKeys?: KeyCounts;
  /** Whether the demo people's passkeys sign on the console, in the page itself; by default they do. */
  readonly signsInPage?: boolean;
  /** Hears what the start does next, in a few words. */
  readonly onStep?: (step: string) => void;
}

/** A running Countersign on this machine. */
export interface LocalSystem extends SigningKeys {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly folder: Folder;
  /** The policy in force. */
  readonly policy: Adoption;
  readonly tokens: Tokens;
  /** With which everybody signs what they decide. */
  readonly passkeys: Passkeys;
  /** Access key with which an SDK client administers the stand-ins of AWS. */
  readonly operatorKey: string;
  readonly aws: LocalAws;
  /** Recoveries that were live at the start, and continue. */
  readonly resumed: number;
  readonly standing: Standing;
  /** Finishes running work, then keeps or removes the data. A second call waits for the first. */
  stop(): Promise<void>;
}

let hasBegun = false;

/**
 * Starts the system: the state machine and the filters from the synthesized template, the deployed functions in this process, fakes of AWS,
 * an HTTP server in place of API Gateway, and the demo directory. Until that directory is registered the port answers 503, except for the
 * documents of the issuer. Once for each process, because functions keep their SDK clients. Rejects, with nothing left running, when any
 * part does not start.
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalSystem> {
  if (hasBegun) throw new Error('a process runs one local system');
  hasBegun = true;
  const down = new Teardown();
  try {
    // First, so that a taken port is reported at once.
    const http = await startHttp(await portOf(options.data ?? null, options.port ?? 0));
    down.add(http.close);
    const foundation = await layFoundation(options, down);
    const { app, ...open } = await hangDoors(foundation, { http, isEmpty: options.empty === true }, down);
    const sweepMs = options.sweepMs ?? (options.policy === 'demo' ? 5_000 : 60_000);
    options.onStep?.(
      options.empty === true ? 'registers nobody by itself' : 'registers the people and accounts of the demo',
    );
    const looks = options.directories?.population !== undefined;
    const rules = { sweepMs, looks, ...(options.logs && { logs: options.logs }) };
    const begun = await begin(foundation, { ...open, app }, { rules, isEmpty: options.empty === true, down });
    const { folder, policy, aws } = foundation;
    http.serve(app);
    return { ...open, folder, policy, aws, ...begun, stop: () => down.run() };
  } catch (error) {
    await down.run().catch(() => undefined);
    throw error;
  }
}

/** Milliseconds for running functions to finish when the system is stopped. */
const PATIENCE_MS = 5_000;

interface Foundation {
  readonly folder: Folder;
  readonly policy: Adoption;
  readonly functions: DeployedFunctions;
  readonly aws: LocalAws;
  readonly operatorKey: string;
  readonly passkeys: Passkeys;
}

/** Folder, policy, functions, the fakes of AWS, and the environment that directs the functions to them. */
async function layFoundation(options: LocalOptions, down: Teardown) {
  const { data = null, removed, policy = 'trial', intercept, signingKeys, directories = {} } = options;
  const { signsInPage = true, onStep = () => {} } = options;
  onStep(`checks the policy \`${policy}\``);
  const compiled = await namedPolicy(policy);
  const folder = await openFolder(data, removed === undefined ? {} : { removed });
  down.add(() => folder.leave());
  down.add(logInto(folder.path));
  const passkeys = await passkeysIn(folder);
  onStep('takes the state machine, the filters and the rights from the template');
  const parts = await keptParts(signingKeys, { directories });
  const functions = deployedFunctions(intercept, parts.directories);
  const recorder = recorderIn(process.env);
  down.add(async () => recorder.close());
  const operatorKey = randomBytes(10).toString('hex');
  reachStandIns();
  onStep('starts the stand-ins of AWS');
  const recording = { operatorKey, record: recorder.record };
  const aws = await startLocalAws(
    servicesFor(options.definition === undefined ? parts : { ...parts, definition: options.definition }, functions, {
      directory: options.data === undefined ? undefined : { path: await folder.inner('aws'), isFleeting: !folder.kept },
      counts: signingKeys,
      ...recording,
    }),
  );
  down.add(() => aws.close());
  down.add(() => functions.drain(PATIENCE_MS));
  const variables = functionVariables(await folder.write('policy.json', compiled.json), signingKeys);
  const pages = {
    [ENV.pageFolder]: await writePage(folder, 'requester'),
    [ENV.consoleFolder]: await writePage(folder, 'staff', signsInPage ? signerScript(passkeys) : ''),
  };
  const sources = {
    [ENV.sourcesFile]: await folder.write('sources.json', sourcesFile()),
    [ENV.shippedPoliciesFile]: await folder.write('policies.json', shippedPolicies()),
  };
  const queues = parts.queues.variables;
  enterEnvironment({ ...aws.environment, ...variables, ...queues, ...pages, ...sources }, folder.path);
  const adoption = { name: compiled.policy.name, digest: compiled.digest, text: compiled.json };
  return { folder, policy: adoption, functions, aws, operatorKey, passkeys } satisfies Foundation;
}

/** What the doors open to. */
interface Doors extends SigningKeys {
  readonly app: App;
  readonly url: string;
  readonly tokens: Tokens;
  readonly passkeys: Passkeys;
  readonly operatorKey: string;
}

/** Users, secrets and keys of the demo, the API, and a token for everybody. The port does not serve it yet. */
async function hangDoors(
  { folder, policy, aws, operatorKey, passkeys }: Foundation,
  { http, isEmpty }: { readonly http: HttpServer; readonly isEmpty: boolean },
  down: Teardown,
): Promise<Doors> {
  const { url } = http;
  await folder.write(PORT_FILE, new URL(url).port);
  const keys = await asOperator(() => makeWorld(aws, { isEmpty }));
  if (isEmpty) await writeFirstDay(folder, { url, aws, operatorKey, passkeys });
  const key = await issuerKey(folder.path);
  const issuer = issuerAt(url, key);
  const signIn = await signInProvider(url, key);
  http.issue(signIn);
  const hints = isEmpty ? firstDayHints(folder.path) : hintsFor(url, folder.path);
  enterAddress(url, AUDIENCE);
  const app = appOf({ aws, issuer, signIn, hints, policy: policy.name, folder: folder.path, kept: folder.kept });
  // Closed before the parts that it uses: running requests can finish.
  down.add(http.close);
  const tokens = await renewTokens(folder, issuer, { ...keys, operatorKey });
  down.add(every(TOKENS_MS, () => renewTokens(folder, issuer, { ...keys, operatorKey })));
  return { app, url, tokens, passkeys, operatorKey, ...keys };
}

/** A quarter of a token's life, so that the token in a file is always valid for most of it. */
const TOKENS_MS = 3 * 3600 * 1000;

/** Starts all background work, and registers the demo if needed. */
async function begin(
  { aws, functions, policy }: Foundation,
  doors: Doors,
  { rules, isEmpty, down }: { readonly rules: Rules; readonly isEmpty: boolean; readonly down: Teardown },
): Promise<Pick<LocalSystem, 'resumed' | 'standing'>> {
  await functions.load();
  await aws.resume();
  const shown = () => Promise.race([aws.stream?.settled(), pause(SETTLE_MS)]);
  const registry: Registry = {
    ...registryAt(doors),
    bootstrap: async (input) => {
      await functions.byName.bootstrap(input);
      await shown();
    },
  };
  if (!isEmpty) {
    await registerDemo(registry);
    await adoptPolicy(registry, policy);
  }
  await shown();
  const resumed = await asOperator(restartExecutions);
  down.add(beginRules(aws, rules));
  return { resumed, standing: await standingOf(registry) };
}

/** A commit that the relay cannot work does not block the start; it is still retried. */
const SETTLE_MS = 10_000;

const registryAt = ({ app, url, tokens, passkeys }: Doors): Omit<Registry, 'bootstrap'> => ({
  issuer: url,
  passkeys,
  state: (stream) => asOperator(() => load(submitServices().ledger, stream)),
  post: (short, path, body) => callInside(app, { method: 'POST', path, body, token: tokens[short] ?? '' }),
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
