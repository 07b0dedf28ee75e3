import { RemovalPolicy } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { allow } from './grants.ts';
import type { Keys } from './keys.ts';

export interface EdgeSecretsProps {
  readonly keys: Keys;
  /** Number of the newest; each has its own, and the one before it is still known. */
  readonly newest: number;
}

/**
 * Secrets of the edge, made by Secrets Manager and seen by nobody. A new one is a new resource: CloudFormation reads a secret only when what
 * names it changes (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
 */
export class EdgeSecrets extends Construct {
  /** What the edge sends, as a reference that CloudFormation resolves: it is not in the template. */
  readonly sent: string;
  private readonly keys: Keys;
  private readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { keys, newest }: EdgeSecretsProps) {
    super(scope, id);
    this.keys = keys;
    const known = [newest, newest - 1].filter((number) => number > 0).map((number) => this.make(number));
    this.arns = known.map(({ secretArn }) => secretArn);
    // Unwrapped for CloudFront, which shows it to whoever may read its configuration; they could change it as well.
    this.sent = known[0]?.secretValue.unsafeUnwrap() ?? '';
  }

  /** Reads these secrets and no others, to compare them. */
  grantRead(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.edgeSecrets, this.arns.join(' '));
    allow(fn, ['secretsmanager:GetSecretValue'], { on: this.arns });
    for (const arn of this.arns) this.keys.grantSecrets(fn, arn, 'open');
  }

  private make(number: number): Secret {
    const secret = new Secret(this, `Secret${number}`, {
      description: 'countersign: what the edge sends with each request',
      encryptionKey: this.keys.custody,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // Worth nothing without the edge.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(secret, 'AwsSolutions-SMG4', 'a deployment replaces it, because the edge must be told: `edge.secret`');
    return secret;
  }
}
