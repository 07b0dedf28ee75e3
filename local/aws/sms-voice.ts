import { randomUUID } from 'node:crypto';
import { VoiceId } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { z } from 'zod';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import { Recent } from './recent.ts';

/** A requested call. */
export interface Call {
  readonly id: string;
  readonly at: number;
  /** Digits, usually after a `+`. */
  readonly to: string;
  /** A telephone number or a pool, as named in the request. */
  readonly from: string;
  readonly voice: VoiceId;
  /** SSML, or plain text. */
  readonly says: string;
}

const operation = operationsOf('ValidationException');

/** End User Messaging SMS and Voice, version 2: no telephone rings; the last calls are kept in memory. */
export class LocalSmsVoice implements JsonService {
  readonly target = 'PinpointSMSVoiceV2';
  readonly version = '1.0';
  readonly calls = new Recent<Call>(200);
  readonly #now: () => number;
  readonly #origins: ReadonlySet<string>;

  /** `origins`: ARNs of the telephone numbers and pools that can call. */
  constructor({ now, origins = [] }: { readonly now: () => number; readonly origins?: readonly string[] }) {
    this.#now = now;
    this.#origins = new Set(origins);
  }

  readonly operations = {
    SendVoiceMessage: operation(
      sendVoiceMessage,
      ({ DestinationPhoneNumber: to, OriginationIdentity: from, ...call }) => {
        if (!this.#origins.has(from))
          throw new AwsError('ResourceNotFoundException', 'there is no such telephone number');
        const id = randomUUID();
        this.calls.add({ id, at: this.#now(), to, from, voice: call.VoiceId, says: call.MessageBody });
        return { MessageId: id };
      },
    ),
  };
}

const sendVoiceMessage = z
  .strictObject({
    DestinationPhoneNumber: z.string().regex(/^\+?[1-9][0-9]{1,18}$/, 'this is no telephone number'),
    OriginationIdentity: z.string().regex(/^[A-Za-z0-9_:/+-]{1,256}$/),
    MessageBody: z.string().regex(/\S/, 'it says nothing'),
    MessageBodyTextType: z.enum(['TEXT', 'SSML']).default('TEXT'),
    VoiceId: z.enum(VoiceId).default('MATTHEW'),
    /** Seconds. */
    TimeToLive: z.int().min(5).max(259_200).optional(),
  })
  .refine(({ MessageBody, MessageBodyTextType: type }) => MessageBody.length <= (type === 'SSML' ? 6000 : 3000), {
    error: 'at most 3000 characters, or 6000 of SSML',
    path: ['MessageBody'],
  });
