import {
  PinpointSMSVoiceV2Client,
  SendVoiceMessageCommand,
  type SendVoiceMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Endpoint, refusal } from './rules.ts';

/** What End User Messaging does with a voice message. `from`: the ARN of a telephone number that can call. */
export function smsVoiceContract(name: string, open: () => Promise<Endpoint>, from: string): void {
  describe(`SMS and Voice: ${name}`, () => {
    let client: PinpointSMSVoiceV2Client;
    beforeAll(async () => {
      client = new PinpointSMSVoiceV2Client(await open());
    });
    afterAll(() => client.destroy());

    const call = (over: Partial<SendVoiceMessageCommandInput> = {}) =>
      client.send(
        new SendVoiceMessageCommand({
          DestinationPhoneNumber: '+12025550142',
          OriginationIdentity: from,
          MessageBody: '<speak>größer</speak>',
          MessageBodyTextType: 'SSML',
          VoiceId: 'VICKI',
          TimeToLive: 600,
          ...over,
        }),
      );

    it('takes a message, and names it', async () => {
      const first = await call();
      const second = await call();
      expect(first.MessageId).toMatch(/^[0-9a-zA-Z-]{16,}$/);
      expect(second.MessageId).not.toBe(first.MessageId);
    });

    it('takes plain text, and a voice and a time of its own choice', async () => {
      const { MessageId } = await client.send(
        new SendVoiceMessageCommand({
          ...{ DestinationPhoneNumber: '+12025550142', OriginationIdentity: from, MessageBody: 'größer' },
        }),
      );
      expect(MessageId).toBeDefined();
    });

    it.each([
      ['no telephone', { DestinationPhoneNumber: 'NAA' }],
      ['a telephone with spaces', { DestinationPhoneNumber: '+1 202 555 0142' }],
      ['nothing to say', { MessageBody: ' ' }],
      ['more than can be said', { MessageBody: `<speak>${'x'.repeat(6000)}</speak>` }],
      ['a voice that there is not', { VoiceId: 'NOBODY' as never }],
      ['too short a time', { TimeToLive: 4 }],
      ['too long a time', { TimeToLive: 259_201 }],
    ])('refuses %s', async (_, over) => {
      expect(await refusal(call(over))).toBe('ValidationException');
    });

    it('calls from no number that is not there', async () => {
      expect(await refusal(call({ OriginationIdentity: `${from}0` }))).toBe('ResourceNotFoundException');
    });
  });
}
