import { Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName, KEY_FAMILIES, type KeyFamily } from '../lambdas/contract/functions.ts';
import { type Functions, roleOf } from './functions.ts';
import { allow } from './grants.ts';
import { LASTING } from './lasting.ts';

/** Allows signing only a commit's hash, as a digest. */
const SIGNS_A_HASH = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } };

/** How many keys a family has, and how many of the oldest may sign nothing any more; one, and none of them, by default. */
export interface KeyCount {
  readonly keys: number;
  readonly retired: number;
}

export type KeyCounts = Readonly<Partial<Record<KeyFamily, KeyCount>>>;

interface SigningKey {
  readonly key: Key;
  /** ARNs of the roles that may sign with it. */
  readonly signers: string[];
  readonly isRetired: boolean;
}

/**
 * The keys that sign commits, of each family of functions. They outlive the stack, like the ledger; KMS does not rotate signing keys: a further
 * key stands beside the old ones, and counts when two administrators have adopted it. A family's functions may sign only with their own keys, and
 * nobody else may sign with them: not even an account administrator, without changing the key's own policy. Nobody signs with a retired key.
 */
export class SigningKeys extends Construct {
  private readonly keys: Readonly<Record<KeyFamily, readonly SigningKey[]>>;

  constructor(scope: Construct, id: string, { functions, counts = {} }: { functions: Functions; counts?: KeyCounts }) {
    super(scope, id);
    const made = KEY_FAMILIES.map((family) => [family, this.makeAll(family, counts[family])] as const);
    this.keys = Object.fromEntries(made) as Record<KeyFamily, readonly SigningKey[]>;
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
      const { family } = FUNCTIONS[name];
      if (family !== null) this.grantSign(functions.of(name), family);
    }
  }

  /** Every key, retired ones included. */
  get arns(): readonly string[] {
    return KEY_FAMILIES.flatMap((family) => this.arnsOf(family));
  }

  /** Fetches the public half of each key, retired ones included: what they signed still counts. */
  grantVerify(fn: LambdaFunction): void {
    fn.addEnvironment(
      ENV.ledgerKeys,
      JSON.stringify(Object.fromEntries(KEY_FAMILIES.map((family) => [family, this.arnsOf(family)]))),
    );
    allow(fn, ['kms:GetPublicKey'], { on: this.arns });
  }

  /** Sees whether each key is enabled. */
  grantExamine(fn: LambdaFunction): void {
    allow(fn, ['kms:DescribeKey'], { on: this.arns });
  }

  private arnsOf(family: KeyFamily): readonly string[] {
    return this.keys[family].map(({ key }) => key.keyArn);
  }

  private grantSign(fn: LambdaFunction, family: KeyFamily): void {
    const signing = this.keys[family].filter(({ isRetired }) => !isRetired);
    fn.addEnvironment(ENV.signingFamily, family);
    allow(fn, ['kms:Sign'], { on: signing.map(({ key }) => key.keyArn), when: SIGNS_A_HASH });
    for (const { signers } of signing) signers.push(roleOf(fn).roleArn);
  }

  private makeAll(family: KeyFamily, { keys, retired }: KeyCount = { keys: 1, retired: 0 }): readonly SigningKey[] {
    return Array.from({ length: keys }, (_, index) =>
      this.make(family, { number: index + 1, isRetired: index < retired }),
    );
  }

  private make(family: KeyFamily, { number, isRetired }: { number: number; isRetired: boolean }): SigningKey {
    const signers: string[] = [];
    const name = family.charAt(0).toUpperCase() + family.slice(1);
    const key = new Key(this, number === 1 ? name : `${name}${number}`, {
      description: `countersign: signs the commits of ${family}${number === 1 ? '' : `, key ${number}`}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: LASTING,
    });
    const onlySigners = { ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => signers }) } };
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: isRetired ? 'NobodySigns' : 'OnlyTheFamilySigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        ...(isRetired ? {} : { conditions: onlySigners }),
      }),
    );
    return { key, signers, isRetired };
  }
}
