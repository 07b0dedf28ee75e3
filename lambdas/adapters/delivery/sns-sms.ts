import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerUnless } from '../aws/errors.ts';

/** SNS exceptions for a number, or a text, that it will never accept. */
const REFUSED = ['InvalidParameterException', 'InvalidParameterValueException', 'OptedOutException'];

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Text messages by Amazon SNS, text only, with the priority of codes. */
export class SnsSmsDelivery implements Delivery {
  readonly #client: SNSClient;
  readonly #from: string;

  /** `from`: a telephone number that is ours, or a sender id. */
  constructor(client: SNSClient, from: string) {
    this.#client = client;
    this.#from = from;
  }

  async send({ address }: Recipient, { text }: Message): Promise<void> {
    const command = new PublishCommand({
      PhoneNumber: address,
      Message: text.reveal(),
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': attribute('Transactional'),
        [this.#from.startsWith('+') ? 'AWS.MM.SMS.OriginationNumber' : 'AWS.SNS.SMS.SenderID']: attribute(this.#from),
      },
    });
    const sent = await answerUnless(this.#client.send(command), REFUSED);
    if (sent === undefined) throw new AdapterError('recipient-refused', { retryable: false });
  }
}
