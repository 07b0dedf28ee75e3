import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerUnless } from '../aws/errors.ts';

/** SES exceptions for an address, or a text, that it will never accept. */
const REFUSED = ['MessageRejected', 'InvalidParameterValue'];

/**
 * Amazon SES: plain text, so a link shows its real address. Uses the first API, which has the protocol of SNS: the client of the second
 * would make a function 50 KiB larger.
 */
export class SesDelivery implements Delivery {
  readonly #client: SESClient;
  readonly #from: string;

  /** `from`: an identity verified in SES. */
  constructor(client: SESClient, from: string) {
    this.#client = client;
    this.#from = from;
  }

  async send({ address }: Recipient, { subject, text }: Message): Promise<void> {
    const command = new SendEmailCommand({
      Source: this.#from,
      Destination: { ToAddresses: [address] },
      Message: {
        Subject: { Data: subject, Charset: 'UTF-8' },
        Body: { Text: { Data: text.reveal(), Charset: 'UTF-8' } },
      },
    });
    const sent = await answerUnless(this.#client.send(command).catch(quotaIsFinal), REFUSED);
    if (sent === undefined) throw new AdapterError('recipient-refused', { retryable: false });
  }
}

/**
 * Beyond the quota of the day SES answers `Throttling` as it does to too many messages at once; only its message tells the two apart. For
 * this message it is final: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 */
function quotaIsFinal(error: unknown): never {
  const isQuota =
    error instanceof Error && /^Throttling/.test(error.name) && /daily message quota/i.test(error.message);
  throw isQuota ? new AdapterError('limit-exceeded', { retryable: false }) : error;
}
