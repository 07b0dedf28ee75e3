import { setTimeout as pause } from 'node:timers/promises';
import { ENV } from '../../../lambdas/contract/environment.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { KEYS_STREAM } from '../../../lambdas/core/registry/signing-key.ts';
import type { Reply } from '../../../local/serve/api.ts';
import type { Attack } from '../attack.ts';
import { forge } from '../forging.ts';
import type { AttackWorld } from '../world.ts';

/** Signing keys: two administrators and the deployment introduce one together, and nobody signs with an old one after its date. */

/** ARNs of the keys of a family, oldest first. */
const keysOf = (family: string): readonly string[] => JSON.parse(process.env[ENV.ledgerKeys] ?? '')[family];

const proposes = (world: AttackWorld, over: object): Promise<Reply> => {
  const signingKey = { family: 'people', key: keysOf('people')[1], from: new Date(Date.now() + 600_000).toISOString() };
  return world.call('adam', 'POST', '/registry/proposals', { signingKey: { ...signingKey, ...over } });
};

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'signed commits', alerts: ['warning'], commits: 1 },
  ...row,
});

/** Instances hear of an adopted key within 15 seconds. */
const HEARD_MS = 16_000;

const ADOPTED: LedgerEvent = { type: 'SigningKeyAdopted', by: 'person:ada', digest: '0'.repeat(64) };

const asks = (world: AttackWorld, account: string): Promise<Reply> =>
  world.call('jane', 'POST', '/recoveries', { account, action: 'reset-password', reason: 'forgot it' });

export const SIGNING_KEYS: readonly Attack[] = [
  refused({
    ...{ tries: 'introduce a signing key that the deployment does not hold', code: 'key-not-held' },
    stage: async (world) => () => proposes(world, { key: `${keysOf('people')[0]}-of-mallory` }),
  }),
  refused({
    ...{ tries: 'introduce the key of one family for another', code: 'key-not-held' },
    stage: async (world) => () => proposes(world, { family: 'workflow' }),
  }),
  refused({
    ...{ tries: 'introduce a signing key alone', code: 'same-proposer' },
    stage: async (world) => {
      // Earlier than any adoption, and never confirmed.
      const { body } = await proposes(world, { key: keysOf('intake')[1], family: 'intake' });
      return () => world.call('adam', 'POST', '/registry/confirmations', body);
    },
  }),
  refused({
    ...{ tries: 'replace a key at once, so that honest commits become forged', code: 'key-too-early' },
    stage: async (world) => () =>
      proposes(world, { key: keysOf('intake')[1], family: 'intake', from: new Date().toISOString() }),
  }),
  {
    ...{ tries: 'introduce a signing key as a captured function of people', against: 'signed commits' },
    // It rings for its copies and for its flaw, counts for nothing and stops nothing: the administrators go on.
    ...{ code: 'done', alerts: ['critical', 'critical', 'critical'], commits: 2 },
    stage: async (world) => async () => {
      const forging = { account: KEYS_STREAM, family: 'people', command: 'ConfirmProposal' } as const;
      await forge(world, { ...forging, events: [ADOPTED] });
      await world.traced(() => world.call('jane', 'GET', '/recoveries'));
      return proposes(world, { key: keysOf('intake')[1], family: 'intake' });
    },
  },
  {
    ...{ tries: 'sign with a key that the deployment holds and nobody has adopted', against: 'signed commits' },
    ...{ code: 'stream-stopped', alerts: ['critical'], commits: 1 },
    stage: async (world) => {
      const account = await world.account();
      return async () => {
        const forging = { account, family: 'intake', command: 'RefuseIntake', by: 'ticket-system', number: 2 } as const;
        await forge(world, { ...forging, events: [{ type: 'IntakeRefused', code: 'x', facts: {} }] });
        return asks(world, account);
      };
    },
  },
  {
    ...{ tries: 'sign with the old key of people after its date', against: 'signed commits' },
    ...{ code: 'stream-stopped', alerts: ['critical'], commits: 1 },
    stage: async (world) => {
      const from = new Date().toISOString();
      const { body } = await proposes(world, { from, compromised: true });
      const confirmed = await world.call('ada', 'POST', '/registry/confirmations', body);
      if (confirmed.status >= 300) throw new Error(`nobody adopted it: ${String(confirmed.body['code'])}`);
      await pause(HEARD_MS);
      const account = await world.account();
      // With the new key the honest functions of people go on.
      await world.opened('jane', account, 'unlock');
      return async () => {
        await forge(world, { account, family: 'people', command: 'StopRecovery', number: 1 });
        return asks(world, account);
      };
    },
  },
];
