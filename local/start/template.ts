import type { CfnElement } from 'aws-cdk-lib';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { type Synthesized, synthesize } from '../../lib/app.ts';
import type { ConnectorsProps } from '../../lib/connectors.ts';
import type { KeyCounts } from '../../lib/signing-keys.ts';
import { ACCOUNT_ID, REGION } from '../aws/arns.ts';
import type { AsyncSettings } from '../aws/async-invokes.ts';
import type { StreamConsumer } from '../aws/stream/consumer.ts';
import type { Policies } from '../iam/judge.ts';
import { type LocalNames, physicalIn } from '../iam/physical.ts';
import { policiesIn } from '../iam/policies.ts';
import { resolver } from '../iam/resolve.ts';
import { ALERT_TOPIC, MAIL_FROM, MAILROOM, NAMES, SMS_FROM, signingKeyOf, VOICE_ORIGIN } from './environment.ts';
import { asyncInvokesIn, type DeployedQueues, queuesIn } from './template-queues.ts';
import { streamConsumersIn } from './template-streams.ts';

/** Parts that run here exactly as deployed, taken from the template. */
export interface DeployedParts {
  /** The state machine, in Amazon States Language; functions are called by their names in the contract. */
  readonly definition: unknown;
  /** Readers of the ledger's stream, as Lambda reads it for them. */
  readonly streamConsumers: readonly StreamConsumer[];
  /** Queues by their names in the template, the functions that work them, and the variables that direct functions to them. */
  readonly queues: DeployedQueues;
  /** What Lambda does with calls that nobody waits for, by the function's name in the contract. */
  readonly asyncInvokes: Readonly<Record<string, AsyncSettings>>;
  /** Variables that direct a function to directories, by its name in the contract: some read there, and some may change something. */
  readonly directories: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Who may do what: the policies of roles and resources, with the names of this machine. */
  readonly policies: Policies;
}

/** Directories that the deployment has besides the user pool and the governed secrets, and what the secrets open. */
export type Directories = Pick<
  ConnectorsProps,
  | 'entra'
  | 'okta'
  | 'googleWorkspace'
  | 'iamIdentities'
  | 'identityCenter'
  | 'ldap'
  | 'groupTiers'
  | 'keyApis'
  | 'iamUsers'
  | 'postgres'
  | 'population'
>;

/** The deployment that this machine stands for: a user pool, governed secrets, these directories, and every way of sending. */
export const synthesizeLocal = (signingKeys?: KeyCounts, directories: Directories = {}): Synthesized =>
  synthesize({
    stackName: 'countersign',
    env: { account: ACCOUNT_ID, region: REGION },
    connectors: { userPoolId: NAMES.userPool, byHand: BY_HAND, ...directories },
    messages: { mailFrom: MAIL_FROM, mailroom: MAILROOM, smsFrom: SMS_FROM, voiceFrom: VOICE_ORIGIN },
    ...(signingKeys === undefined ? {} : { signingKeys }),
  });

/** Synthesizes the stack in this process and returns its parts. Throws an `Error` for an unknown reference. */
export function deployedParts(synthesized: Synthesized = synthesizeLocal()): DeployedParts {
  const names = namesOf(synthesized);
  const functionOf = (reference: unknown) => names.get(JSON.stringify(reference));
  return {
    definition: definitionIn(synthesized, names),
    streamConsumers: streamConsumersIn(synthesized.template.Resources, functionOf),
    queues: queuesIn(synthesized.template.Resources, functionOf),
    asyncInvokes: asyncInvokesIn(synthesized.template.Resources, functionOf),
    directories: directoriesIn(synthesized),
    policies: policiesIn(synthesized, functionsIn(synthesized), LOCAL_NAMES),
  };
}

const LOCAL_NAMES: LocalNames = {
  tables: { ledger: NAMES.ledger, workspace: NAMES.workspace },
  keys: { data: NAMES.dataKey, custody: NAMES.custodyKey, signing: signingKeyOf },
  topic: ALERT_TOPIC,
  stateMachine: NAMES.stateMachine,
};

/** Function names by their logical ids. */
function functionsIn({ stack }: Synthesized): ReadonlyMap<string, FunctionName> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return new Map(
    names.map((name) => {
      const child = stack.functions.of(name).node.defaultChild as CfnElement;
      return [String(stack.resolve(child.logicalId)), name];
    }),
  );
}

/** A certificate authority without an API, for whose certificates people work. */
const BY_HAND = { pki: ['replace-certificate'] } as const;

const TO_DIRECTORIES: readonly string[] = [
  ...[
    ENV.connectors,
    ENV.rightsAtIam,
    ENV.identityCenter,
    ENV.groupTiers,
    ENV.activeDirectory,
    ENV.openldap,
    ENV.keyApis,
    ENV.iamUsers,
    ENV.postgres,
  ],
  ...[ENV.population, ENV.byHand, ENV.googleDomain, ENV.googleSubject, ENV.googleSecret],
  ...[
    ENV.entraTenant,
    ENV.entraClient,
    ENV.entraSecret,
    ENV.entraDiskKeys,
    ENV.oktaOrg,
    ENV.oktaClient,
    ENV.oktaSecret,
  ],
];

function directoriesIn(synthesized: Synthesized): DeployedParts['directories'] {
  const { template } = synthesized;
  const functions = functionsIn(synthesized);
  const resolve = resolver(physicalIn(synthesized, functions, LOCAL_NAMES));
  const made = [...functions].map(([id, name]) => {
    const { Variables = {} } = (template.Resources[id]?.Properties?.['Environment'] ?? {}) as {
      readonly Variables?: Readonly<Record<string, unknown>>;
    };
    const own = Object.entries(Variables).flatMap(([variable, value]) =>
      TO_DIRECTORIES.includes(variable) ? [[variable, String(resolve(value))] as const] : [],
    );
    return [name, Object.fromEntries(own)] as const;
  });
  return Object.fromEntries(made);
}

/** Function names by their references in the template. */
type Names = ReadonlyMap<string, FunctionName>;

function namesOf({ stack }: Synthesized): Names {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const spellings = names.flatMap((name) => {
    const { functionArn, functionName } = stack.functions.of(name);
    return [functionArn, functionName].map((reference) => [JSON.stringify(stack.resolve(reference)), name] as const);
  });
  return new Map(spellings);
}

function definitionIn({ template }: Synthesized, names: Names): unknown {
  const [machine] = propertiesOf(template, 'AWS::StepFunctions::StateMachine');
  return JSON.parse(resolved(machine?.['DefinitionString'], names));
}

const propertiesOf = ({ Resources }: Synthesized['template'], type: string) =>
  Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []));

/** A string of the template with its references replaced. */
function resolved(value: unknown, names: Names): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, Ref: reference } = (value ?? {}) as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  if (join !== undefined) return join[1].map((part) => resolved(part, names)).join(join[0]);
  if (reference === 'AWS::Partition') return 'aws';
  const name = names.get(JSON.stringify(value));
  if (name === undefined) throw new Error(`the template refers to \`${JSON.stringify(value)}\`, which is not here`);
  return name;
}
