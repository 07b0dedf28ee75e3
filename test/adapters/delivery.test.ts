import {
  ConflictException,
  PinpointSMSVoiceV2Client,
  SendVoiceMessageCommand,
  type SendVoiceMessageCommandInput,
  ServiceQuotaExceededException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-ses';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DeliveryByKind, MailroomDelivery } from '../../lambdas/adapters/delivery/mailroom.ts';
import { SesDelivery } from '../../lambdas/adapters/delivery/ses.ts';
import { SnsSmsDelivery } from '../../lambdas/adapters/delivery/sns-sms.ts';
import { VoiceDelivery } from '../../lambdas/adapters/delivery/voice.ts';
import { LANGUAGES } from '../../lambdas/core/registry/account.ts';
import type { Message } from '../../lambdas/ports/delivery.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { faulty } from '../support/faulty-client.ts';

const MAIL = { kind: 'email', address: 'jane@example.com' } as const;
const HOUSE = { kind: 'postal', address: 'Jane Doe\n1 Main Street\nSpringfield' } as const;
const PHONE = { kind: 'sms', address: '+15550142' } as const;
const HOME = { kind: 'voice', address: '+1 (202) 555-0142' } as const;
const FROM = 'arn:aws:sms-voice:eu-central-1:111122223333:phone-number/phone-1';
const CODE = new Secret('4711');
const MESSAGE = {
  subject: 'Your code',
  text: new Secret('code 4711 größer'),
  spoken: { language: 'en', parts: ['Your code:', CODE, 'größer.'], worthSeconds: 600 },
} as const satisfies Message;

function mail(refusal?: string) {
  const sent: SendEmailCommandInput[] = [];
  const client = new SESClient({});
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

function letters(refusal?: string) {
  const { delivery, ...rest } = mail(refusal);
  return { ...rest, delivery: new MailroomDelivery(delivery, 'mailroom@example.com') };
}

function phone(refusal?: string, from = '+12025550100') {
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
  return { delivery: new SnsSmsDelivery(broken.client, from), sent, broken };
}

function call(refusal?: string, reason?: string) {
  const sent: SendVoiceMessageCommandInput[] = [];
  const client = new PinpointSMSVoiceV2Client({});
  mockClient(client)
    .on(SendVoiceMessageCommand)
    .callsFake(async (input: SendVoiceMessageCommandInput) => {
      if (refusal !== undefined) throw refusedCall(refusal, reason);
      sent.push(input);
      return { MessageId: '1' };
    });
  const broken = faulty(client);
  return { delivery: new VoiceDelivery(broken.client, FROM), sent, broken };
}

/** As the SDK throws it: what was sent is in its message. */
function refusedCall(name: string, Reason?: string): Error {
  const { message } = named(name);
  const said = { message, $metadata: { httpStatusCode: 400 }, ...{ Reason: Reason as never } };
  if (name === 'ConflictException') return new ConflictException(said);
  if (name === 'ServiceQuotaExceededException') return new ServiceQuotaExceededException(said);
  return name === 'ValidationException' ? new ValidationException(said) : named(name);
}

const named = (name: string): Error =>
  Object.assign(new Error([PHONE, HOME, MAIL, HOUSE].map(({ address }) => address).join() + MESSAGE.text.reveal()), {
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
        Source: 'help@example.com',
        Destination: { ToAddresses: ['jane@example.com'] },
        Message: {
          Subject: { Data: 'Your code', Charset: 'UTF-8' },
          Body: { Text: { Data: 'code 4711 größer', Charset: 'UTF-8' } },
        },
      },
    ]);
  });
});

describe('the mailroom', () => {
  it('gets a letter that is ready to print, the postal address on top', async () => {
    const { delivery, sent } = letters();
    await delivery.send(HOUSE, MESSAGE);
    expect(sent).toMatchObject([
      {
        Source: 'help@example.com',
        Destination: { ToAddresses: ['mailroom@example.com'] },
        Message: {
          Subject: { Data: 'Letter: Your code' },
          Body: { Text: { Data: 'Jane Doe\n1 Main Street\nSpringfield\n\nYour code\n\ncode 4711 größer' } },
        },
      },
    ]);
  });
});

describe('SNS', () => {
  it.each([
    ['+12025550100', 'AWS.MM.SMS.OriginationNumber'],
    ['Countersign', 'AWS.SNS.SMS.SenderID'],
  ])('sends a text to one telephone, from %s', async (from, attribute) => {
    const { delivery, sent } = phone(undefined, from);
    await delivery.send(PHONE, MESSAGE);
    expect(sent).toEqual([
      {
        PhoneNumber: '+15550142',
        Message: 'code 4711 größer',
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
          [attribute]: { DataType: 'String', StringValue: from },
        },
      },
    ]);
  });
});

describe('End User Messaging', () => {
  it('says it in the language of the message, the code sign by sign, from our number, as long as it is worth it', async () => {
    const { delivery, sent } = call();
    await delivery.send(HOME, MESSAGE);
    const digit = (sign: string) => `<say-as interpret-as="digits">${sign}</say-as>`;
    const digits = [...'4711'].map(digit).join('<break time="600ms"/>');
    expect(sent).toEqual([
      {
        DestinationPhoneNumber: '+12025550142',
        OriginationIdentity: FROM,
        MessageBody: `<speak><break time="1000ms"/><p>Your code:</p><p>${digits}</p><p>größer.</p></speak>`,
        MessageBodyTextType: 'SSML',
        VoiceId: 'JOANNA',
        TimeToLive: 600,
      },
    ]);
  });

  it.each(LANGUAGES)('has a voice for every language: %s', async (language) => {
    const { delivery, sent } = call();
    await delivery.send(HOME, { ...MESSAGE, spoken: { ...MESSAGE.spoken, language } });
    expect(sent[0]?.VoiceId).toBe({ en: 'JOANNA', de: 'VICKI', es: 'LUCIA' }[language]);
  });

  it('lets nothing that is said be markup', async () => {
    const { delivery, sent } = call();
    const parts = [`</p><audio src="x"/> & 'so'`, new Secret('<&')];
    await delivery.send(HOME, { ...MESSAGE, spoken: { ...MESSAGE.spoken, parts } });
    const body = sent[0]?.MessageBody ?? '';
    expect(body).toContain('<p>&lt;/p&gt;&lt;audio src=&quot;x&quot;/&gt; &amp; &apos;so&apos;</p>');
    expect(body.replace(/<\/?(speak|p|say-as|break)( [a-z-]+="\w+")?\/?>/g, '')).not.toMatch(/[<>]/);
  });

  it('does not speak what is only written', async () => {
    const { delivery, broken } = call();
    const speechless = delivery.send(HOME, { ...MESSAGE, spoken: null });
    await expect(speechless).rejects.toMatchObject({ code: 'channel-missing', retryable: false });
    expect(broken.calls).toEqual([]);
  });

  it.each([
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT', 'recipient-refused'],
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'recipient-refused'],
    ['ConflictException', 'NO_ORIGINATION_IDENTITIES_FOUND', 'channel-missing'],
    ['ConflictException', undefined, 'channel-missing'],
    ['ValidationException', 'DESTINATION_COUNTRY_BLOCKED', 'recipient-refused'],
    ['ValidationException', 'VOICE_CAPABILITY_NOT_AVAILABLE', 'channel-missing'],
    ['ServiceQuotaExceededException', 'DAILY_DESTINATION_CALL_LIMIT', 'limit-exceeded'],
    ['ServiceQuotaExceededException', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE', 'limit-exceeded'],
    ['ResourceNotFoundException', undefined, 'not-found'],
  ])('takes %s of %s for %s, and waits for the end of none', async (name, reason, code) => {
    const error = await thrownBy(call(name, reason).delivery.send(HOME, MESSAGE));
    expect(error).toMatchObject({ code, retryable: false });
    expect(printed(error)).not.toMatch(/4711|555|jane|Doe|Springfield/);
  });
});

describe.each([
  ['the mailroom', letters, HOUSE, ['MessageRejected', 'InvalidParameterValue']],
  ['SES', mail, MAIL, ['MessageRejected', 'InvalidParameterValue']],
  ['SNS', phone, PHONE, ['InvalidParameterException', 'OptedOutException']],
  ['End User Messaging', call, HOME, ['ValidationException']],
] as const)('%s', (_, open, to, refusals) => {
  it.each(refusals)('says that an address is none, and does not say which: %s', async (refusal) => {
    const error = await thrownBy(open(refusal).delivery.send(to, MESSAGE));
    expect(error).toMatchObject({ code: 'recipient-refused', retryable: false });
    expect(printed(error)).not.toMatch(/4711|555|jane|Doe|Springfield/);
  });

  it('can be tried again when too much was sent', async () => {
    const error = await thrownBy(open('ThrottlingException').delivery.send(to, MESSAGE));
    expect(error).toMatchObject({ code: 'throttled', retryable: true });
    expect(printed(error)).not.toMatch(/4711|555|jane|Doe|Springfield/);
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

it('mail beyond the quota of the day is final for that message, unlike too many at once', async () => {
  const client = new SESClient({});
  const error = Object.assign(new Error('Daily message quota exceeded.'), { name: 'Throttling' });
  mockClient(client).on(SendEmailCommand).rejects(error);
  const thrown = await thrownBy(new SesDelivery(client, FROM).send(MAIL, MESSAGE));
  expect(thrown).toMatchObject({ code: 'limit-exceeded', retryable: false });
});

describe('delivery by kind', () => {
  it('takes the way of the contact, and says so where there is none', async () => {
    const [mails, phones] = [mail(), phone()];
    const post = letters();
    const delivery = new DeliveryByKind({ email: mails.delivery, sms: phones.delivery, postal: post.delivery });
    await delivery.send(MAIL, MESSAGE);
    await delivery.send(PHONE, MESSAGE);
    await delivery.send(HOUSE, MESSAGE);
    expect([mails.sent.length, phones.sent.length, post.sent.length]).toEqual([1, 1, 1]);
    const voice = delivery.send(HOME, MESSAGE);
    await expect(voice).rejects.toMatchObject({ code: 'channel-missing', retryable: false });
    const letter = new DeliveryByKind({ email: mails.delivery }).send(HOUSE, MESSAGE);
    await expect(letter).rejects.toMatchObject({ code: 'channel-missing', retryable: false });
  });
});
