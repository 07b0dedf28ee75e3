import { CreateTopicCommand, PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type SnsDeviation = 'any subject will do' | 'an empty message will do' | 'attributes have no size';

/** How moto 5.2 is known to deviate. */
export const MOTO_SNS: readonly SnsDeviation[] = [
  'any subject will do',
  'an empty message will do',
  'attributes have no size',
];

/** What SNS does with a message. */
export function snsContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SnsDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`SNS: ${name}`, () => {
    let client: SNSClient;
    beforeAll(async () => {
      client = new SNSClient(await open());
    });
    afterAll(() => client.destroy());

    const topic = async () => (await client.send(new CreateTopicCommand({ Name: fresh('topic') }))).TopicArn;
    const publish = (input: PublishCommandInput) => client.send(new PublishCommand(input));

    rule('takes a message with a subject and attributes, and names it', async () => {
      const TopicArn = await topic();
      const severity = { DataType: 'String', StringValue: 'critical' };
      const message = { TopicArn, Message: 'größer <&> "so"\n+', Subject: 'alert', MessageAttributes: { severity } };
      const first = await publish(message);
      const second = await publish(message);
      expect(first.MessageId).toMatch(/^[0-9a-f-]{36}$/);
      expect(second.MessageId).not.toBe(first.MessageId);
    });

    rule('knows no topic that was not made', async () => {
      const TopicArn = `${await topic()}-not`;
      expect(await refusal(publish({ TopicArn, Message: 'text' }))).toBe('NotFoundException');
    });

    rule('takes a text to a telephone, and names it', async () => {
      const kind = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } };
      const text = { PhoneNumber: '+15550142', Message: 'größer <&> 4711', MessageAttributes: kind };
      expect((await publish(text)).MessageId).toMatch(/^[0-9a-f-]{36}$/);
    });

    rule('refuses what is no telephone', async () => {
      for (const PhoneNumber of ['NAA', '0155', '+1 555'])
        expect(await refusal(publish({ PhoneNumber, Message: 'text' }))).toBe('InvalidParameterException');
    });

    rule(
      'refuses a subject that could not be the subject of a mail',
      async () => {
        const TopicArn = await topic();
        for (const Subject of ['two\nlines', 'x'.repeat(101), 'größer'])
          expect(await refusal(publish({ TopicArn, Message: 'text', Subject }))).toBe('InvalidParameterException');
      },
      'any subject will do',
    );

    rule(
      'refuses an empty message and one of more than 256 KiB',
      async () => {
        const TopicArn = await topic();
        for (const Message of ['', 'x'.repeat(262_145)])
          expect(await refusal(publish({ TopicArn, Message }))).toBe('InvalidParameterException');
      },
      'an empty message will do',
    );

    rule(
      'counts every part of the attributes as part of the message',
      async () => {
        const TopicArn = await topic();
        const what = { DataType: 'String', StringValue: 'x'.repeat(262_144 - 'whatString'.length - 4) };
        const message = { TopicArn, MessageAttributes: { what } };
        expect((await publish({ ...message, Message: 'text' })).MessageId).toBeDefined();
        expect(await refusal(publish({ ...message, Message: 'texts' }))).toBe('InvalidParameterException');
      },
      'attributes have no size',
    );
  });
}
