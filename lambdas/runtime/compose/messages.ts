import { DeliveryByKind } from '../../adapters/delivery/by-kind.ts';
import { SesDelivery } from '../../adapters/delivery/ses.ts';
import { SnsSmsDelivery } from '../../adapters/delivery/sns-sms.ts';
import { ENV } from '../../contract/environment.ts';
import type { Delivery } from '../../ports/delivery.ts';
import { ses, sns } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** Brings codes and notices to people. */
export const delivery = once(
  (): Delivery =>
    new DeliveryByKind({ email: new SesDelivery(ses(), environment(ENV.mailFrom)), sms: new SnsSmsDelivery(sns()) }),
);
