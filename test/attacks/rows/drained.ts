import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Guarded } from '../../../lambdas/contract/guard.ts';
import type { Reply } from '../../../local/serve/api.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** A drain that is declared, or lifted, by the wrong people, and a change of the stack that would take away what ends grants (ADR 40, ADR 41). */

const drains = (world: AttackWorld, who: string, over: object = {}): Promise<Reply> =>
  world.call(who, 'POST', '/threats', {
    ...{ drain: true, until: new Date(Date.now() + 60_000).toISOString(), reason: 'they say that we move' },
    ...over,
  });

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 14', alerts: ['warning'], commits: 1 },
  ...row,
});

/** What a stack of the attacker's has, and what the deployed one has. */
const STACK: Guarded = {
  connectors: '{"secrets-manager":"","cognito":"pool"}',
  ...{ origin: 'https://help.example', leaves: '' },
};

/** CloudFormation asks the guard, and is told at an address of its own. */
async function asksGuard(world: AttackWorld, type: 'Update' | 'Delete', to: Partial<Guarded> = {}): Promise<Reply> {
  const parts: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await world.operates('guard', {
    ...{ RequestType: type, RequestId: 'r', StackId: 's', LogicalResourceId: 'Guard', ServiceToken: 'f' },
    ...{ ResourceType: 'Custom::CountersignGuard', PhysicalResourceId: 'countersign-guard' },
    ResponseURL: `http://127.0.0.1:${port}/`,
    ResourceProperties: { ServiceToken: 'f', ...STACK, ...to },
    OldResourceProperties: { ServiceToken: 'f', ...STACK },
  });
  server.close();
  const { Status, Reason = '' } = JSON.parse(Buffer.concat(parts).toString()) as { Status: string; Reason?: string };
  return { status: Status === 'FAILED' ? 409 : 200, body: { code: Reason.split(':')[0] } };
}

/** Somebody has access. */
async function granted(world: AttackWorld): Promise<void> {
  const { recovery } = await world.approving('jane', await world.account(), { seenBy: 'victor' });
  await world.play.countersigns('ivan', recovery);
  await world.play.until(recovery, 'granted');
}

const guarded = (tries: string, code: string, type: 'Update' | 'Delete', to: Partial<Guarded> = {}): Attack => ({
  ...{ tries, against: 'rule 14', code, alerts: [], commits: 0 },
  stage: async (world) => {
    if (code === 'grants-open') await granted(world);
    return () => asksGuard(world, type, to);
  },
});

export const DRAINED: readonly Attack[] = [
  refused({
    ...{ tries: 'declare a drain as an agent, so that nobody is let in again', code: 'role-missing' },
    stage: async (world) => () => drains(world, 'alex'),
  }),
  refused({
    ...{ tries: 'declare a drain as a machine on duty', code: 'machine-cannot-decide' },
    stage: async (world) => {
      const { token } = await world.person(['on-duty'], { parts: ['on-duty'], nature: 'machine' });
      return () => drains(world, token);
    },
  }),
  refused({
    ...{ tries: 'declare a drain of one desk, to shut out its callers only', code: 'drain-in-part' },
    stage: async (world) => () => drains(world, 'dana', { desk: 'night' }),
  }),
  refused({
    ...{ tries: 'declare a drain of one account, to shut out its owner', code: 'drain-in-part', alerts: [] },
    stage: async (world) => {
      const account = await world.account();
      return () => drains(world, 'dana', { account });
    },
  }),
  refused({
    // A field that is wrong is recorded once a minute for each person.
    ...{ tries: 'declare a drain that is over already', code: 'fields-invalid', alerts: [], commits: { atMost: 1 } },
    stage: async (world) => () => drains(world, 'dana', { until: new Date(Date.now() - 1_000).toISOString() }),
  }),
  refused({
    ...{ tries: 'lift a drain alone, by asking twice', code: 'same-proposer' },
    // Asked for, refused, and lifted by a second person, so that the other rows are not drained.
    ...{ alerts: ['warning', 'warning', 'warning'], commits: 3 },
    stage: async (world) => {
      const { token } = await world.person(['on-duty'], { parts: ['on-duty'] });
      const { threat } = (await drains(world, 'dana')).body;
      const lifts = (who: string) => world.call(who, 'POST', '/threats/lowerings', { threat });
      return async () => {
        await world.play.does('dana', '/threats/lowerings', { threat });
        const again = await lifts('dana');
        await lifts(token);
        return again;
      };
    },
  }),
  guarded('delete the stack while somebody has access', 'grants-open', 'Delete'),
  guarded('deploy without the connector that ends a grant', 'grants-open', 'Update', {
    connectors: '{"secrets-manager":""}',
  }),
  guarded('deploy with another user pool than that of a grant', 'grants-open', 'Update', {
    connectors: '{"secrets-manager":"","cognito":"pool-2"}',
  }),
  guarded('move the page to a host of their own, without its passkeys', 'origin-fixed', 'Update', {
    origin: 'https://help.example.evil.example',
  }),
  guarded('move the page while naming another old address', 'origin-fixed', 'Update', {
    ...{ origin: 'https://evil.example', leaves: 'https://evil.example' },
  }),
  guarded('deploy with a guard that is told half', 'grants-unread', 'Update', { connectors: undefined as never }),
];
