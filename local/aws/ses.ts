import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from './protocol/aws-error.ts';
import type { AwsRequest, AwsResponse } from './protocol/http.ts';
import { parse } from './protocol/json.ts';
import { type Operations, operationsOf, perform } from './protocol/operations.ts';
import { Recent } from './recent.ts';

/** A mail that was sent. */
export interface Mail {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const operation = operationsOf('BadRequestException');

/** SES v2: plain mail that goes nowhere; the last mails are kept in memory. */
export class LocalSes {
  readonly mails = new Recent<Mail>(200);
  readonly #now: () => number;

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  readonly operations: Operations = {
    SendEmail: operation(sendEmail, ({ FromEmailAddress: from, Destination, Content }) => {
      const { Subject, Body } = Content.Simple;
      const id = randomUUID();
      const mail = { id, at: this.#now(), from, to: Destination.ToAddresses };
      this.mails.add({ ...mail, subject: Subject.Data, text: Body.Text.Data });
      return { MessageId: id };
    }),
  };

  /** A REST service: method and path say what is meant. Undefined for a path that is none of its own. */
  async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    if (request.path !== '/v2/email/outbound-emails') return undefined;
    if (request.method !== 'POST') throw new AwsError('NotFoundException', 'there is no such call', { status: 404 });
    const answer = await perform(this.operations, 'SendEmail', parse(request.body));
    return { status: 200, contentType: 'application/json', body: JSON.stringify(answer) };
  }
}

/** As SES reads an address: one `@`, and ASCII before it. */
const address = z.string().regex(/^[\x21-\x3f\x41-\x7e]{1,64}@[^\s@]{1,253}$/, 'this is no address');

const text = z.strictObject({ Data: z.string().min(1), Charset: z.literal('UTF-8').optional() });

const sendEmail = z.strictObject({
  FromEmailAddress: address,
  Destination: z.strictObject({ ToAddresses: z.array(address).min(1).max(50) }),
  Content: z.strictObject({
    Simple: z.strictObject({ Subject: text, Body: z.strictObject({ Text: text }) }),
  }),
});
