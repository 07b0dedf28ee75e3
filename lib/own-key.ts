import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { instanceOf, LASTING } from './lasting.ts';

export interface OwnKeyProps {
  readonly keys: Keys;
  /** Name of the secret, after the stack's. */
  readonly name: string;
  /** The purpose of the key, as the end of a sentence. */
  readonly of: string;
  /** The reason why no timer replaces it. */
  readonly keptBecause: string;
}

/** Beginning of the names of the stack's own keys. They outlive it, so it is another one when the stack is created again. */
export const ownPrefixOf = (scope: Construct): string => {
  const stack = Stack.of(scope);
  return `${stack.stackName}-${instanceOf(stack)}/`;
};

/** A key for one purpose. Secrets Manager makes it, nobody needs to see it, and it outlives the stack. */
export class OwnKey extends Construct {
  /** Name of the secret. */
  readonly secretName: string;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, { keys, name, of, keptBecause }: OwnKeyProps) {
    super(scope, id);
    this.keys = keys;
    this.secretName = `${ownPrefixOf(this)}${name}`;
    const secret = new Secret(this, 'Secret', {
      secretName: this.secretName,
      description: `countersign: key of ${of}`,
      encryptionKey: keys.custody,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: LASTING,
    });
    acknowledge(secret, 'AwsSolutions-SMG4', keptBecause);
  }

  /** Reads this secret, and no other. */
  grantRead(fn: LambdaFunction): void {
    // By its name, and the six characters that Secrets Manager appends.
    const resourceName = `${this.secretName}-??????`;
    const { COLON_RESOURCE_NAME: arnFormat } = ArnFormat;
    const arn = Stack.of(this).formatArn({ service: 'secretsmanager', resource: 'secret', resourceName, arnFormat });
    allow(fn, ['secretsmanager:GetSecretValue'], { on: [arn] });
    this.keys.grantSecrets(fn, arn, 'open');
  }
}
