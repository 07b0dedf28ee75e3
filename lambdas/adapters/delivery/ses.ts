import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerUnless } from '../aws-errors.ts';

/** What SES says of an address, or a text, that it will never take. */
const REFUSED = ['MessageRejected', 'BadRequestException'];

/** Amazon SES: plain text, so that a link is seen for what it is. */
export class SesDelivery implements Delivery {
  readonly #client: SESv2Client;
  readonly #from: string;

  /** `from`: an identity that is verified in SES. */
  constructor(client: SESv2Client, from: string) {
    this.#client = client;
    this.#from = from;
  }

  async send({ address }: Recipient, { subject, text }: Message): Promise<void> {
    const command = new SendEmailCommand({
      FromEmailAddress: this.#from,
      Destination: { ToAddresses: [address] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: text.reveal(), Charset: 'UTF-8' } },
        },
      },
    });
    const sent = await answerUnless(this.#client.send(command), REFUSED);
    if (sent === undefined) throw new AdapterError('recipient-refused', { retryable: false });
  }
}
