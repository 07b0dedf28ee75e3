import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import type { Workspace } from './workspace.ts';

/**
 * Names and rights of what Secrets Manager keeps for us. The stack makes none of these secrets: the executor makes boxed credentials, and
 * an administrator stores what a ticket vendor shows, encrypted with the custody key:
 *
 * ```sh
 * aws secretsmanager create-secret --name Countersign/webhooks/jira --kms-key-id <custody key> --secret-string file://key.txt
 * ```
 *
 * A signal source has its own under `Countersign/signals/`, `whsec_` and at least 24 bytes in base64; its key makes it a source.
 */
export class Secrets extends Construct {
  private readonly keys: Keys;
  readonly webhookPrefix: string;
  private readonly signalPrefix: string;
  private readonly boxPrefix: string;
  private readonly vendorPrefix: string;

  constructor(scope: Construct, id: string, keys: Keys) {
    super(scope, id);
    this.keys = keys;
    const { stackName } = Stack.of(this);
    this.webhookPrefix = `${stackName}/webhooks/`;
    this.signalPrefix = `${stackName}/signals/`;
    this.boxPrefix = `${stackName}/boxes/`;
    this.vendorPrefix = `${stackName}/vendors/`;
  }

  /** Reads the signing keys of ticket sources. */
  grantWebhookKeys(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.webhookSecretPrefix, this.webhookPrefix);
    this.allowSecrets(fn, ['GetSecretValue'], this.webhookPrefix);
    this.keys.grantSecrets(fn, this.arnOf(this.webhookPrefix), 'open');
  }

  /** Sees which ticket sources have a key, and since when; reads none. */
  grantExamine(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.webhookSecretPrefix, this.webhookPrefix);
    this.allowSecrets(fn, ['DescribeSecret'], this.webhookPrefix);
  }

  /** Reads the keys of signal sources. */
  grantSignalKeys(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.signalSecretPrefix, this.signalPrefix);
    this.allowSecrets(fn, ['GetSecretValue'], this.signalPrefix);
    this.keys.grantSecrets(fn, this.arnOf(this.signalPrefix), 'open');
  }

  /** Reads the keys of identity-verification vendors, each under `Countersign/vendors/`; a key makes a vendor known. */
  grantVendorKeys(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.vendorSecretPrefix, this.vendorPrefix);
    this.allowSecrets(fn, ['GetSecretValue'], this.vendorPrefix);
    this.keys.grantSecrets(fn, this.arnOf(this.vendorPrefix), 'open');
  }

  /** Boxes the secret of a one-time-password app, and destroys it; cannot open the box. */
  grantTotpBox(fn: LambdaFunction, workspace: Workspace): void {
    this.keys.grantTotp(fn, 'Encrypt');
    workspace.grantItems(fn, ['totp'], ['PutItem', 'DeleteItem']);
  }

  /** Opens the box to compare a password: the requester's page only. */
  grantTotpOpen(fn: LambdaFunction, workspace: Workspace): void {
    this.keys.grantTotp(fn, 'Decrypt');
    workspace.grantItems(fn, ['totp'], ['GetItem']);
  }

  /** Boxes a credential without being able to open the box: GetSecretValue is not granted. */
  grantBox(fn: LambdaFunction): void {
    this.tellPlace(fn);
    this.allowSecrets(fn, ['CreateSecret', 'PutSecretValue', 'TagResource'], this.boxPrefix);
    this.keys.grantSecrets(fn, this.arnOf(this.boxPrefix), 'put');
  }

  /** Opens the box of a credential: the claim function only. */
  grantOpen(fn: LambdaFunction): void {
    this.tellPlace(fn);
    this.allowSecrets(fn, ['GetSecretValue'], this.boxPrefix);
    this.keys.grantSecrets(fn, this.arnOf(this.boxPrefix), 'open');
  }

  /** Destroys the box of a credential unseen. */
  grantDestroy(fn: LambdaFunction): void {
    this.tellPlace(fn);
    this.allowSecrets(fn, ['DeleteSecret'], this.boxPrefix);
  }

  /** Finds boxes that outlived their grants, by their names and tags. */
  grantSweep(fn: LambdaFunction): void {
    allow(fn, ['secretsmanager:ListSecrets'], { on: ['*'] });
    acknowledgeWildcard(roleOf(fn), '*', 'the list of secrets names no resource; it has names and tags and no value');
  }

  private tellPlace(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.boxPrefix, this.boxPrefix);
    fn.addEnvironment(ENV.keyId, this.keys.custody.keyArn);
  }

  private allowSecrets(fn: LambdaFunction, verbs: readonly string[], prefix: string): void {
    const secrets = this.arnOf(prefix);
    allow(fn, actionsOf('secretsmanager', verbs), { on: [secrets] });
    acknowledgeWildcard(
      roleOf(fn),
      secrets,
      'these secrets come and go, and their ARNs end at random; the prefix is ours',
    );
  }

  private arnOf(prefix: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
