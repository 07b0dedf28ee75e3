import { DeliveryByKind, MailroomDelivery } from '../../adapters/delivery/mailroom.ts';
import { HmacStopTokens } from '../../adapters/keyed/stop-tokens.ts';
import { ENV } from '../../contract/environment.ts';
import type { ContactKind } from '../../core/registry/contact.ts';
import type { Delivery } from '../../ports/delivery.ts';
import type { StopTokens } from '../../ports/keyed.ts';
import { environment, later, once, optionalEnvironment } from '../clients/environment.ts';
import { webhookKeysUnder } from '../clients/secrets.ts';

const deliveries = () => import('./deliveries.ts');

/** A delivery that is made with its first message. */
const loaded = (make: () => Promise<Delivery>): Delivery => later(make, { send: true });

/** Delivers codes and notices to people, by the kinds in `ways`. */
export const delivery = /* @__PURE__ */ once((): Delivery => {
  const mailFrom = optionalEnvironment(ENV.mailFrom);
  const smsFrom = optionalEnvironment(ENV.smsFrom);
  const voiceFrom = optionalEnvironment(ENV.voiceFrom);
  const mailroom = optionalEnvironment(ENV.mailroom);
  const email = mailFrom === undefined ? undefined : loaded(async () => (await deliveries()).mailDelivery(mailFrom));
  return new DeliveryByKind({
    ...(email !== undefined && { email }),
    ...(email !== undefined && mailroom !== undefined && { postal: new MailroomDelivery(email, mailroom) }),
    ...(smsFrom !== undefined && { sms: loaded(async () => (await deliveries()).smsDelivery(smsFrom)) }),
    ...(voiceFrom !== undefined && { voice: loaded(async () => (await deliveries()).voiceDelivery(voiceFrom)) }),
  });
});

const isSet = (name: Parameters<typeof optionalEnvironment>[0]): boolean => optionalEnvironment(name) !== undefined;

/** Kinds of contacts that this deployment can reach. Mail, texts and calls need a sender, letters a mailroom. */
export const ways = /* @__PURE__ */ once((): readonly ContactKind[] => [
  ...(isSet(ENV.mailFrom) ? (['email'] as const) : []),
  ...(isSet(ENV.smsFrom) ? (['sms'] as const) : []),
  ...(isSet(ENV.voiceFrom) ? (['voice'] as const) : []),
  ...(isSet(ENV.mailFrom) && isSet(ENV.mailroom) ? (['postal'] as const) : []),
]);

/** Makes and verifies the links that stop a recovery. */
export const stopTokens = /* @__PURE__ */ once(
  (): StopTokens => new HmacStopTokens(webhookKeysUnder(environment(ENV.stopKeyPrefix))),
);
