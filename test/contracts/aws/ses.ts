import { SESClient, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, refusal, ruleFor } from './rules.ts';

export type SesDeviation = 'any address will do' | 'only verified identities may send';

/** How moto 5.2 is known to deviate. */
export const MOTO_SES: readonly SesDeviation[] = ['any address will do', 'only verified identities may send'];

/** What SES does with a mail. */
export function sesContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SesDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`SES: ${name}`, () => {
    let client: SESClient;
    beforeAll(async () => {
      client = new SESClient(await open());
    });
    afterAll(() => client.destroy());

    const mail = (over: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
      Source: 'help@example.com',
      Destination: { ToAddresses: ['jane@example.com'] },
      Message: { Subject: { Data: 'größer' }, Body: { Text: { Data: 'one\n\ntwo <&>' } } },
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
          expect(await refusal(send(mail({ Destination: { ToAddresses: [address] } })))).toBe('InvalidParameterValue');
      },
      'any address will do',
    );
  });
}
