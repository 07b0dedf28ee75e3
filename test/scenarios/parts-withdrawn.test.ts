import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Intercept } from '../../local/start/functions.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf } from '../support/play.ts';

/** Between approval and execution the registry changes: whoever confirmed or countersigned has no right to it any more (rules 2 and 6). */

let world: AttackWorld;
let stop: () => Promise<void>;
const alerts: { readonly account: string; readonly what: string }[] = [];

/** Executions of these accounts wait, as through a cooling-off. */
const held = new Map<string, Promise<void>>();
const intercept: Intercept = (name, call) => async (event) => {
  if (name === 'execute') await held.get((event as { readonly account: string }).account);
  return call(event);
};

beforeAll(async () => {
  const started = await startScenario(intercept);
  world = new AttackWorld(started.system);
  stop = started.stop;
  started.system.aws.sns.messages.subscribe(({ attributes: { account = '', what = '' } }) =>
    alerts.push({ account, what }),
  );
}, 120_000);
afterAll(() => stop());

interface Part {
  readonly person: string;
  readonly token: string;
}

interface Story {
  readonly account: string;
  readonly verifier: Part;
  readonly approver: Part;
}

/** A recovery is proved and countersigned; then the registry changes, and only then is it executed. Its status after that. */
async function afterChange(
  change: (story: Story) => Promise<unknown>,
  status: string,
  approves: 'identity' | 'manager' = 'identity',
) {
  const part = (name: 'verifier' | 'approver:identity') => world.person([name], { parts: [name] });
  const approver = approves === 'manager' ? await world.person([]) : await part('approver:identity');
  const account = await world.account(approves === 'manager' ? { manager: approver.person } : {});
  const story = { account, verifier: await part('verifier'), approver };
  let release = () => {};
  held.set(account, new Promise((resolve) => (release = resolve)));
  const recovery = await world.opened('jane', account);
  const path = `/recoveries/${recovery}`;
  const seen = { method: 'in-person', outcome: 'verified', seen: ['passport', 'employee-badge'], reference: 'log/1' };
  await accepted(world.call(story.verifier.token, 'POST', `${path}/proofs`, seen));
  const { digest } = await world.play.until(recovery, 'approving');
  await accepted(world.call(story.approver.token, 'POST', `${path}/countersignatures`, { digest }));
  await world.play.until(recovery, 'approved');
  await change(story);
  release();
  const shown = await world.play.until(recovery, status);
  const { reply } = await world.traced(() => world.call('otto', 'GET', path));
  expect(reply.status).toBe(200);
  expect(eventsOf(shown)).toContain('PlanVoided');
  expect(eventsOf(shown)).not.toContain('ExecutionStarted');
  return alerts.filter((one) => one.account === account).map(({ what }) => what);
}

async function accepted(reply: ReturnType<AttackWorld['call']>): Promise<void> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`refused: ${String(body['code'])}`);
}

/** Two administrators take every part away. */
const withdraws = ({ person }: Part) => {
  const short = person.replace('person:', '');
  const record = { person, name: short, nature: 'human', subjects: [world.subject(`sub-${short}`)] };
  const none = { addresses: [`${short}@example.com`], ticketUsers: [], parts: [] };
  return world.register({ stream: person, body: { person: { ...record, ...none } } });
};

/** Two administrators register Jane's account with other people around it. */
function owns(account: string, people: { readonly owner?: string; readonly manager?: string }): Promise<void> {
  const owned = { owner: 'person:jane', custodians: [], manager: 'person:mara', contacts: [], ...people };
  const profile = { account, kind: 'human', tier: 'standard', environment: 'production', ...owned };
  const target = account.replace('cognito:', '');
  return world.register({ stream: account, body: { profile: { ...profile, connector: 'cognito', target } } });
}

describe('what was approved is not executed, alerts, and asks people again', () => {
  it('after the approver has lost the part', async () => {
    const told = await afterChange(({ approver }) => withdraws(approver), 'approving');
    expect(told).toEqual([expect.stringContaining('the countersignatures hold no more')]);
  }, 60_000);

  it('after the verifier has lost the part', async () => {
    const told = await afterChange(({ verifier }) => withdraws(verifier), 'proofing');
    expect(told).toEqual([expect.stringContaining('the proofs hold no more')]);
  }, 60_000);

  it('after the user was put into a group of administrators: as a privileged account (rule 6)', async () => {
    const told = await afterChange(({ account }) => world.joins(account.replace('cognito:', ''), 'admins'), 'proofing');
    expect(told[0]).toContain('TierRaised: privileged in the directory, standard in the record');
  }, 60_000);

  it('after the manager who countersigned is the manager no more', async () => {
    const told = await afterChange(({ account }) => owns(account, { manager: 'person:mara' }), 'approving', 'manager');
    expect(told).toEqual([
      expect.stringContaining('manager changed'),
      expect.stringContaining('the countersignatures hold no more'),
    ]);
  }, 60_000);

  it('after the manager who countersigned has become the owner: it is denied', async () => {
    const becomesOwner = ({ account, approver }: Story) => owns(account, { owner: approver.person });
    const told = await afterChange(becomesOwner, 'denied', 'manager');
    expect(told).toEqual([expect.stringContaining('owner, manager changed')]);
  }, 60_000);

  it('after the approver has become the owner of the account: it is denied', async () => {
    const told = await afterChange(({ account, approver }) => owns(account, { owner: approver.person }), 'denied');
    expect(told).toEqual([expect.stringContaining('owner changed')]);
  }, 60_000);
});
