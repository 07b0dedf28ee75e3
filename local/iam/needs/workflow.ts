import { arnOf, functionArn } from '../../aws/arns.ts';
import { type Input, type Needs, need, textIn, viaKms } from './need.ts';

/** Executions of an encrypted state machine, one-time schedules, users, and functions that are called by hand. */

/** A task token is judged on the machine of its task. */
export function statesNeeds({ machine, dataKey }: { readonly machine: string; readonly dataKey: string }): Needs {
  const underKey = viaKms('states', {
    ...{ key: dataKey, actions: ['GenerateDataKey', 'Decrypt'] },
    context: { 'aws:states:stateMachineArn': machine },
  });
  const onMachine = (action: string) => () => [need(`states:${action}`, machine), ...underKey];
  const onExecution = (action: string) => (input: Input) => [need(`states:${action}`, textIn(input, 'executionArn'))];
  return {
    StartExecution: onMachine('StartExecution'),
    SendTaskSuccess: onMachine('SendTaskSuccess'),
    SendTaskFailure: onMachine('SendTaskFailure'),
    StopExecution: onExecution('StopExecution'),
    DescribeExecution: onExecution('DescribeExecution'),
  };
}

/** Whoever arms a schedule passes it the role that it calls with. */
export const schedulerNeeds: Needs = Object.fromEntries(
  ['CreateSchedule', 'UpdateSchedule', 'GetSchedule', 'DeleteSchedule'].map((action) => [
    action,
    (input: Input) => {
      const schedule = arnOf(
        'scheduler',
        `schedule/${textIn(input, 'GroupName') || 'default'}/${textIn(input, 'Name')}`,
      );
      const { RoleArn: role } = (input['Target'] ?? {}) as { readonly RoleArn?: string };
      const passed = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
      return [
        need(`scheduler:${action}`, schedule),
        ...(role === undefined ? [] : [need('iam:PassRole', role, passed)]),
      ];
    },
  ]),
);

export const lambdaNeeds: Needs = {
  GetAccountSettings: () => [need('lambda:GetAccountSettings', '*')],
  Invoke: (input) => {
    const name = textIn(input, 'FunctionName');
    return [need('lambda:InvokeFunction', name.startsWith('arn:') ? name : functionArn(name))];
  },
};

/** Operations of an administrator on a user of a pool. */
export const cognitoNeeds: Needs = Object.fromEntries(
  [
    ...['AdminGetUser', 'AdminGetUserAuthFactors', 'AdminEnableUser', 'AdminDisableUser', 'AdminSetUserPassword'],
    ...['AdminSetUserMFAPreference', 'AdminSetUserSettings', 'AdminDeleteSoftwareToken', 'AdminUserGlobalSignOut'],
    ...['AdminListGroupsForUser', 'AdminAddUserToGroup', 'AdminRemoveUserFromGroup', 'CreateGroup'],
    ...['AdminCreateUser', 'AdminResetUserPassword', 'AdminUpdateUserAttributes', 'ListUsers'],
  ].map((action) => [
    action,
    (input: Input) => [need(`cognito-idp:${action}`, arnOf('cognito-idp', `userpool/${textIn(input, 'UserPoolId')}`))],
  ]),
);
