import { type Delivery, jiraTicket } from '../../../local/demo/tickets.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Deliveries and reports without a valid signature. */

const JANE = '5b10a2844c20165700ede21g';

const ticketFor = (world: AttackWorld, account: string, key: string, now = new Date()): Delivery =>
  jiraTicket(
    { id: world.fresh('HELP'), account, action: 'reset-password', summary: 'locked', requester: JANE, opener: JANE },
    key,
    now,
  );

const send = (world: AttackWorld, { headers, body }: Delivery, source = 'jira') =>
  world.raw(`/webhooks/${source}`, { method: 'POST', headers, body });

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: { atMost: 1 } },
  ...row,
});

export const INTAKE: readonly Attack[] = [
  refused({
    ...{ tries: 'send a ticket with a signature of another key', against: 'rule 7', code: 'signature-invalid' },
    stage: async (world) => {
      const delivery = ticketFor(world, await world.account(), 'not-the-key');
      return () => send(world, delivery);
    },
  }),
  refused({
    ...{ tries: 'change one byte of a signed ticket', against: 'rule 7', code: 'signature-invalid' },
    stage: async (world) => {
      const delivery = ticketFor(world, await world.account(), world.system.webhookKeys.jira);
      return () => send(world, { ...delivery, body: delivery.body.replace('locked', 'lockeD') });
    },
  }),
  refused({
    ...{
      tries: 'send a signed ticket a month later: it waits for an agent',
      against: 'rule 7',
      code: 'done',
      commits: 1,
    },
    stage: async (world) => {
      const yesterday = new Date(Date.now() - 30 * 86_400_000);
      const delivery = ticketFor(world, await world.account(), world.system.webhookKeys.jira, yesterday);
      return () => send(world, delivery);
    },
  }),
  refused({
    ...{ tries: 'send a ticket to a source that nobody configured', against: 'rule 7', code: 'source-unknown' },
    stage: async (world) => {
      const delivery = ticketFor(world, await world.account(), world.system.webhookKeys.jira);
      return () => send(world, delivery, 'nobody');
    },
  }),
  refused({
    ...{ tries: 'report a signal without a key', against: 'rule 7', code: 'signature-missing' },
    stage: async (world) => {
      const body = JSON.stringify({
        account: await world.account(),
        name: 'sim-change',
        until: new Date().toISOString(),
      });
      return () => world.raw('/signals/idp', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
  }),
  refused({
    ...{ tries: 'send a ticket again that was taken', against: 'rule 17', code: 'done', commits: 0 },
    stage: async (world) => {
      const delivery = ticketFor(world, await world.account(), world.system.webhookKeys.jira);
      await send(world, delivery);
      return () => send(world, delivery);
    },
  }),
];
