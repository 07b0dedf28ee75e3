import { Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName, KEY_FAMILIES, type KeyFamily } from '../lambdas/contract/functions.ts';
import { type Functions, roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** Allows signing only a commit's hash, as a digest. */
const SIGNS_A_HASH = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } };

/**
 * The keys that sign commits, one for each family of functions. They outlive the stack, like the ledger; KMS does not rotate signing keys.
 * A family's functions may sign only with their own key, and nobody else may sign with it: not even an account administrator, without
 * changing the key's own policy.
 */
export class SigningKeys extends Construct {
  private readonly keys: Readonly<Record<KeyFamily, Key>>;
  private readonly signers: Readonly<Record<KeyFamily, string[]>>;

  constructor(scope: Construct, id: string, functions: Functions) {
    super(scope, id);
    const made = KEY_FAMILIES.map((family) => [family, this.make(family)] as const);
    this.keys = Object.fromEntries(made.map(([family, { key }]) => [family, key])) as Record<KeyFamily, Key>;
    this.signers = Object.fromEntries(made.map(([family, { signers }]) => [family, signers])) as Record<
      KeyFamily,
      string[]
    >;
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
      const { family } = FUNCTIONS[name];
      if (family !== null) this.grantSign(functions.of(name), family);
    }
  }

  /** Fetches the public half of each key. */
  grantVerify(fn: LambdaFunction): void {
    const arns = KEY_FAMILIES.map((family) => [family, [this.keys[family].keyArn]]);
    fn.addEnvironment(ENV.ledgerKeys, JSON.stringify(Object.fromEntries(arns)));
    allow(fn, ['kms:GetPublicKey'], { on: KEY_FAMILIES.map((family) => this.keys[family].keyArn) });
  }

  private grantSign(fn: LambdaFunction, family: KeyFamily): void {
    fn.addEnvironment(ENV.signingFamily, family);
    allow(fn, ['kms:Sign'], { on: [this.keys[family].keyArn], when: SIGNS_A_HASH });
    this.signers[family].push(roleOf(fn).roleArn);
  }

  private make(family: KeyFamily): { readonly key: Key; readonly signers: string[] } {
    const signers: string[] = [];
    const key = new Key(this, family.charAt(0).toUpperCase() + family.slice(1), {
      description: `countersign: signs the commits of ${family}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheFamilySigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => signers }) } },
      }),
    );
    return { key, signers };
  }
}
