import { type RunSimulationResults, runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT_ID } from '../aws/arns.ts';
import { type Weighing, weighed, weighingOf } from './alike.ts';
import { type Context, isOfEncryptionContext, underContext } from './encryption-context.ts';
import { keysIn, listOf, type Placed, type Statement } from './statement.ts';

/** One right that a request needs. */
export interface Call {
  /** ARN of a role, or the name of a service such as `lambda.amazonaws.com`. */
  readonly principal: string;
  /** `service:Action`. */
  readonly action: string;
  /** ARN, or `*` for an action that names no resource. */
  readonly resource: string;
  readonly context: Context;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Ids of the statements that decided: those that allow, or those that deny. Empty: no statement allows it. */
  readonly by: readonly string[];
}

/** The policies that decide, each as its statements. */
export interface Policies {
  /** By the ARN of the role. */
  readonly identity: ReadonlyMap<string, readonly Placed[]>;
  /** By the ARN of the resource; for a role, who may assume it. */
  readonly resource: ReadonlyMap<string, readonly Placed[]>;
}

/** The condition keys that a request is given here; a policy with any other cannot be judged. */
const KEYS: readonly RegExp[] = [
  /^aws:(PrincipalArn|SecureTransport|SourceAccount|SourceArn)$/i,
  /^aws:ResourceTag\/./i,
  /^dynamodb:(LeadingKeys|EnclosingOperation)$/i,
  /^iam:PassedToService$/i,
  /^kms:(ViaService|SigningAlgorithm|MessageType)$/i,
  /^kms:EncryptionContext:./i,
  /^secretsmanager:(RotationLambdaARN|resource\/AllowRotationLambdaArn)$/i,
  /^ses:FromAddress$/i,
];

/** A request that cannot be judged: never a yes, and never a no that hides the reason. */
export class Unjudged extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Unjudged';
  }
}

/**
 * Judges requests by the policies of the template, like IAM in one account: an explicit deny wins, then an allow of the role's or the
 * resource's policy, and otherwise no. A key policy counts like in KMS: without its yes the role's policies are not asked. Throws
 * `Unjudged` for a condition key that nothing supplies or that the evaluator ignores.
 */
export class Judge {
  readonly #policies: Policies;
  readonly #verdicts = new Map<string, Promise<Verdict>>();
  readonly #weighings = new Map<string, Weighing>();

  constructor(policies: Policies) {
    this.#policies = policies;
    for (const placed of [...policies.identity.values(), ...policies.resource.values()].flat()) assertKnown(placed);
  }

  /** Requests that the policies cannot tell apart are evaluated once. */
  judge(call: Call): Promise<Verdict> {
    const asked = JSON.stringify([call.principal, call.action, call.resource]);
    const key = `${asked} ${weighed(call.context, this.#weighingOf(asked, call))}`;
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    if (this.#verdicts.size >= MOST_VERDICTS) this.#verdicts.clear();
    const verdict = this.#evaluate(call);
    this.#verdicts.set(key, verdict);
    return verdict;
  }

  #weighingOf(asked: string, { principal, action, resource }: Call): Weighing {
    const known = this.#weighings.get(asked);
    if (known !== undefined) return known;
    if (this.#weighings.size >= MOST_VERDICTS) this.#weighings.clear();
    const { identity, resource: ofResources } = this.#policies;
    const all = [...(identity.get(principal) ?? []), ...(policyOf(ofResources, resource) ?? [])];
    const weighing = weighingOf(all.filter(({ statement }) => mayName(statement, action.toLowerCase())));
    this.#weighings.set(asked, weighing);
    return weighing;
  }

  async #evaluate(call: Call): Promise<Verdict> {
    const { identity, resource } = this.#policies;
    const action = ALIKE[call.action] ?? call.action;
    const own = applicable(identity.get(call.principal), call);
    const foreign = applicable(policyOf(resource, call.resource), call);
    const contextVariables = contextFor(call);
    const result = await runSimulation(
      {
        identityPolicies: own.map(({ id, statement }) => ({ name: id, policy: documentOf([statement]) })),
        ...(foreign.length > 0 && { resourcePolicy: documentOf(foreign.map(withSid)) }),
        ...{ serviceControlPolicies: [], resourceControlPolicies: [] },
        request: {
          ...{ principal: call.principal, action, contextVariables },
          resource: { resource: call.resource, accountId: ACCOUNT_ID },
        },
      },
      {},
    );
    return verdictOf(call, result, foreign);
  }
}

/**
 * Actions that the evaluator's catalogue holds to name no resource, and that AWS judges on one: those of a task on its state machine
 * (https://github.com/aws/aws-cdk/pull/8486), a call on its telephone number (the catalogue mixes two versions of the service). Each is
 * evaluated under the name of an action with the same resource.
 */
const ALIKE: Readonly<Record<string, string>> = {
  'states:SendTaskSuccess': 'states:StartExecution',
  'states:SendTaskFailure': 'states:StartExecution',
  'sms-voice:SendVoiceMessage': 'sms-voice:SendTextMessage',
};

/** A bound for the memory of a long run. */
const MOST_VERDICTS = 20_000;

function assertKnown({ id, statement }: Placed): void {
  const foreign = keysIn(statement).find((key) => !KEYS.some((known) => known.test(key)));
  if (foreign !== undefined)
    throw new Unjudged(`statement \`${id}\` has the condition key \`${foreign}\`, which no request here has`);
}

/** The policy of a resource; that of an index is its table's. */
const policyOf = (policies: Policies['resource'], arn: string): readonly Placed[] | undefined =>
  policies.get(arn) ?? policies.get(arn.replace(/\/(index|stream)\/.*$/, ''));

/** The statements that the evaluator must see: without those that name other actions, which are most. */
const applicable = (statements: readonly Placed[] | undefined, { action, context }: Call): readonly Placed[] =>
  (statements ?? []).flatMap((placed) => {
    if (!mayName(placed.statement, action.toLowerCase())) return [];
    const statement = underContext(placed.statement, context);
    if (statement === undefined) return [];
    const named = ALIKE[action] === undefined ? statement : { ...statement, Action: alike(statement) };
    return [{ ...placed, statement: named }];
  });

const alike = ({ Action }: Statement): readonly string[] => listOf(Action).map((one) => ALIKE[one] ?? one);

const mayName = ({ Action }: Statement, action: string): boolean =>
  listOf(Action).some((one) => /[*?]/.test(one) || one.toLowerCase() === action);

/** The evaluator names a statement of a resource's policy by its `Sid` only, which has letters and digits. */
const withSid = ({ statement }: Placed, index: number): Statement => ({ ...statement, Sid: `S${index}` });

const documentOf = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

function contextFor({ principal, context }: Call): Record<string, string | string[]> {
  const own = Object.entries(context).filter(([key]) => !isOfEncryptionContext(key));
  return {
    'aws:SecureTransport': 'true',
    ...(principal.startsWith('arn:') && { 'aws:PrincipalArn': principal }),
    ...Object.fromEntries(own.map(([key, value]) => [key, typeof value === 'string' ? value : [...value]])),
  };
}

function verdictOf(call: Call, answer: RunSimulationResults, foreign: readonly Placed[]): Verdict {
  const told = `${call.action} on \`${call.resource}\``;
  if (answer.resultType === 'error') throw new Unjudged(`${told} cannot be judged: ${JSON.stringify(answer.errors)}`);
  // For a pattern the evaluator says whether anything that fits it is allowed, which is too little for a yes.
  if (answer.resultType !== 'single') throw new Unjudged(`${told} cannot be judged: it names no single resource`);
  const { ignoredContextKeys: ignored = [], analysis } = answer.result;
  if (ignored.length > 0) throw new Unjudged(`${told}: the evaluator ignores the condition key \`${ignored[0]}\``);
  const allowed = answer.overallResult === 'Allowed';
  const { identityAnalysis, resourceAnalysis } = analysis;
  const side = allowed ? 'allowStatements' : 'denyStatements';
  const theirs = (resourceAnalysis?.[side] ?? []).map(
    ({ statement }) => foreign[Number(statement.sid()?.slice(1))]?.id,
  );
  const by = [...(identityAnalysis?.[side] ?? []).map(({ policyId }) => policyId), ...theirs];
  return { allowed, by: [...new Set(by.filter((id) => id !== undefined))] };
}
