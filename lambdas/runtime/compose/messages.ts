import { DeliveryByKind } from '../../adapters/delivery/by-kind.ts';
import { MailroomDelivery } from '../../adapters/delivery/mailroom.ts';
import { SesDelivery } from '../../adapters/delivery/ses.ts';
import { SnsSmsDelivery } from '../../adapters/delivery/sns-sms.ts';
import { VoiceDelivery } from '../../adapters/delivery/voice.ts';
import { ENV } from '../../contract/environment.ts';
import type { Delivery } from '../../ports/delivery.ts';
import { ses, smsVoice, sns } from './clients.ts';
import { optionalEnvironment } from './environment.ts';
import { once } from './once.ts';

/** Brings codes and notices to people, in the ways of `ways`. */
export const delivery = once((): Delivery => {
  const mailFrom = optionalEnvironment(ENV.mailFrom);
  const voiceFrom = optionalEnvironment(ENV.voiceFrom);
  const mailroom = optionalEnvironment(ENV.mailroom);
  const email = mailFrom === undefined ? undefined : new SesDelivery(ses(), mailFrom);
  return new DeliveryByKind({
    ...(email !== undefined && { email }),
    ...(email !== undefined && mailroom !== undefined && { postal: new MailroomDelivery(email, mailroom) }),
    sms: new SnsSmsDelivery(sns()),
    ...(voiceFrom !== undefined && { voice: new VoiceDelivery(smsVoice(), voiceFrom) }),
  });
});
