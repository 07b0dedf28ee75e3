import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { ACCOUNT_ID } from '../../../local/aws/arns.ts';
import { roleArn } from '../../../local/iam/physical.ts';
import { asOperator } from '../../../local/iam/principal.ts';
import { NAMES } from '../../../local/start/environment.ts';
import { eventually } from '../../support/eventually.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Resets that go around every recovery, and logs that lie about them: CloudTrail tells of each, as EventBridge would deliver it. */

const against = 'no reset without a receipt';

/** The immutable id of a user. */
async function subOf(Username: string): Promise<string> {
  const client = new CognitoIdentityProviderClient({});
  const get = new AdminGetUserCommand({ UserPoolId: NAMES.userPool, Username });
  const { UserAttributes = [] } = await asOperator(() => client.send(get)).finally(() => client.destroy());
  return UserAttributes.find(({ Name }) => Name === 'sub')?.Value ?? '';
}

interface Told {
  readonly eventID: string;
  readonly sub: string;
  readonly role?: string;
  readonly account?: string;
}

/** A password that somebody with this role has set in the user pool. */
const told = ({ eventID, sub, role = roleArn('Admin'), account = ACCOUNT_ID }: Told) => ({
  ...{ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.cognito-idp', account },
  detail: {
    ...{ eventID, eventTime: new Date().toISOString(), eventSource: 'cognito-idp.amazonaws.com' },
    eventName: 'AdminSetUserPassword',
    userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn: role } } },
    ...{ requestParameters: { userPoolId: NAMES.userPool }, additionalEventData: { sub } },
  },
});

/** An account of its own, and what CloudTrail tells of it. */
async function staged(world: AttackWorld, over: Partial<Told> = {}) {
  const target = world.fresh('user');
  await world.account({ target });
  return told({ eventID: world.fresh('event'), sub: await subOf(target), ...over });
}

/** Throws until the sweeper has ended the sessions of an account. */
async function isSignedOut(world: AttackWorld, account: string): Promise<void> {
  const { body } = await world.call('otto', 'GET', `/ledger/${encodeURIComponent(account)}?limit=100`);
  if (!JSON.stringify(body).includes('SessionsEnded')) throw new Error(`the sessions of ${account} are not ended`);
}

export const RECEIPTS: readonly Attack[] = [
  {
    ...{ tries: 'reset a password directly in the directory', against, code: 'done' },
    ...{ alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const event = await staged(world);
      return () => world.operates('cloudTrail', event);
    },
  },
  {
    ...{ tries: 'reset a password with the stolen role of the function that executes', against, code: 'done' },
    ...{ alerts: ['critical'], commits: 1 },
    stage: async (world) => {
      const event = await staged(world, { role: roleArn('execute') });
      return () => world.operates('cloudTrail', event);
    },
  },
  {
    ...{ tries: 'recover an administrator whose password somebody has just set in the directory', against },
    // The change with its freeze, and the owner's own request, which waits for two administrators. The sweeper ends the sessions in between.
    ...{ code: 'account-frozen', alerts: ['critical', 'warning', 'warning'], commits: 2 },
    stage: async (world) => {
      const target = world.fresh('user');
      const account = await world.account({ target, tier: 'privileged' });
      const event = told({ eventID: world.fresh('event'), sub: await subOf(target) });
      return async () => {
        await world.operates('cloudTrail', event);
        await eventually(() => isSignedOut(world, account), 30);
        const request = { account, action: 'reset-password', reason: 'forgot it' };
        return world.call('jane', 'POST', '/recoveries', request);
      };
    },
  },
  {
    ...{ tries: 'replay an entry of the log', against, code: 'done', alerts: [], commits: 0 },
    stage: async (world) => {
      const event = await staged(world);
      await world.operates('cloudTrail', event);
      return () => world.operates('cloudTrail', event);
    },
  },
  {
    ...{ tries: 'replay an entry of the log as if the function that executes had done it', against, code: 'done' },
    ...{ alerts: [], commits: 0 },
    stage: async (world) => {
      const event = await staged(world);
      await world.operates('cloudTrail', event);
      const { eventID, additionalEventData } = event.detail;
      const forged = told({ eventID, sub: additionalEventData.sub, role: roleArn('execute') });
      return () => world.operates('cloudTrail', forged);
    },
  },
  {
    ...{ tries: 'forge an entry of the log from another account', against, code: 'UnreadableEvent' },
    ...{ alerts: [], commits: 0 },
    stage: async (world) => {
      const event = await staged(world, { account: '999988887777' });
      return () => world.operates('cloudTrail', event);
    },
  },
  {
    ...{ tries: 'hide from whom a password was reset', against, code: 'UnreadableEvent', alerts: [], commits: 0 },
    stage: async (world) => {
      const event = await staged(world, { sub: '' });
      return () => world.operates('cloudTrail', event);
    },
  },
];
