import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, refusal, ruleFor } from './rules.ts';

export type SesDeviation = 'any address will do' | 'only verified identities may send';

/** How moto 5.2 is known to deviate. */
export const MOTO_SES: readonly SesDeviation[] = ['any address will do', 'only verified identities may send'];

/** What SES v2 does with a mail. */
export function sesContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SesDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`SES: ${name}`, () => {
    let client: SESv2Client;
    beforeAll(async () => {
      client = new SESv2Client(await open());
    });
    afterAll(() => client.destroy());

    const mail = (over: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
      FromEmailAddress: 'help@example.com',
      Destination: { ToAddresses: ['jane@example.com'] },
      Content: { Simple: { Subject: { Data: 'größer' }, Body: { Text: { Data: 'one\n\ntwo <&>' } } } },
      ...over,
    });
    const send = (input: SendEmailCommandInput) => client.send(new SendEmailCommand(input));

    rule(
      'takes a mail, and names it',
      async () => {
        const first = await send(mail());
        const second = await send(mail());
        expect(first.MessageId).toMatch(/^[0-9a-zA-Z-]{16,}$/);
        expect(second.MessageId).not.toBe(first.MessageId);
      },
      'only verified identities may send',
    );

    rule(
      'refuses what is no address',
      async () => {
        for (const address of ['jane', 'jane@', 'a@b@c', 'jane doe@example.com'])
          expect(await refusal(send(mail({ Destination: { ToAddresses: [address] } })))).toBe('BadRequestException');
      },
      'any address will do',
    );
  });
}
