import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../lambdas/contract/functions.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { reservedFor } from './caps.ts';
import { allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { logGroupOf } from './log-group.ts';

/** Memory and timeout of one kind of function. At 512 MB a function has 0.3 of a core, which starts a bundle in well under a second. */
interface Size {
  readonly memory: number;
  readonly seconds: number;
}

// INVARIANT: timeouts nest. One call of a service, with its attempts, ends before its function; a function ends before the gateway or the
// state that waits for it.

/** Answers a person or a ticket system. API Gateway gives up after 30 s; a function that is ended by Lambda would log no reason. */
const ANSWER: Size = { memory: 512, seconds: 25 };
/**
 * Reads proposed policies: up to about ten seconds of work for one core, which 1,769 MB give. It answers before API Gateway gives up, after
 * 30 s.
 */
const READ: Size = { memory: 1769, seconds: 29 };
/** A command on the ledger; the worst case is twelve contended attempts. */
const STEP: Size = { memory: 512, seconds: 20 };
/** Also calls a directory: a few calls with three attempts of at most six seconds each. */
const CONNECT: Size = { memory: 512, seconds: 60 };
/** Works a batch, and must finish before the next one: the sweeper runs every minute. */
const BATCH: Size = { memory: 512, seconds: 55 };

/** Reads a whole directory of record, twice where many people changed; nobody waits for it. */
const WHOLE: Size = { memory: 1769, seconds: 900 };

const SIZES: Readonly<Record<FunctionName, Size>> = {
  webhook: ANSWER,
  signals: ANSWER,
  vendor: ANSWER,
  enrolment: ANSWER,
  requesterPage: ANSWER,
  consolePage: ANSWER,
  requester: ANSWER,
  requesterChallenge: ANSWER,
  openRecovery: ANSWER,
  recoveryCommands: ANSWER,
  callBack: ANSWER,
  claim: ANSWER,
  registry: READ,
  redeliver: STEP,
  bootstrap: STEP,
  guard: STEP,
  warnings: ANSWER,
  query: ANSWER,
  doctor: STEP,
  openapi: ANSWER,
  assess: CONNECT,
  openGate: STEP,
  expireStage: STEP,
  close: STEP,
  execute: CONNECT,
  revoke: CONNECT,
  rotateSecret: CONNECT,
  relay: BATCH,
  alerting: BATCH,
  sweeper: BATCH,
  directoryLog: BATCH,
  sync: WHOLE,
  cloudTrail: STEP,
  notices: CONNECT,
};

/** Files that are deployed with a function, by name; it finds them beside its code. */
export type Files = Readonly<Record<string, string>>;

/** The source of a function's code. */
export type CodeOf = (name: FunctionName, files: Files) => Code;

/** No code, for a template whose functions never run, such as that of the embedded engine. */
export const withoutCode: CodeOf = () =>
  Code.fromInline('exports.handler = async () => { throw new Error("this template was made without code"); };');

/** Configuration that functions decide by. */
export interface Rules {
  /** The compiled policy, JSON. */
  readonly policy: string;
  /** Its digest, which two administrators adopt: an output; absent: none. */
  readonly digest?: string;
  /** Texts of the shipped policies by name, JSON, for policies that extend one and are checked in the console; absent: none. */
  readonly shipped?: string;
  /** Field mapping of the ticket sources, JSON; absent: the built-in defaults. */
  readonly sources?: string;
  /** Vendors to whom the requester's page sends people, as JSON; absent: none. */
  readonly vendors?: string;
}

/** Functions that decide nothing and append nothing. */
const WITHOUT_POLICY: readonly FunctionName[] = [
  ...(['requesterPage', 'consolePage', 'query', 'openapi', 'alerting', 'notices', 'rotateSecret', 'guard'] as const),
];

/** Functions whose pages and messages say whose they are, and how to reach the desk. */
const NAMES_THE_DESK: readonly FunctionName[] = [
  ...(['requesterPage', 'consolePage', 'requesterChallenge', 'callBack', 'notices'] as const),
];

export interface FunctionsProps {
  readonly keys: Keys;
  readonly codeOf: CodeOf;
  readonly rules: Rules;
  /** Executions at once that a public function may have, and that whatever ends grants has for itself; absent: none are reserved. */
  readonly caps?: number;
  /** The organisation and its desk, as JSON (`HelpDesk`), for the functions that name them; absent: none are named. */
  readonly helpDesk?: string;
}

/** One function for each entry of the contract. Its role can write its own log and nothing else, until it is granted more. */
export class Functions extends Construct {
  private readonly keys: Keys;
  private readonly caps: number | undefined;
  private readonly helpDesk: string | undefined;
  private readonly made: ReadonlyMap<FunctionName, LambdaFunction>;

  constructor(scope: Construct, id: string, { codeOf, rules, keys, caps, helpDesk }: FunctionsProps) {
    super(scope, id);
    this.keys = keys;
    this.caps = caps;
    this.helpDesk = helpDesk;
    const names = Object.keys(FUNCTIONS) as FunctionName[];
    this.made = new Map(
      names.map((name) => {
        const files = filesOf(name, rules);
        return [name, this.make(name, codeOf(name, files), files)];
      }),
    );
  }

  of(name: FunctionName): LambdaFunction {
    const found = this.made.get(name);
    if (found === undefined) throw new Error(`there is no function \`${name}\``);
    return found;
  }

  private make(name: FunctionName, code: Code, files: Files): LambdaFunction {
    const place = new Construct(this, pascal(name));
    const logGroup = logGroupOf(place, 'Log', this.keys);
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com', { conditions: ofThisAccount });
    const role = new Role(place, 'Role', { assumedBy });
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], { on: [logGroup.logGroupArn] });
    acknowledgeWildcard(role, '*', 'tracing and the listing of streams name no resource; nothing else here may');
    const reserved = reservedFor(name, this.caps);
    return new LambdaFunction(place, 'Function', {
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      ...(name === 'revoke' ? { functionName: revokeFunctionName(this) } : {}),
      description: `countersign: ${FUNCTIONS[name].does}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      memorySize: SIZES[name].memory,
      timeout: Duration.seconds(SIZES[name].seconds),
      environment: {
        ...('policy.json' in files ? { [ENV.policyFile]: 'policy.json' } : {}),
        ...(name === 'requesterPage' ? { [ENV.pageFolder]: '.' } : {}),
        ...(name === 'consolePage' ? { [ENV.consoleFolder]: '.' } : {}),
        ...(this.helpDesk !== undefined && NAMES_THE_DESK.includes(name) ? { [ENV.helpDesk]: this.helpDesk } : {}),
        ...(name === 'doctor' && this.caps !== undefined ? { [ENV.caps]: String(this.caps) } : {}),
        ...('policies.json' in files ? { [ENV.shippedPoliciesFile]: 'policies.json' } : {}),
        ...('vendors.json' in files ? { [ENV.vendorsFile]: 'vendors.json' } : {}),
        ...('sources.json' in files ? { [ENV.sourcesFile]: 'sources.json' } : {}),
      },
      // A scan of the ledger continues by a message to the relay's own queue. Each message is further than the last, so it ends.
      ...(name === 'relay' ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      ...{ code, role, logGroup, loggingFormat: LoggingFormat.JSON, tracing: Tracing.ACTIVE },
    });
  }
}

/** The role of a function made here; every function has one. */
export function roleOf(fn: LambdaFunction): IRole {
  if (fn.role === undefined) throw new Error(`function \`${fn.node.path}\` has no role`);
  return fn.role;
}

/**
 * The only function with a name of its own: it needs its own ARN, because functions that execute or revoke arm the schedule that calls it,
 * and a resource in a template cannot refer to itself.
 */
export const revokeFunctionName = (scope: Construct): string => `${Stack.of(scope).stackName}-revoke`;

function filesOf(name: FunctionName, { policy, shipped, sources, vendors }: Rules): Files {
  return {
    ...(WITHOUT_POLICY.includes(name) ? {} : { 'policy.json': policy }),
    ...(name === 'registry' && shipped !== undefined ? { 'policies.json': shipped } : {}),
    ...((name === 'webhook' || name === 'doctor') && sources !== undefined ? { 'sources.json': sources } : {}),
    ...(['requester', 'doctor', 'enrolment'].includes(name) && vendors !== undefined
      ? { 'vendors.json': vendors }
      : {}),
  };
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
