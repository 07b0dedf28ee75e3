import {
  ConflictException,
  type PinpointSMSVoiceV2Client,
  SendVoiceMessageCommand,
  ServiceQuotaExceededException,
  ValidationException,
  type VoiceId,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Language } from '../../core/registry/account.ts';
import type { Delivery, Message, Recipient, Spoken } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import { adapterError } from '../aws/errors.ts';

/** The voice of each language, from those of `SendVoiceMessage`: Amazon Polly's voices of the United States, Germany and Spain. */
const VOICES: Readonly<Record<Language, VoiceId>> = { en: 'JOANNA', de: 'VICKI', es: 'LUCIA' };

/** Reasons of a `ValidationException` that concern the calling number, not the called one. */
const OURS: readonly string[] = [
  'CHANNEL_NOT_ENABLED',
  'INVALID_ARN',
  'RESOURCE_NOT_ACCESSIBLE',
  'VOICE_CAPABILITY_NOT_AVAILABLE',
];

/**
 * Voice calls by AWS End User Messaging: `SendVoiceMessage` of its API for SMS and voice, version 2
 * (https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html). Every request causes a call, also a
 * repeated request after a lost answer.
 */
export class VoiceDelivery implements Delivery {
  readonly #client: PinpointSMSVoiceV2Client;
  readonly #from: string;

  /** `from`: ARN of a telephone number that can call, or of a pool of them, in the client's region. */
  constructor(client: PinpointSMSVoiceV2Client, from: string) {
    this.#client = client;
    this.#from = from;
  }

  async send({ address }: Recipient, { spoken }: Message): Promise<void> {
    if (spoken === null) throw new AdapterError('channel-missing', { retryable: false });
    const command = new SendVoiceMessageCommand({
      DestinationPhoneNumber: address.replace(/[\s().-]/g, ''),
      OriginationIdentity: this.#from,
      MessageBody: ssmlOf(spoken),
      MessageBodyTextType: 'SSML',
      VoiceId: VOICES[spoken.language],
      TimeToLive: spoken.worthSeconds,
    });
    await this.#client.send(command).catch((error: unknown) => {
      throw undelivered(error);
    });
  }
}

/** The error for a call that was not accepted. A conflict or a used-up quota lasts for hours, so these are not retried. */
function undelivered(error: unknown): AdapterError {
  const code = finalCode(error);
  const mapped = adapterError(error);
  return code === undefined ? mapped : new AdapterError(code, { retryable: false, cause: mapped.cause });
}

function finalCode(error: unknown): string | undefined {
  // A daily quota for one number, or a monthly quota for all. One person who is called too often must not delay others.
  if (error instanceof ServiceQuotaExceededException) return 'limit-exceeded';
  // The called number opted out, is blocked or (in a sandbox) not verified; otherwise our own number is not ready.
  if (error instanceof ConflictException) return error.Reason?.startsWith('DESTINATION_') ? REFUSED : MISSING;
  if (error instanceof ValidationException) return OURS.includes(error.Reason ?? '') ? MISSING : REFUSED;
  return undefined;
}

const REFUSED = 'recipient-refused';
const MISSING = 'channel-missing';

/**
 * Speech Synthesis Markup Language, the part that Amazon Polly's standard voices support
 * (https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html). The first pause lets the listener put the telephone to the ear.
 * INVARIANT: all text is escaped, so no text and no code can be read as markup.
 */
export const ssmlOf = ({ parts }: Pick<Spoken, 'parts'>): string =>
  `<speak>${pause(1000)}${parts.map((part) => (typeof part === 'string' ? sentence(part) : slowly(part.reveal()))).join('')}</speak>`;

const sentence = (text: string): string => `<p>${escaped(text)}</p>`;

/** One sign after the other, with time to write each down. */
const slowly = (code: string): string =>
  `<p>${[...code].map((sign) => `<say-as interpret-as="digits">${escaped(sign)}</say-as>`).join(pause(600))}</p>`;

const pause = (milliseconds: number): string => `<break time="${milliseconds}ms"/>`;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
