import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../core/audit/alert.ts';
import { isAccountId } from '../../core/registry/account.ts';
import type { Alerts } from '../../ports/effects.ts';
import { answerOf } from './errors.ts';

/** SNS takes subjects of less than 100 printable ASCII characters. */
const SUBJECT_LENGTH = 99;

/** An SNS topic: text for people, and attributes for filters of subscriptions. */
export class SnsAlerts implements Alerts {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async send(alert: Alert): Promise<void> {
    const command = new PublishCommand({
      TopicArn: this.#topicArn,
      Subject: subjectOf(alert),
      Message: messageOf(alert),
      MessageAttributes: attributesOf(alert),
    });
    await answerOf(this.#client.send(command));
  }
}

const subjectOf = ({ severity, account, what }: Alert): string =>
  `${severity}: ${account}: ${what.join(', ')}`.replace(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH);

function messageOf({ severity, account, recovery, seq, at, what, tier, kind }: Alert): string {
  const facts = [tier, kind].filter((fact) => fact !== null).join(', ') || 'not registered';
  const [stream, where] = isAccountId(account) ? ['account', `${account} (${facts})`] : ['stream', account];
  return [
    ...what,
    '',
    `${`${stream}:`.padEnd(9)} ${where}`,
    ...(recovery === null ? [] : [`recovery: ${recovery}`]),
    `ledger:   commit ${seq} of this ${stream}`,
    `at:       ${at}`,
    `severity: ${severity}`,
  ].join('\n');
}

function attributesOf({ what, ...facts }: Alert): Record<string, MessageAttributeValue> {
  const { severity, account, recovery, tier, kind } = facts;
  const texts = Object.entries({ severity, account, recovery, tier, kind }).flatMap(([name, value]) =>
    value === null ? [] : [[name, { DataType: 'String', StringValue: value }] as const],
  );
  const list = { DataType: 'String.Array', StringValue: JSON.stringify(what) };
  return { ...Object.fromEntries(texts), ...(what.length > 0 ? { what: list } : {}) };
}
