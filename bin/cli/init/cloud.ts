import { randomBytes } from 'node:crypto';
import { CreateSecretCommand, DescribeSecretCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { operatorAlerts, operatorSecrets } from '../../../lambdas/compose/operator.ts';
import { GOVERNED_TAG } from '../../../lambdas/contract/tags.ts';
import { SOURCES, type SourceName } from '../../../lambdas/core/intake/sources.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { EXIT, Failure } from '../failure.ts';
import type { StackOutputs } from './outputs.ts';

/** A webhook key: made now, there already, or of a vendor who makes it. */
export type WebhookKey = Secret | 'already' | 'of-the-vendor';

/**
 * Makes the webhook key of a source, under the custody key. A key that is there stays: it is neither read nor replaced. After a lost answer
 * the SDK repeats the same request, which gives the same secret.
 */
export async function makeWebhookKey(source: SourceName, stack: StackOutputs): Promise<WebhookKey> {
  const key = newKey(source);
  if (key === undefined) return 'of-the-vendor';
  const client = operatorSecrets();
  try {
    const create = new CreateSecretCommand({
      ...{ Name: `${stack.WebhookKeyPrefix}${source}`, KmsKeyId: stack.CustodyKeyArn, SecretString: key.reveal() },
      Description: `countersign: signs the webhooks of ${source}`,
    });
    await client.send(create);
    return key;
  } catch (error) {
    if (nameOf(error) === 'ResourceExistsException') return 'already';
    throw cloudFailure(error, `make the webhook key of ${source}`, 'secretsmanager:CreateSecret');
  } finally {
    client.destroy();
  }
}

const BYTES = 32;

/** In the form that the scheme of the source reads; undefined where the vendor makes the key. */
function newKey(source: SourceName): Secret | undefined {
  const { scheme } = SOURCES[source];
  switch (scheme) {
    case 'standard-webhooks':
      return new Secret(`whsec_${randomBytes(BYTES).toString('base64')}`);
    case 'jira':
      return new Secret(randomBytes(BYTES).toString('base64url'));
    case 'zendesk':
      return undefined;
    default:
      throw new TypeError(`no key is known for ${JSON.stringify(scheme satisfies never)}`);
  }
}

/** A secret that is governed from now on. */
export interface GovernedSecret {
  /** Whether it was tagged before. */
  readonly wasTagged: boolean;
  /** ARN of the function that rotates it; null before one is configured. */
  readonly rotatedBy: string | null;
}

/** Tags a secret as governed; its value is not read. Repeating it changes nothing. */
export async function governSecret(name: string): Promise<GovernedSecret> {
  const client = operatorSecrets();
  try {
    const found = await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (found.DeletedDate !== undefined) throw notThere(name, 'it is being deleted');
    const { key: Key, value: Value } = GOVERNED_TAG;
    const wasTagged = (found.Tags ?? []).some((tag) => tag.Key === Key && tag.Value === Value);
    if (!wasTagged) await client.send(new TagResourceCommand({ SecretId: name, Tags: [{ Key, Value }] }));
    return { wasTagged, rotatedBy: found.RotationLambdaARN ?? null };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (nameOf(error) === 'ResourceNotFoundException') throw notThere(name, 'there is none of this name');
    throw cloudFailure(error, `tag the secret ${name}`, 'secretsmanager:DescribeSecret and secretsmanager:TagResource');
  } finally {
    client.destroy();
  }
}

const notThere = (name: string, why: string): Failure =>
  new Failure(
    EXIT.refused,
    { code: 'secret-unknown', title: `the secret \`${name}\` cannot be governed: ${why}` },
    { hint: 'correct `--govern`; what is done already stays, and the same command goes on from there' },
  );

export async function sendTestAlert({ AlertTopicArn: TopicArn, stack }: StackOutputs): Promise<void> {
  const client = operatorAlerts();
  try {
    const Message = `A test of ${stack}: whoever reads this hears its alerts and alarms. Nothing has happened.`;
    await client.send(new PublishCommand({ TopicArn, Subject: `${stack}: a test`, Message }));
  } catch (error) {
    throw cloudFailure(error, 'send the test message', 'sns:Publish and kms:GenerateDataKey');
  } finally {
    client.destroy();
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The message of an SDK error may quote the request, which holds a key, so only its name is printed. */
function cloudFailure(error: unknown, what: string, right: string): Failure {
  const cause = nameOf(error);
  if (/AccessDenied|AuthorizationError/.test(cause))
    return new Failure(
      EXIT.refused,
      { code: 'forbidden', title: `these AWS credentials may not ${what}`, cause },
      { hint: `it takes \`${right}\`; what is done already stays, and the same command goes on from there` },
    );
  return new Failure(
    cause === 'InvalidRequestException' ? EXIT.refused : EXIT.unreachable,
    { code: 'cloud-failed', title: `AWS did not ${what}`, cause },
    {
      hint: 'see whether AWS credentials and AWS_REGION are set, and whether the secret is being deleted; then run it again',
    },
  );
}
