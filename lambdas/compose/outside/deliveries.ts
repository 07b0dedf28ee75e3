import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SesDelivery } from '../../adapters/delivery/ses.ts';
import { SnsSmsDelivery } from '../../adapters/delivery/sns-sms.ts';
import { VoiceDelivery } from '../../adapters/delivery/voice.ts';
import type { Delivery } from '../../ports/delivery.ts';
import { CALM } from '../clients/clients.ts';

// Deliveries with their clients. `messages.ts` loads this file with the first message; most requests send none.

export const mailDelivery = (from: string): Delivery => new SesDelivery(new SESClient(CALM), from);
export const smsDelivery = (from: string): Delivery => new SnsSmsDelivery(new SNSClient(CALM), from);
export const voiceDelivery = (from: string): Delivery => new VoiceDelivery(new PinpointSMSVoiceV2Client(CALM), from);
