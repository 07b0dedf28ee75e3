import * as z from 'zod/mini';
import { freeText, word } from '../../app/untrusted/fields.ts';
import { SUBJECT_ANSWERS } from '../../core/recovery/state/subject.ts';
import { CONTACT_KINDS } from '../../core/registry/contact.ts';

/** `POST /accounts/searches`. The words are in the body, so that no address of a person is in an address of a page or in a log. */
export const searchBody = () =>
  z.strictObject({
    words: z
      .string()
      .check(
        z.minLength(3),
        z.maxLength(254),
        z.regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u),
        z.describe('the whole name, mail address, telephone number, person or account, as a caller says it'),
      ),
  });

const nullable = () => z.nullable(z.string());

/** Answer to `POST /accounts/searches`. */
export const searchAnswer = () =>
  z.object({
    items: z.array(z.object({ account: nullable(), kind: nullable(), person: nullable(), name: nullable() })),
    more: z.boolean(),
  });

/** `POST /recoveries/{id}/links`. */
export const linkBody = () =>
  z.strictObject({ contact: word().check(z.describe('the registered contact that receives the address of the page')) });

/** `POST /recoveries/{id}/handovers`. */
export const handoverBody = () => z.strictObject({ desk: word(), reason: freeText() });

/** `POST /recoveries/{id}/subject-answers`. */
export const subjectBody = () =>
  z.strictObject({
    answer: z
      .enum(SUBJECT_ANSWERS)
      .check(z.describe('`not-mine` stops what is open, sticks to the account and is never taken back')),
  });

/** A registered contact as staff see it: masked. */
const shownContact = () => z.object({ id: z.string(), kind: z.enum(CONTACT_KINDS), shown: z.string() });

/** What the caller may do for the requester, part of the answer to `GET /recoveries/{id}/offers`. */
export const helpOffers = () => ({
  links: z.array(shownContact()).check(z.describe('contacts that the address of the page may be sent to')),
  handOver: z.array(z.string()).check(z.describe('desks that it may be handed over to')),
  calls: z
    .array(z.object({ contact: shownContact(), called: shownContact() }))
    .check(z.describe('call-backs: who receives the code, and who is called')),
});

const leaf = () => z.array(z.looseObject({}));

/** Part of the answer to `GET /recoveries/{id}`. */
export const missingNow = () =>
  z
    .object({
      ...{ proofs: leaf(), secondVerifier: z.boolean(), approvals: leaf() },
      nobody: z
        .array(z.enum(['manager', 'custodian']))
        .check(z.describe('relations without which it cannot go on, and in which nobody stands who could be asked')),
    })
    .check(z.describe('what it waits for at its stage: demands that nothing satisfies yet'));
