import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Guarded } from '../lambdas/contract/guard.ts';
import type { Api } from './api.ts';
import type { Connectors } from './connectors.ts';
import { type Functions, roleOf } from './functions.ts';
import type { Messages } from './messages.ts';
import type { Relay } from './relay.ts';
import type { Timers } from './timers.ts';
import type { Workflow } from './workflow.ts';
import type { Workspace } from './workspace.ts';

export interface GuardProps {
  readonly api: Api;
  readonly functions: Functions;
  readonly workspace: Workspace;
  readonly connectors: Connectors;
  readonly messages: Messages;
  readonly timers: Timers;
  readonly workflow: Workflow;
  readonly relay: Relay;
}

/** A resource that CloudFormation asks about each change of the stack: it fails those that would leave grants without whatever ends them. */
export class Guard extends Construct {
  constructor(scope: Construct, id: string, props: GuardProps) {
    super(scope, id);
    const { api, functions, workspace, connectors, messages, timers, workflow, relay } = props;
    const guard = functions.of('guard');
    workspace.grantLists(guard, ['grant']);
    const standing: Guarded = { ...connectors.standing, ...messages.standingOf(api) };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::CountersignGuard',
      serviceToken: guard.functionArn,
      properties: { ...standing },
    });
    // Deleted before whatever ends grants, so that a refusal finds all of it in place; the right to read the queue goes last.
    const ending = [functions.of('revoke'), functions.of('sweeper'), functions.of('execute')];
    resource.node.addDependency(timers, workflow, relay, roleOf(guard), ...ending, ...ending.map(roleOf));
  }
}
