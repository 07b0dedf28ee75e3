import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { arnOf } from '../../../local/aws/arns.ts';
import { startLocalAws } from '../../../local/aws/server.ts';
import type { Published } from '../../../local/aws/sns.ts';
import { MOTO_SNS, snsContract } from '../../contracts/aws/sns.ts';
import { endpointOf, localEndpoint, otherEndpoint } from './endpoints.ts';

snsContract('local', localEndpoint());

const other = otherEndpoint(MOTO_SNS);
if (other !== undefined) snsContract('another endpoint', other.open, other.deviations);

describe('SNS: whoever listens on this machine', () => {
  it('hears every message as it was sent, until they stop', async () => {
    const topicArn = arnOf('sns', 'alerts');
    const aws = await startLocalAws({ topics: [topicArn], now: () => 1_000 });
    const client = new SNSClient(endpointOf(aws));
    const heard: Published[] = [];
    const stop = aws.sns.messages.subscribe((message) => heard.push(message));
    const Message = 'größer <&> "so"\n+%20';
    const severity = { DataType: 'String', StringValue: 'critical & more' };
    await client.send(
      new PublishCommand({ TopicArn: topicArn, Message, Subject: 's', MessageAttributes: { severity } }),
    );
    stop();
    await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'unheard' }));
    expect(heard).toEqual([
      {
        id: expect.any(String),
        topicArn,
        at: 1_000,
        message: Message,
        subject: 's',
        attributes: { severity: 'critical & more' },
      },
    ]);
    expect(aws.sns.messages.items.map(({ message }) => message)).toEqual([Message, 'unheard']);
    await client.send(new PublishCommand({ PhoneNumber: '+15550142', Message }));
    expect(aws.sns.texts.items).toEqual([{ id: expect.any(String), at: 1_000, to: '+15550142', message: Message }]);
    client.destroy();
    await aws.close();
  });
});

describe('SNS: a text', () => {
  it('is taken and named, and never arrives: in the sandbox, and where no carrier hands it over', async () => {
    const aws = await startLocalAws({});
    const client = new SNSClient(endpointOf(aws));
    const sent = async (PhoneNumber: string) => {
      const { MessageId } = await client.send(new PublishCommand({ PhoneNumber, Message: '4711' }));
      expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
      return aws.sns.texts.items.some(({ to }) => to === PhoneNumber);
    };
    aws.sns.sandbox = true;
    aws.sns.verified = ['+15550142'];
    expect([await sent('+15550142'), await sent('+15550143')]).toEqual([true, false]);
    aws.sns.sandbox = false;
    aws.sns.isHandedOver = (to) => !to.startsWith('+49');
    expect([await sent('+15550144'), await sent('+4915550145')]).toEqual([true, false]);
    client.destroy();
    await aws.close();
  });
});
