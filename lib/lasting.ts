import { Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';

/**
 * For what outlives the stack. A first create that fails takes it away again, because nothing is in it yet.
 *
 * INVARIANT: nothing that outlives the stack has a name that a second create would use again. CloudFormation makes the name, or it has
 * `instanceOf` in it (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html).
 */
export const LASTING = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/**
 * The same for what has deletion protection: AWS would refuse to take it away after a failed first create, and the stack would be stuck. It
 * is left behind, empty, under a name that CloudFormation made.
 */
export const LASTING_PROTECTED = RemovalPolicy.RETAIN;

/**
 * The name of a table. CloudFormation refuses every update that would replace a resource with a name of its own, or would make it anew
 * under another logical id: an update cannot leave the stack with an empty ledger (ADR 38).
 */
export const tableNameOf = (stack: Stack, name: string): string => `${stack.stackName}-${name}-${instanceOf(stack)}`;

/** Eight characters that differ each time the stack is created: the first of the id that CloudFormation gives it. */
export const instanceOf = ({ stackId }: Stack): string =>
  Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', stackId))));
