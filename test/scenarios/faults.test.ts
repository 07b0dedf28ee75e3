import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { GateInput } from '../../lambdas/contract/workflow.ts';
import type { LocalFunction } from '../../local/aws/functions.ts';
import { roleArn } from '../../local/iam/physical.ts';
import { asOperator, callingAs } from '../../local/iam/principal.ts';
import type { Intercept } from '../../local/start/functions.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf, executionsOf, Play } from '../support/play.ts';

/** What goes wrong between the parts: forged callbacks, crashes of the relay and of a task, an execution that is lost. All at the same time. */

let system: LocalSystem;
let stop: () => Promise<void>;
let play: Play;
let told: ReturnType<typeof tell>;

/** Task tokens as the gate task gets them: leaked here. */
const leaked = new Map<string, string>();
/** How the next calls of a function end, by function and account; what is not here is simply called. */
const faults = new Map<string, ((call: LocalFunction, event: unknown) => Promise<unknown>)[]>();

const intercept: Intercept = (name, call) => async (event) => {
  if (name === 'openGate') {
    const { recovery, gate, taskToken } = event as GateInput;
    leaked.set(`${recovery} ${gate}`, taskToken);
  }
  const fault = faults.get(`${name} ${accountIn(event)}`)?.shift();
  return fault === undefined ? call(event) : fault(call, event);
};

function accountIn(event: unknown): string {
  const { account, Records } = event as { readonly account?: string } & Partial<DynamoDBStreamEvent>;
  return account ?? Records?.[0]?.dynamodb?.Keys?.['account']?.S ?? '';
}

/** As Lambda reports an instance that is gone. */
class InstanceGone extends Error {
  override readonly name = 'Lambda.Unknown';
}

/** Gone before the function has done anything. */
const crashBefore = () => Promise.reject(new InstanceGone());

/** Gone after the function has done everything, and nobody hears of it. */
const crashAfter = async (call: LocalFunction, event: unknown) => {
  await call(event);
  throw new InstanceGone();
};

beforeAll(async () => {
  ({ system, stop } = await startScenario(intercept));
  play = new Play(system);
  told = tell();
  // Each test looks at its own; none may end the process before that.
  for (const story of Object.values(told)) story.catch(() => undefined);
}, 120_000);
afterAll(() => stop());

/** Every story has an account of its own. */
const tell = () => ({
  forgedBefore: forgedBefore(),
  forgedHold: forgedHold(),
  relayCrash: relayCrash(),
  executorCrash: executorCrash(),
  lostExecution: lostExecution(),
});

describe('a task token in the wrong hands (rule 2)', () => {
  it('resumes the workflow and changes nothing: no proof, no approval, no execution', async () => {
    const shown = await told.forgedBefore;
    expect(shown.recovery).toMatchObject({ status: 'proofing', grant: null, proofs: [] });
    expect(eventsOf(shown)).toEqual(['RecoveryOpened', 'RecoveryAssessed', 'CommandRefused']);
  }, 120_000);

  it('does not end a grant before its time, nor keep it beyond', async () => {
    const { timeline, recovery } = await told.forgedHold;
    const revoked = timeline.find(({ events }) => events.some(({ type }) => type === 'RevocationStarted'));
    const expiresAt = Date.parse(recovery.grant?.expiresAt ?? '');
    expect(Date.parse(revoked?.at ?? '')).toBeGreaterThanOrEqual(expiresAt);
    expect(Date.parse(revoked?.at ?? '')).toBeLessThan(expiresAt + 10_000);
  }, 120_000);
});

describe('a crash', () => {
  it('of the relay, before and after it has done its work, is redelivered and done exactly once', async () => {
    const { recovery, closed } = await told.relayCrash;
    const types = eventsOf(closed);
    const twice = types.filter((type) => count(types, type) > 1);
    expect(twice).toEqual(['PlanCountersigned', 'PlanCountersigned']);
    expect(executionsOf(system, recovery)).toHaveLength(1);
    expect(faults.get('relay secret:staging/payments/db')).toEqual([]);
  }, 120_000);

  it('of the executor, after it has executed, leads to one grant', async () => {
    const types = eventsOf(await told.executorCrash);
    expect([count(types, 'ExecutionStarted'), count(types, 'GrantIssued')]).toEqual([1, 1]);
    expect(faults.get('execute cognito:lena-admin')).toEqual([]);
  }, 120_000);
});

describe('an execution that is lost', () => {
  it('is started again, fast-forwards to where the ledger stands, and asks nobody twice', async () => {
    const { again, done } = await told.lostExecution;
    expect(again?.entered.slice(0, 5)).toEqual(['Assess', 'AwaitProof', 'AwaitApproval', 'CoolingOff', 'Execute']);
    const types = eventsOf(done);
    for (const type of ['RecoveryAssessed', 'ProofRecorded', 'ExecutionStarted', 'GrantIssued', 'RevocationConfirmed'])
      expect([type, count(types, type)]).toEqual([type, 1]);
  }, 120_000);
});

const count = (types: readonly string[], wanted: string): number => types.filter((type) => type === wanted).length;

/** What the ledger would never say: everything is over, and execution is due. */
const FORGED = {
  ...{ proofSeconds: 1, approvalSeconds: 1, holdSeconds: 99_999, reviewSeconds: 1 },
  executeNotBefore: '2020-01-01T00:00:00.000Z',
};

async function forge(recovery: string, gate: string): Promise<void> {
  const taskToken = leaked.get(`${recovery} ${gate}`) ?? '';
  // The relay is captured: no other function has a right to use a token.
  const succeed = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(FORGED) });
  await callingAs(roleArn('relay'), () => new SFNClient({}).send(succeed));
}

async function forgedBefore() {
  const recovery = await play.opens('ken', 'cognito:ken', 'reset-password');
  await play.until(recovery, 'proofing');
  await entered(recovery, 'AwaitProof', 1);
  await forge(recovery, 'proof');
  await entered(recovery, 'AwaitApproval', 1);
  await forge(recovery, 'approval');
  await entered(recovery, 'Execute', 1);
  // Sent back to where the ledger stands.
  await entered(recovery, 'AwaitProof', 2);
  return play.shows(recovery);
}

async function forgedHold() {
  const recovery = await play.opens('jane', 'cognito:jane', 'reset-password');
  await play.until(recovery, 'proofing');
  await play.proves('vera', recovery, 'in-person');
  await play.countersigns('mara', recovery);
  await play.until(recovery, 'granted');
  await entered(recovery, 'HoldGrant', 1);
  await forge(recovery, 'hold');
  return play.isReviewed(recovery);
}

async function relayCrash() {
  const account = 'secret:staging/payments/db';
  faults.set(`relay ${account}`, [crashBefore, crashAfter, crashAfter]);
  const recovery = await play.opens('cora', account, 'rotate-secret');
  await play.until(recovery, 'proofing');
  await play.proves('carl', recovery, 'custodian-attestation');
  faults.set(`relay ${account}`, [crashAfter, crashBefore]);
  await play.countersigns('pia', recovery);
  await play.countersigns('ida', recovery);
  return { recovery, closed: await play.isReviewed(recovery) };
}

async function executorCrash() {
  faults.set('execute cognito:lena-admin', [crashAfter, crashAfter]);
  const recovery = await play.opens('lena', 'cognito:lena-admin', 'reset-mfa');
  await play.until(recovery, 'proofing');
  await play.proves('vera', recovery, 'in-person');
  await play.proves('victor', recovery, 'in-person');
  await play.proves('mara', recovery, 'manager-attestation');
  await play.countersigns('ivan', recovery);
  await play.countersigns('sam', recovery);
  return play.until(recovery, 'reviewing');
}

async function lostExecution() {
  const account = 'secret:prod/maps/api-key';
  const recovery = await play.opens('carl', account, 'rotate-secret');
  await play.until(recovery, 'proofing');
  await play.proves('cora', recovery, 'custodian-attestation');
  await play.countersigns('pia', recovery);
  const [lost] = executionsOf(system, recovery);
  system.aws.engine?.stop(lost?.arn ?? '');
  await play.countersigns('sara', recovery);
  const stateMachineArn = system.aws.engine?.arn ?? '';
  const input = JSON.stringify({ account, recovery });
  const start = new StartExecutionCommand({ stateMachineArn, name: `${recovery}-again`, input });
  await asOperator(() => new SFNClient({}).send(start));
  const done = await play.until(recovery, 'reviewing');
  const [, again] = executionsOf(system, recovery);
  return { done, again };
}

/** Waits until an execution of the recovery has entered a state so many times. */
async function entered(recovery: string, state: string, times: number): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const states = executionsOf(system, recovery).flatMap((execution) => execution.entered);
    if (count(states, state) >= times && (state === 'Execute' || leakedAll(recovery, states))) return;
    if (left === 0) throw new Error(`${state} was not entered ${times} times: ${states.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The gate task of the state that was entered last has been called, so that its token is here. */
const leakedAll = (recovery: string, states: readonly string[]): boolean =>
  states.every((state) => GATE_OF[state] === undefined || leaked.has(`${recovery} ${GATE_OF[state]}`));

const GATE_OF: Readonly<Record<string, string>> = { AwaitProof: 'proof', AwaitApproval: 'approval', HoldGrant: 'hold' };
