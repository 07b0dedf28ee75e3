import * as z from 'zod/mini';
import { digest, freeText, token } from '../../app/untrusted/fields.ts';
import { WORK_STAGES } from '../../core/recovery/state/work.ts';
import { maySign } from './statements.ts';

/** `POST /recoveries/{id}/work`. */
export const reportWork = () =>
  z.strictObject({
    stage: z
      .enum(WORK_STAGES)
      .check(z.describe('`perform`: what was approved; `revoke`: its end, which is done by hand as well')),
    reference: token().check(z.describe('where the evidence is kept; never a secret')),
    note: freeText(),
    ...maySign(),
  });

/** `POST /recoveries/{id}/work-confirmations`. */
export const confirmWork = () =>
  z.strictObject({
    report: digest().check(z.describe('digest of the report that is confirmed, as the offers have it')),
    note: freeText(),
    ...maySign(),
  });

/** In the answer to `GET /recoveries/{id}/offers`. */
export const workOffer = () =>
  z
    .nullable(z.object({ stage: z.enum(WORK_STAGES), report: z.boolean(), confirm: z.nullable(digest()) }))
    .check(z.describe('what the caller may say of work by hand: report it, or confirm the report with this digest'));
