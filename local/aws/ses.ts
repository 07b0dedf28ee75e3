import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operationsOf } from './protocol/operations.ts';
import type { QueryService } from './protocol/query.ts';
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

const operation = operationsOf('InvalidParameterValue');

/** SES: plain mail that is not delivered; the last mails are kept in memory. */
export class LocalSes implements QueryService {
  readonly version = '2010-12-01';
  readonly namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';
  readonly mails = new Recent<Mail>(200);
  /** Messages that may be sent in a day: 200 in the sandbox. */
  quota = 50_000;
  /** Whether an identity is verified; here all are. */
  isVerified: (identity: string) => boolean = () => true;
  readonly #now: () => number;

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  readonly operations = {
    GetSendQuota: operation(z.strictObject({}), () => ({
      ...{ Max24HourSend: this.quota, MaxSendRate: 14, SentLast24Hours: this.mails.items.length },
    })),
    GetIdentityVerificationAttributes: operation(identities, ({ Identities }) => {
      const statusOf = (key: string) => ({ VerificationStatus: this.isVerified(key) ? 'Success' : 'Pending' });
      const entry = Object.values(Identities.member).map((key) => ({ key, value: statusOf(key) }));
      return { VerificationAttributes: { entry } };
    }),
    SendEmail: operation(sendEmail, ({ Source: from, Destination, Message: { Subject, Body } }) => {
      const id = randomUUID();
      const mail = { id, at: this.#now(), from, to: Object.values(Destination.ToAddresses.member) };
      this.mails.add({ ...mail, subject: Subject.Data, text: Body.Text.Data });
      return { MessageId: id };
    }),
  };
}

/** An address by SES's rules: one `@`, and ASCII before it. */
const address = z.string().regex(/^[\x21-\x3f\x41-\x7e]{1,64}@[^\s@]{1,253}$/, 'this is no address');

const text = z.strictObject({ Data: z.string().min(1), Charset: z.literal('UTF-8').optional() });

const identities = z.strictObject({
  Identities: z.strictObject({ member: z.record(z.string(), z.string()) }),
});

const sendEmail = z.strictObject({
  Source: address,
  Destination: z.strictObject({ ToAddresses: z.strictObject({ member: z.record(z.string(), address) }) }),
  Message: z.strictObject({ Subject: text, Body: z.strictObject({ Text: text }) }),
});
