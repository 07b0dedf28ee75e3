import { SnsAlerts } from '../../adapters/sns-alerts.ts';
import { ENV } from '../../contract/environment.ts';
import type { Alerts } from '../../ports/effects.ts';
import { sns } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What the alerting function uses. */
export const alertServices = once((): { readonly alerts: Alerts } => ({
  alerts: new SnsAlerts(sns(), environment(ENV.alertTopicArn)),
}));
