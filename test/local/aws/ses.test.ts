import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { describe, expect, it } from '@jest/globals';
import { startLocalAws } from '../../../local/aws/server.ts';
import { LocalSes } from '../../../local/aws/ses.ts';
import { messagesOf, outboxPage } from '../../../local/serve/outbox.ts';
import { MAILROOM } from '../../../local/start/environment.ts';
import { MOTO_SES, sesContract } from '../../contracts/aws/ses.ts';
import { endpointOf, localEndpoint, otherEndpoint } from './endpoints.ts';

sesContract('local', localEndpoint());

const other = otherEndpoint(MOTO_SES);
if (other !== undefined) sesContract('another endpoint', other.open, other.deviations);

describe('SES: whoever opens the outbox', () => {
  it('finds what was sent, and refuses what is not emulated', async () => {
    const aws = await startLocalAws({ now: () => 1_000 });
    const client = new SESClient(endpointOf(aws));
    const Message = { Subject: { Data: 'größer' }, Body: { Text: { Data: 'one\n\ntwo <&> "so"' } } };
    const mail = { Source: 'help@example.com', Destination: { ToAddresses: ['jane@example.com'] }, Message };
    await client.send(new SendEmailCommand(mail));
    const copied = { ...mail, Destination: { ...mail.Destination, BccAddresses: ['x@example.com'] } };
    await expect(client.send(new SendEmailCommand(copied))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(messagesOf(aws)).toEqual([
      {
        at: '1970-01-01T00:00:01.000Z',
        kind: 'email',
        to: 'jane@example.com',
        subject: 'größer',
        text: 'one\n\ntwo <&> "so"',
      },
    ]);
    await client.send(new SendEmailCommand({ ...mail, Destination: { ToAddresses: [MAILROOM] } }));
    expect(messagesOf(aws)).toContainEqual(expect.objectContaining({ kind: 'postal', to: MAILROOM }));
    client.destroy();
    await aws.close();
  });
});

describe('SES: a mail that is not taken', () => {
  const message = { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } };
  const open = () => {
    let now = 0;
    const ses = new LocalSes({ now: () => now });
    const send = (to: string, Source = 'help@example.com') =>
      ses.operations.SendEmail({ Source, Destination: { ToAddresses: { member: { 1: to } } }, Message: message });
    const wait = (ms: number) => {
      now += ms;
    };
    return { ses, send, wait };
  };

  it('is one of a sender who is not verified, and in the sandbox one to anybody who is not', async () => {
    const { ses, send } = open();
    ses.isVerified = (identity) => identity === 'example.com';
    await expect(send('jane@example.com', 'help@other.example')).rejects.toMatchObject({ name: 'MessageRejected' });
    await send('jane@other.example');
    ses.quota = 200;
    await expect(send('jane@other.example')).rejects.toMatchObject({ name: 'MessageRejected' });
    await send('jane@example.com');
  });

  it('is one beyond the quota of 24 hours: Throttling, as for too many at once', async () => {
    const { ses, send, wait } = open();
    ses.quota = 1;
    await send('jane@example.com');
    await expect(send('jane@example.com')).rejects.toMatchObject({
      ...{ name: 'Throttling', message: 'Daily message quota exceeded.' },
    });
    wait(86_400_000);
    await send('jane@example.com');
  });
});

describe('the outbox page', () => {
  const message = { at: '2026-11-20T10:00:00.000Z', kind: 'sms', to: '+15550142', subject: null } as const;

  it('says so when nothing was sent', () => {
    expect(outboxPage([])).toContain('Nothing has been sent yet.');
  });

  it('shows text as text, and lets a link be followed', () => {
    const page = outboxPage([{ ...message, text: '<b>4711</b>\n\nstop: http://localhost:1/r/rec-1#stop=abc' }]);
    expect(page).toContain('&lt;b&gt;4711&lt;/b&gt;');
    expect(page).toContain('<a href="http://localhost:1/r/rec-1#stop=abc" rel="noreferrer">');
    expect(page).not.toContain('<b>');
  });

  it('shows a letter as it is printed, the lines of its address under each other', () => {
    const letter = 'Jane Doe\n1 <Main> Street\n\nhello';
    const page = outboxPage([{ ...message, kind: 'postal', to: MAILROOM, text: letter }]);
    expect(page).toContain('(letter to print)');
    expect(page).toContain('<p>Jane Doe<br>1 &lt;Main&gt; Street</p>\n<p>hello</p>');
  });
});
