import { PinpointSMSVoiceV2Client, SendVoiceMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { describe, expect, it } from '@jest/globals';
import { VoiceDelivery } from '../../../lambdas/adapters/delivery/voice.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { arnOf } from '../../../local/aws/arns.ts';
import { startLocalAws } from '../../../local/aws/server.ts';
import { messagesOf, outboxPage } from '../../../local/serve/outbox.ts';
import { smsVoiceContract } from '../../contracts/aws/sms-voice.ts';
import { endpointOf, localEndpoint } from './endpoints.ts';

const FROM = arnOf('sms-voice', 'phone-number/phone-1');
smsVoiceContract('local', localEndpoint({ origins: [FROM] }), FROM);

describe('SMS and Voice: whoever opens the outbox', () => {
  it('reads what would be heard, and nothing that is not emulated was taken', async () => {
    const aws = await startLocalAws({ now: () => 1_000, origins: [FROM] });
    const client = new PinpointSMSVoiceV2Client(endpointOf(aws));
    const spoken = {
      language: 'de',
      worthSeconds: 600,
      parts: ['Ihr <Code> & "mehr":', new Secret('47110815'), 'Ende.'],
    } as const;
    const message = { subject: 'Ihr Code', text: new Secret('unspoken'), spoken };
    await new VoiceDelivery(client, FROM).send({ kind: 'voice', address: '+12025550142' }, message);
    const dry = { DestinationPhoneNumber: '+12025550142', OriginationIdentity: FROM, MessageBody: 'x', DryRun: true };
    await expect(client.send(new SendVoiceMessageCommand(dry))).rejects.toMatchObject({ name: 'ValidationException' });
    const messages = messagesOf(aws);
    expect(messages).toEqual([
      {
        ...{ at: '1970-01-01T00:00:01.000Z', kind: 'voice', to: '+12025550142', subject: null },
        text: 'Ihr <Code> & "mehr":\n\n4 7 1 1 0 8 1 5\n\nEnde.',
      },
    ]);
    expect(outboxPage(messages)).toContain('<h2>Call</h2>');
    expect(aws.smsVoice.calls.items).toMatchObject([{ from: FROM, voice: 'VICKI' }]);
    client.destroy();
    await aws.close();
  });
});
