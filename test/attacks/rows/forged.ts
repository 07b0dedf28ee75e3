import type { Item } from '../../../lambdas/adapters/dynamodb/items.ts';
import { FAMILIES, type Family } from '../../../lambdas/core/audit/families.ts';
import type { Command } from '../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import type { Reply } from '../../../local/serve/api.ts';
import type { Attack } from '../attack.ts';
import { forge, type LiveForgery } from '../forging.ts';
import type { AttackWorld } from '../world.ts';

/** Commits that a captured function puts by hand: they stop their stream and ring, and it goes on after two administrators void them. */

const GRANTED: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };

const asks = (world: AttackWorld, account: string): Promise<Reply> =>
  world.call('jane', 'POST', '/recoveries', { account, action: 'reset-password', reason: 'forgot it' });

type Forging = Omit<LiveForgery, 'account'>;

/** The forgery is put, and then the owner asks for a reset: no function goes on from it. */
const stopped = (tries: string, forging: Forging, tier: 'standard' | 'privileged' = 'standard'): Attack => ({
  ...{ tries, against: 'signed commits', code: 'stream-stopped', commits: 1 },
  // The filter of the alerting finds some copies of a privileged account, whichever one is forged: then it rings beside the relay.
  alerts: tier === 'standard' ? ['critical'] : ['critical', 'critical'],
  stage: async (world) => {
    const account = await world.account({ tier });
    return async () => {
      await forge(world, { account, ...forging });
      return asks(world, account);
    };
  },
});

/** For each family a command that belongs to another one. */
const FOREIGN: Readonly<Record<Family, Command['type']>> = {
  ...{ people: 'IssueGrant', requester: 'CountersignPlan', intake: 'CountersignPlan', enrolment: 'RecordProof' },
  ...{ registry: 'IssueGrant', population: 'CountersignPlan', workflow: 'CountersignPlan', timers: 'OpenRecovery' },
};

const without =
  (name: string) =>
  (item: Item): Item =>
    Object.fromEntries(Object.entries(item).filter(([member]) => member !== name));

const THEIRS = { family: 'people', command: 'StopRecovery' } as const;

/** A stream that one forged commit has stopped, once nothing moves any more. */
async function aStoppedStream(
  world: AttackWorld,
  count = 1,
): Promise<{ readonly account: string; readonly seq: number }> {
  const account = await world.account();
  const seq = await forge(world, { account, ...THEIRS, events: [GRANTED] });
  for (let more = 1; more < count; more += 1) await forge(world, { account, ...THEIRS, events: [GRANTED] });
  await world.traced(() => world.call('jane', 'GET', '/recoveries'));
  return { account, seq };
}

const proposesVoid = (world: AttackWorld, who: string, stream: string, from: number, to = from): Promise<Reply> =>
  world.call(who, 'POST', '/registry/proposals', { void: { stream, from, to } });

/** A captured function stops the stream of a ticket system; two administrators void that; the answer to a delivery before and after. */
async function silenced(world: AttackWorld, account: string): Promise<Reply> {
  const delivers = () =>
    world.raw('/webhooks/zendesk', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-zendesk-webhook-signature': Buffer.alloc(32).toString('base64'),
        'x-zendesk-webhook-signature-timestamp': new Date().toISOString(),
      },
      body: '{}',
    });
  const seq = await forge(world, { account, family: 'requester', command: 'HoldTicket', by: 'ticket-system' });
  const meanwhile = await delivers();
  if (meanwhile.status < 400) throw new Error(`it was taken: ${meanwhile.status}`);
  const { body } = await proposesVoid(world, 'adam', account, seq);
  await world.call('ada', 'POST', '/registry/confirmations', body);
  return delivers();
}

export const FORGED: readonly Attack[] = [
  ...FAMILIES.map((family) =>
    stopped(`write ${FOREIGN[family]} with the captured key of ${family}`, { family, command: FOREIGN[family] }),
  ),
  {
    // The filter of the alerting finds every confirmation: it rings beside the relay.
    ...stopped('confirm with the captured key of population', { family: 'population', command: 'ConfirmProposal' }),
    alerts: ['critical', 'critical'],
  },
  stopped('write the event of another command', { ...THEIRS, events: [GRANTED] }),
  stopped('sign a commit of people with the key of timers', { ...THEIRS, key: 'timers' }),
  stopped('put a commit without a signature', { ...THEIRS, alter: without('signature') }),
  stopped('put a commit of a privileged account without its tier', { ...THEIRS, alter: without('tier') }, 'privileged'),
  stopped('put a commit of a privileged account without its kind', { ...THEIRS, alter: without('kind') }, 'privileged'),
  stopped(
    'put a commit without the mark that wakes the alerting',
    { ...THEIRS, alter: without('alert') },
    'privileged',
  ),
  stopped(
    'put a commit of a privileged account as that of a standard one',
    { ...THEIRS, alter: (item) => ({ ...item, tier: { S: 'standard' } }) },
    'privileged',
  ),
  {
    ...{ tries: 'stop a stream for good with two forged commits', against: 'signed commits', code: 'done' },
    ...{ alerts: ['critical', 'critical', 'critical'], commits: 4 },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world, 2);
      return async () => {
        const { body } = await proposesVoid(world, 'adam', account, seq, seq + 1);
        await world.call('ada', 'POST', '/registry/confirmations', body);
        return asks(world, account);
      };
    },
  },
  {
    // Deliveries that become recoveries are on other streams; whatever this one cannot take is sent again, until it goes on.
    ...{ tries: 'silence a ticket system by a forged commit on its stream', against: 'signed commits' },
    ...{ code: 'signature-invalid', alerts: ['critical', 'critical', 'critical', 'critical'], commits: 5 },
    stage: async (world) => () => silenced(world, 'source:zendesk'),
  },
  {
    ...{
      tries: 'void an honest commit',
      against: 'signed commits',
      code: 'not-forged',
      alerts: ['warning'],
      commits: 1,
    },
    stage: async (world) => {
      const account = await world.account();
      return () => proposesVoid(world, 'adam', account, 1);
    },
  },
  {
    ...{ tries: 'void an honest commit beside a forged one', against: 'signed commits', code: 'not-forged' },
    ...{ alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world);
      return () => proposesVoid(world, 'adam', account, seq - 1, seq);
    },
  },
  {
    ...{
      tries: 'void a forged commit alone',
      against: 'rule 6',
      code: 'same-proposer',
      alerts: ['warning'],
      commits: 1,
    },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world);
      const { body } = await proposesVoid(world, 'adam', account, seq);
      return () => world.call('adam', 'POST', '/registry/confirmations', body);
    },
  },
  {
    ...{ tries: 'void a forged commit as somebody of the staff', against: 'rule 6', code: 'role-missing' },
    ...{ alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world);
      return () => proposesVoid(world, 'vera', account, seq);
    },
  },
  {
    ...{ tries: 'go on where one administrator has proposed to void only', against: 'rule 6', code: 'stream-stopped' },
    ...{ alerts: [], commits: 0 },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world);
      await proposesVoid(world, 'adam', account, seq);
      return () => asks(world, account);
    },
  },
  {
    ...{
      tries: 'keep administrators from voiding by a forged commit on the stream of voidings',
      against: 'signed commits',
    },
    ...{ code: 'done', alerts: ['critical', 'critical', 'critical'], commits: 4 },
    stage: async (world) => {
      const { account, seq } = await aStoppedStream(world);
      await forge(world, { account: voidsStream(account), ...THEIRS, events: [GRANTED] });
      return async () => {
        const { body } = await proposesVoid(world, 'adam', account, seq);
        await world.call('ada', 'POST', '/registry/confirmations', body);
        return asks(world, account);
      };
    },
  },
  {
    ...{ tries: 'mislead the look-up of a recovery by a forged commit elsewhere that names it', code: 'done' },
    ...{ against: 'signed commits', alerts: ['critical'], commits: 2 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return async () => {
        const elsewhere = { account: `cognito:${world.fresh('nobody')}`, recovery, alter: without('signature') };
        await forge(world, { ...THEIRS, ...elsewhere });
        return world.call('jane', 'POST', `/recoveries/${recovery}/stops`, { reason: 'found it', cause: 'withdrawn' });
      };
    },
  },
];
