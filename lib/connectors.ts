import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { actionsOf, allow, allowed } from './grants.ts';

/** A secret that Countersign may rotate carries this tag. */
export const GOVERNED_TAG = { key: 'countersign:governed', value: 'true' } as const;

export interface ConnectorsProps {
  /** Secrets Manager's rotation function that the stack brings along. */
  readonly rotation: LambdaFunction;
  /** The Cognito user pool whose people are recovered; absent: none are. */
  readonly userPoolId?: string;
  /** ARNs of rotation functions that governed secrets use instead of ours. */
  readonly rotationFunctions?: readonly string[];
  /** ARNs of the customer-managed keys of governed secrets that use our rotation function. */
  readonly secretKeys?: readonly string[];
}

/** What a connector does with a user of a pool, by what it is called for. Nothing here can read a password or a secret. */
const COGNITO = {
  perform: [
    'AdminGetUser',
    'AdminGetUserAuthFactors',
    'AdminEnableUser',
    'AdminSetUserPassword',
    'AdminSetUserMFAPreference',
    'AdminDeleteSoftwareToken',
    'AdminUserGlobalSignOut',
  ],
  revoke: ['AdminGetUser', 'AdminDisableUser', 'AdminUserGlobalSignOut'],
} as const;

/** The rights of the connectors in the directories and secret stores where accounts live. */
export class Connectors extends Construct {
  private readonly props: ConnectorsProps;

  constructor(scope: Construct, id: string, props: ConnectorsProps) {
    super(scope, id);
    this.props = props;
    this.letRotate(props.rotation);
  }

  /** Performs, or revokes and reads back. Rotating is both, because an NHI's secret is rotated again when its grant ends. */
  grant(fn: LambdaFunction, what: keyof typeof COGNITO): void {
    const { rotation, rotationFunctions = [] } = this.props;
    const rotations = [rotation.functionArn, ...rotationFunctions];
    // INVARIANT: no GetSecretValue. Who rotates a secret does not see it.
    allow(fn, ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'], {
      on: [this.secrets()],
      when: {
        StringEquals: { [`aws:ResourceTag/${GOVERNED_TAG.key}`]: GOVERNED_TAG.value },
        // A rotation function of somebody's own would be shown the value.
        ArnEqualsIfExists: { 'secretsmanager:RotationLambdaARN': rotations },
      },
    });
    acknowledgeWildcard(roleOf(fn), this.secrets(), 'the tag on a secret says that it is governed');
    allow(fn, ['lambda:InvokeFunction'], { on: rotations });
    this.grantPool(fn, what);
  }

  private grantPool(fn: LambdaFunction, what: keyof typeof COGNITO): void {
    const { userPoolId } = this.props;
    // Without a pool there is no right either: a recovery that needs one fails and says so in the ledger.
    fn.addEnvironment(ENV.userPoolId, userPoolId ?? 'none');
    if (userPoolId === undefined) return;
    const pool = Stack.of(this).formatArn({ service: 'cognito-idp', resource: 'userpool', resourceName: userPoolId });
    allow(fn, actionsOf('cognito-idp', COGNITO[what]), { on: [pool] });
  }

  /** The rotation function gets at the secrets that are set to be rotated by it, and Secrets Manager may call it for this account's. */
  private letRotate(rotation: LambdaFunction): void {
    const { secretKeys = [] } = this.props;
    rotation.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    const when = { ArnEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': rotation.functionArn } };
    const verbs = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
    // A policy beside the role and not of it: the function waits for those of its role, and this one names the function.
    const policy = new Policy(this, 'Rotation', {
      roles: [roleOf(rotation)],
      statements: [
        allowed(actionsOf('secretsmanager', verbs), { on: [this.secrets()], when }),
        allowed(['secretsmanager:GetRandomPassword'], { on: ['*'] }),
      ],
    });
    acknowledgeWildcard(
      policy,
      this.secrets(),
      'the condition leaves the secrets that are set to be rotated by this function',
    );
    acknowledgeWildcard(policy, '*', 'a random password belongs to no resource');
    if (secretKeys.length > 0) allow(rotation, ['kms:Decrypt', 'kms:GenerateDataKey'], { on: secretKeys });
  }

  private secrets(): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
