import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetIdentityVerificationAttributesCommand, GetSendQuotaCommand, type SESClient } from '@aws-sdk/client-ses';
import { GetSMSSandboxAccountStatusCommand, GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import type { RightsAtIam } from '../../contract/callers.ts';
import {
  type KeyFacts,
  type MissingRight,
  type SourceFacts,
  SYSTEM_KINDS,
  type SystemFacts,
} from '../../core/audit/findings/facts.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Health } from '../../ports/health.ts';
import type { IamApi } from '../iam/api.ts';
import { missingRights } from '../iam/rights.ts';
import { answerOf, answerUnless } from './errors.ts';

/** The clients of the services that are asked. */
export interface HealthClients {
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  /** Waits for as long as the rotation function looks. */
  readonly waiting: LambdaClient;
  readonly secretsManager: SecretsManagerClient;
  readonly ses: SESClient;
  readonly sns: SNSClient;
  readonly iam: IamApi;
}

/** The names of what is asked about. */
export interface HealthPlaces {
  /** ARNs of KMS keys, by their use. */
  readonly keys: Readonly<Record<string, string>>;
  readonly topicArn: string;
  /** Null: no mail is sent. */
  readonly mailFrom: string | null;
  readonly webhookPrefix: string;
  /** ARN of the rotation function; null: it calls no system that has to be looked at. */
  readonly rotation: string | null;
  /** Null: IAM is not governed. */
  readonly rights: RightsAtIam | null;
}

const found = z.array(z.object({ kind: z.enum(SYSTEM_KINDS), name: z.string(), flaw: z.nullable(z.string()) }));

/** Messages a day in the sandbox (SES developer guide, *service quotas*): no account outside of it has so few. */
const SANDBOX_QUOTA = 200;

/** The share of a quota from which it is named. */
const NEAR = 0.8;

/** AWS's own answers about keys, topic, mail, texts, secrets, rights and its own quota. */
export class AwsHealth implements Health {
  readonly #clients: HealthClients;
  readonly #places: HealthPlaces;

  constructor(clients: HealthClients, places: HealthPlaces) {
    this.#clients = clients;
    this.#places = places;
  }

  keys(): Promise<readonly KeyFacts[]> {
    return Promise.all(
      Object.entries(this.#places.keys).map(async ([use, KeyId]) => {
        const { KeyMetadata: about } = await answerOf(this.#clients.kms.send(new DescribeKeyCommand({ KeyId })));
        return { use, state: about?.KeyState ?? 'unknown' };
      }),
    );
  }

  async subscribers() {
    const ask = new GetTopicAttributesCommand({ TopicArn: this.#places.topicArn });
    const { Attributes: about = {} } = await answerOf(this.#clients.sns.send(ask));
    const count = (name: string) => Number(about[name] ?? 0);
    return { confirmed: count('SubscriptionsConfirmed'), pending: count('SubscriptionsPending') };
  }

  async mail() {
    const { mailFrom } = this.#places;
    if (mailFrom === null) return null;
    const { ses } = this.#clients;
    // The address, or the whole domain, is verified.
    const Identities = [mailFrom, mailFrom.slice(mailFrom.lastIndexOf('@') + 1)];
    const [{ VerificationAttributes: found = {} }, { Max24HourSend: quota = 0, SentLast24Hours: sent = 0 }] =
      await Promise.all([
        answerOf(ses.send(new GetIdentityVerificationAttributesCommand({ Identities }))),
        answerOf(ses.send(new GetSendQuotaCommand({}))),
      ]);
    const verified = Object.values(found).some(({ VerificationStatus: status }) => status === 'Success');
    // SES writes -1 for no limit.
    const isBounded = quota >= 0;
    return {
      verified,
      sandbox: isBounded && quota <= SANDBOX_QUOTA,
      nearQuota: isBounded && sent >= NEAR * quota,
    };
  }

  async texts() {
    const { IsInSandbox: sandbox } = await answerOf(this.#clients.sns.send(new GetSMSSandboxAccountStatusCommand({})));
    return { sandbox: sandbox ?? true };
  }

  async concurrency() {
    const { AccountLimit: about } = await answerOf(this.#clients.lambda.send(new GetAccountSettingsCommand({})));
    return { limit: about?.ConcurrentExecutions ?? 0 };
  }

  async systems(): Promise<readonly SystemFacts[]> {
    const { rotation } = this.#places;
    if (rotation === null) return [];
    const ask = new InvokeCommand({ FunctionName: rotation, Payload: Buffer.from('{"examine":"systems"}') });
    const { FunctionError, Payload = new Uint8Array() } = await answerOf(this.#clients.waiting.send(ask));
    if (FunctionError === undefined) return z.parse(found, JSON.parse(Buffer.from(Payload).toString('utf8')));
    throw new AdapterError('function-failed', { retryable: true, message: 'the rotation function failed' });
  }

  async rights(): Promise<readonly MissingRight[]> {
    const { rights } = this.#places;
    return rights === null ? [] : missingRights(this.#clients.iam, rights);
  }

  webhookKeys(sources: readonly string[]): Promise<readonly SourceFacts[]> {
    return Promise.all(sources.map((source) => this.#webhookKey(source)));
  }

  async #webhookKey(source: string): Promise<SourceFacts> {
    const ask = new DescribeSecretCommand({ SecretId: `${this.#places.webhookPrefix}${source}` });
    const about = await answerUnless(this.#clients.secretsManager.send(ask), ['ResourceNotFoundException']);
    if (about === undefined) return { source, key: 'missing', changedAt: null };
    const changedAt = (about.LastChangedDate ?? about.CreatedDate)?.toISOString() ?? null;
    return { source, key: about.DeletedDate === undefined ? 'there' : 'deleted', changedAt };
  }
}
