import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag at one construct, for one reason. Other findings there still count. */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}

/** Accepts one wildcard resource in the policies of a construct. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${spelled(Stack.of(construct).resolve(resource))}]`, reason);
}

/** A resource in cdk-nag's spelling: `arn:<AWS::Partition>:…`. */
function spelled(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref: name, 'Fn::Join': join } = resolved as { Ref?: string; 'Fn::Join'?: readonly [string, unknown[]] };
  if (join !== undefined) return join[1].map(spelled).join(join[0]);
  return name === undefined ? JSON.stringify(resolved) : `<${name}>`;
}
