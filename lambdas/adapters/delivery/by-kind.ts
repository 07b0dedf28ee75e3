import type { ContactKind } from '../../core/registry/contact.ts';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';

/** One way for each kind of contact. A kind without one throws `channel-missing`. */
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
