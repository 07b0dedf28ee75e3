import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import type { Functions } from './functions.ts';
import type { Keys } from './keys.ts';
import { OwnKey } from './own-key.ts';

/**
 * Keys that prevent testing guesses against the ledger. Each is a separate secret: a function that opens recoveries cannot test codes, a
 * function that sends codes cannot search for callers, and each key can be replaced by itself.
 */
export class OwnKeys extends Construct {
  private readonly pseudonyms: OwnKey;
  private readonly codes: OwnKey;
  private readonly words: OwnKey;

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
    this.words = new OwnKey(this, 'Words', {
      keys,
      name: 'keys/words',
      of: 'the words that the help desk and requesters say to each other',
      keptBecause: 'a new one changes the words of every open recovery while people read them to each other',
    });
  }

  /**
   * Each key to the functions that use it: pseudonyms where requests and reports of callers come in, codes where they are made and compared, words where people read
   * and type them.
   */
  grantTo(functions: Functions): void {
    const grant = (key: OwnKey, variable: string, names: readonly FunctionName[]): void => {
      for (const name of names) {
        functions.of(name).addEnvironment(variable, key.secretName);
        key.grantRead(functions.of(name));
      }
    };
    grant(this.pseudonyms, ENV.pseudonymKey, ['webhook', 'openRecovery', 'enrolment']);
    grant(this.codes, ENV.codeKey, ['enrolment', 'callBack', 'requester', 'requesterChallenge']);
    grant(this.words, ENV.wordKey, ['query', 'recoveryCommands', 'callBack', 'requester']);
  }
}
