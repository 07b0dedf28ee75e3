import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerUnless } from '../aws/errors.ts';

/** SNS exceptions for a number, or a text, that it will never accept. */
const REFUSED = ['InvalidParameterException', 'InvalidParameterValueException', 'OptedOutException'];

/** Text messages by Amazon SNS, text only, with the priority of codes. */
export class SnsSmsDelivery implements Delivery {
  readonly #client: SNSClient;

  constructor(client: SNSClient) {
    this.#client = client;
  }

  async send({ address }: Recipient, { text }: Message): Promise<void> {
    const command = new PublishCommand({
      PhoneNumber: address,
      Message: text.reveal(),
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
    });
    const sent = await answerUnless(this.#client.send(command), REFUSED);
    if (sent === undefined) throw new AdapterError('recipient-refused', { retryable: false });
  }
}
