import { SNSClient } from '@aws-sdk/client-sns';
import { SnsAlerts } from '../adapters/aws/sns-alerts.ts';
import type { Alerts } from '../ports/effects.ts';
import { CALM } from './clients/clients.ts';

/** Calls SNS. `relay.ts` loads this file with the first alert: most commits cause none. */
export const snsAlerts = (topicArn: string): Alerts => new SnsAlerts(new SNSClient(CALM), topicArn);
