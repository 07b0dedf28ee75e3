import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import type { Keys } from './keys.ts';
import { OwnKey } from './own-key.ts';

/**
 * Keys that keep what the ledger shows from being tried out. Each is a secret of its own: who opens recoveries can then not test codes, nor
 * who sends codes look for the number that called, and each is replaced for reasons of its own.
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

  /** Names callers and networks by pseudonyms. */
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
