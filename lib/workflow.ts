import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { recoveryDefinition } from './definition.ts';
import { type Functions, roleOf } from './functions.ts';
import { actionsOf, allow } from './grants.ts';
import { type Keys, VENDED_LOGS } from './keys.ts';
import { instanceOf } from './lasting.ts';
import { logGroupOf } from './log-group.ts';

/** The functions that the states call. */
const TASKS: readonly FunctionName[] = ['assess', 'openGate', 'execute', 'revoke', 'expireStage', 'close'];

/** The state machine that owns the time of every recovery. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;
  private readonly keys: Keys;
  private readonly name: string;

  constructor(scope: Construct, id: string, { functions, keys }: { functions: Functions; keys: Keys }) {
    super(scope, id);
    this.keys = keys;
    const stack = Stack.of(this);
    // Deleted, it keeps its name until its last execution has ended.
    this.name = `${stack.stackName}-recovery-${instanceOf(stack)}`;
    const definition = recoveryDefinition({
      partition: stack.partition,
      functionArn: (name) => functions.of(name).functionArn,
    });
    this.stateMachine = new StateMachine(this, 'Recovery', {
      // Its role is limited to the encryption context of this name.
      stateMachineName: this.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      tracingEnabled: true,
      // Data keys are cached for five minutes, the default: a recovery has a few transitions in bursts, days apart.
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(keys.data, Duration.minutes(5)),
      logs: {
        destination: logGroupOf(this, 'Log', keys, `${VENDED_LOGS}${stack.stackName}-${instanceOf(stack)}`),
        level: LogLevel.ALL,
        // Execution data contains task tokens.
        includeExecutionData: false,
      },
    });
    allow(this.stateMachine, ['lambda:InvokeFunction'], { on: TASKS.map((name) => functions.of(name).functionArn) });
    acknowledge(this.stateMachine, 'AwsSolutions-IAM5[Resource::*]', 'log delivery and X-Ray name no resources');
  }

  /** What the ARN of every execution begins with. */
  get executionsPrefix(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.name}:`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Starts, resumes and stops executions. Only the relay may: no other function uses a task token. */
  grantDrive(fn: LambdaFunction): void {
    const { stateMachineArn } = this.stateMachine;
    fn.addEnvironment(ENV.stateMachineArn, stateMachineArn);
    allow(fn, actionsOf('states', ['StartExecution', 'SendTaskSuccess', 'SendTaskFailure']), { on: [stateMachineArn] });
    const executions = `${this.executionsPrefix}*`;
    allow(fn, ['states:StopExecution'], { on: [executions] });
    acknowledgeWildcard(roleOf(fn), executions, 'there is one execution for each recovery');
    this.keys.grantExecutions(fn, stateMachineArn);
  }
}
