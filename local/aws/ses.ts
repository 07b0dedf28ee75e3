import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from './protocol/aws-error.ts';
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
      ...{ Max24HourSend: this.quota, MaxSendRate: 14, SentLast24Hours: this.#sentToday() },
    })),
    GetIdentityVerificationAttributes: operation(identities, ({ Identities }) => {
      const statusOf = (key: string) => ({ VerificationStatus: this.isVerified(key) ? 'Success' : 'Pending' });
      const entry = Object.values(Identities.member).map((key) => ({ key, value: statusOf(key) }));
      return { VerificationAttributes: { entry } };
    }),
    SendEmail: operation(sendEmail, ({ Source: from, Destination, Message: { Subject, Body } }) => {
      const to = Object.values(Destination.ToAddresses.member);
      this.#assertTaken(from, to);
      const id = randomUUID();
      const mail = { id, at: this.#now(), from, to };
      this.mails.add({ ...mail, subject: Subject.Data, text: Body.Text.Data });
      return { MessageId: id };
    }),
  };

  #sentToday(): number {
    return this.mails.items.filter(({ at }) => at > this.#now() - 86_400_000).length;
  }

  /** The sender is verified, in the sandbox each recipient too, by address or domain; and the quota of the day is not used up. */
  #assertTaken(from: string, to: readonly string[]): void {
    const unverified = [from, ...(this.quota <= SANDBOX_QUOTA ? to : [])].filter(
      (one) => !this.isVerified(one) && !this.isVerified(one.slice(one.indexOf('@') + 1)),
    );
    if (unverified.length > 0) throw new AwsError('MessageRejected', 'Email address is not verified.');
    if (this.#sentToday() + to.length > this.quota) throw new AwsError('Throttling', 'Daily message quota exceeded.');
  }
}

/** Messages that an account in the sandbox may send in a day. */
const SANDBOX_QUOTA = 200;

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
