import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import type { Keys } from './keys.ts';
import { OwnKey } from './own-key.ts';

/**
 * Keys that prevent testing guesses against the ledger. Each is a separate secret: a function that opens recoveries cannot test codes, a
 * function that sends codes cannot search for callers, and each key can be replaced by itself.
 */
export class OwnKeys extends Construct {
  private readonly pseudonyms: OwnKey;
  private readonly codes: OwnKey;

  constructor(scope: Construct, id: string, keys: Keys) {
    super(scope, id);
    this.pseudonyms = new OwnKey(this, 'Pseudonyms', {
      keys,
      name: 'keys/pseudonyms',
      of: 'the pseudonyms of callers and networks',
      keptBecause:
        'a new one makes the counters begin anew; it is replaced by hand, when what was counted shall be nobody’s',
    });
    this.codes = new OwnKey(this, 'Codes', {
      keys,
      name: 'keys/codes',
      of: 'the hashes of codes',
      keptBecause: 'saved codes last for years, and those of two keys before are lost; it is replaced by hand',
    });
  }

  /** Computes the pseudonyms of callers and networks. */
  grantPseudonyms(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.pseudonymKey, this.pseudonyms.secretName);
    this.pseudonyms.grantRead(fn);
  }

  /** Makes and compares codes. */
  grantCodes(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.codeKey, this.codes.secretName);
    this.codes.grantRead(fn);
  }
}
