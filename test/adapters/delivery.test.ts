import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DeliveryByKind } from '../../lambdas/adapters/delivery/by-kind.ts';
import { SesDelivery } from '../../lambdas/adapters/delivery/ses.ts';
import { SnsSmsDelivery } from '../../lambdas/adapters/delivery/sns-sms.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { faulty } from '../support/faulty-client.ts';

const MAIL = { kind: 'email', address: 'jane@example.com' } as const;
const PHONE = { kind: 'sms', address: '+15550142' } as const;
const MESSAGE = { subject: 'Your code', text: new Secret('code 4711 größer') };

function mail(refusal?: string) {
  const sent: SendEmailCommandInput[] = [];
  const client = new SESv2Client({});
  mockClient(client)
    .on(SendEmailCommand)
    .callsFake(async (input: SendEmailCommandInput) => {
      if (refusal !== undefined) throw named(refusal);
      sent.push(input);
      return { MessageId: '1' };
    });
  const broken = faulty(client);
  return { delivery: new SesDelivery(broken.client, 'help@example.com'), sent, broken };
}

function phone(refusal?: string) {
  const sent: PublishCommandInput[] = [];
  const client = new SNSClient({});
  mockClient(client)
    .on(PublishCommand)
    .callsFake(async (input: PublishCommandInput) => {
      if (refusal !== undefined) throw named(refusal);
      sent.push(input);
      return { MessageId: '1' };
    });
  const broken = faulty(client);
  return { delivery: new SnsSmsDelivery(broken.client), sent, broken };
}

const named = (name: string): Error =>
  Object.assign(new Error(`${PHONE.address} ${MAIL.address} ${MESSAGE.text.reveal()}`), {
    ...{ name, $metadata: { httpStatusCode: 400 } },
  });

const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);

/** An error with its causes, as far as anybody could print it. */
const printed = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${JSON.stringify(error)} ${printed(error.cause)}` : String(error);

describe('SES', () => {
  it('sends plain text to one address', async () => {
    const { delivery, sent } = mail();
    await delivery.send(MAIL, MESSAGE);
    expect(sent).toEqual([
      {
        FromEmailAddress: 'help@example.com',
        Destination: { ToAddresses: ['jane@example.com'] },
        Content: {
          Simple: {
            Subject: { Data: 'Your code', Charset: 'UTF-8' },
            Body: { Text: { Data: 'code 4711 größer', Charset: 'UTF-8' } },
          },
        },
      },
    ]);
  });
});

describe('SNS', () => {
  it('sends a text to one telephone', async () => {
    const { delivery, sent } = phone();
    await delivery.send(PHONE, MESSAGE);
    expect(sent).toEqual([
      {
        PhoneNumber: '+15550142',
        Message: 'code 4711 größer',
        MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
      },
    ]);
  });
});

describe.each([
  ['SES', mail, MAIL, ['MessageRejected', 'BadRequestException']],
  ['SNS', phone, PHONE, ['InvalidParameterException', 'OptedOutException']],
] as const)('%s', (_, open, to, refusals) => {
  it.each(refusals)('says that an address is none, and does not say which: %s', async (refusal) => {
    const error = await thrownBy(open(refusal).delivery.send(to, MESSAGE));
    expect(error).toMatchObject({ code: 'recipient-refused', retryable: false });
    expect(printed(error)).not.toMatch(/4711|555|jane/);
  });

  it('can be tried again when too much was sent', async () => {
    const error = await thrownBy(open('ThrottlingException').delivery.send(to, MESSAGE));
    expect(error).toMatchObject({ code: 'throttled', retryable: true });
    expect(printed(error)).not.toMatch(/4711|555|jane/);
  });

  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('can send again after a fault %s the call: at least once', async (fault, times) => {
    const { delivery, sent, broken } = open();
    broken.failAt(1, fault);
    await expect(delivery.send(to, MESSAGE)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await delivery.send(to, MESSAGE);
    expect(sent).toHaveLength(times);
  });
});

describe('delivery by kind', () => {
  it('takes the way of the contact, and says so where there is none', async () => {
    const [mails, phones] = [mail(), phone()];
    const delivery = new DeliveryByKind({ email: mails.delivery, sms: phones.delivery });
    await delivery.send(MAIL, MESSAGE);
    await delivery.send(PHONE, MESSAGE);
    expect([mails.sent.length, phones.sent.length]).toEqual([1, 1]);
    const voice = delivery.send({ kind: 'voice', address: '+15550142' }, MESSAGE);
    await expect(voice).rejects.toMatchObject({ code: 'channel-missing', retryable: false });
  });
});
