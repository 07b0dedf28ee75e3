import type { ContactKind } from '../../core/registry/contact.ts';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';

/**
 * Letters through the organization's mailroom: each is a mail to the mailroom with the text of the letter, ready to print, and the postal
 * address on top. Returns and throws like the mail; the organization must make sure that the mailroom posts letters.
 */
export class MailroomDelivery implements Delivery {
  readonly #mail: Delivery;
  readonly #mailroom: string;

  /** `mailroom`: the mail address of the people who print and post letters. */
  constructor(mail: Delivery, mailroom: string) {
    this.#mail = mail;
    this.#mailroom = mailroom;
  }

  async send({ address }: Recipient, { subject, text }: Message): Promise<void> {
    const letter = new Secret([address, subject, text.reveal()].join('\n\n'));
    const message = { subject: `Letter: ${subject}`, text: letter, spoken: null };
    await this.#mail.send({ kind: 'email', address: this.#mailroom }, message);
  }
}

/** One delivery for each kind of contact. A kind without one throws `channel-missing`. */
export class DeliveryByKind implements Delivery {
  readonly #ways: Readonly<Partial<Record<ContactKind, Delivery>>>;

  constructor(ways: Readonly<Partial<Record<ContactKind, Delivery>>>) {
    this.#ways = ways;
  }

  async send(to: Recipient, message: Message): Promise<void> {
    const way = this.#ways[to.kind];
    if (way === undefined) throw new AdapterError('channel-missing', { retryable: false });
    await way.send(to, message);
  }
}
