import { arnOf } from '../../aws/arns.ts';
import { type Input, type Needs, need, textIn, viaKms } from './need.ts';

/** Queues, topics, buses, mail and calls. All queues and topics are under the data key. */

const queueIn = (input: Input): string => {
  const url = textIn(input, 'QueueUrl');
  return arnOf('sqs', url.slice(url.lastIndexOf('/') + 1));
};

/** One right covers an operation and its batch. */
export function sqsNeeds(dataKey: string): Needs {
  const on =
    (action: string, actions: readonly string[] = []) =>
    (input: Input) => [need(`sqs:${action}`, queueIn(input)), ...viaKms('sqs', { key: dataKey, actions })];
  return {
    SendMessageBatch: on('SendMessage', ['GenerateDataKey', 'Decrypt']),
    ReceiveMessage: on('ReceiveMessage', ['Decrypt']),
    DeleteMessageBatch: on('DeleteMessage'),
    ChangeMessageVisibility: on('ChangeMessageVisibility'),
    GetQueueAttributes: on('GetQueueAttributes'),
  };
}

/**
 * A telephone has no ARN: only a statement about everything covers it, and none about the topics of `arn:aws:sns:`. This name fits the
 * first and not the second.
 */
export const TELEPHONE = 'arn:none:sns:us-east-1:000000000000:telephone';

export const snsNeeds = (dataKey: string): Needs => ({
  GetTopicAttributes: (input) => [need('sns:GetTopicAttributes', textIn(input, 'TopicArn'))],
  GetSMSSandboxAccountStatus: () => [need('sns:GetSMSSandboxAccountStatus', '*')],
  Publish: (input) => {
    if (input['TopicArn'] === undefined) return [need('sns:Publish', TELEPHONE)];
    const topic = textIn(input, 'TopicArn');
    return [need('sns:Publish', topic), ...viaKms('sns', { key: dataKey, actions: ['GenerateDataKey', 'Decrypt'] })];
  },
});

export const sesNeeds: Needs = {
  GetSendQuota: () => [need('ses:GetSendQuota', '*')],
  GetIdentityVerificationAttributes: () => [need('ses:GetIdentityVerificationAttributes', '*')],
  /**
   * What an account may be set to: a parent domain of the sender is the verified identity, it has a default configuration set, and the account
   * is in the sandbox, where the recipient's identity is looked at too. The right must hold for all of it.
   */
  SendEmail: (input) => {
    const from = textIn(input, 'Source');
    const { ToAddresses = {} } = (input['Destination'] ?? {}) as { readonly ToAddresses?: object };
    const to = JSON.stringify(ToAddresses).match(/[^"\s]+@[^"\s]+/g) ?? [];
    const domain = from.slice(from.lastIndexOf('@') + 1);
    const parent = domain.slice(domain.indexOf('.') + 1);
    const names = [from, domain, parent, ...to].map((name) => `identity/${name}`);
    return [...names, 'configuration-set/default-of-the-identity'].map((name) =>
      need('ses:SendEmail', arnOf('ses', name), { 'ses:FromAddress': from }),
    );
  },
};

export const voiceNeeds: Needs = {
  SendVoiceMessage: (input) => [need('sms-voice:SendVoiceMessage', textIn(input, 'OriginationIdentity'))],
};

export const eventsNeeds: Needs = {
  PutEvents: ({ Entries = [] }) => {
    const buses = (Entries as readonly Input[]).map(({ EventBusName = 'default' }) => String(EventBusName));
    return [...new Set(buses)].map((bus) =>
      need('events:PutEvents', bus.startsWith('arn:') ? bus : arnOf('events', `event-bus/${bus}`)),
    );
  },
};
