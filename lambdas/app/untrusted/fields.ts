import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { ACTIONS, isAccountId } from '../../core/registry/account.ts';
import { isPersonId } from '../../core/registry/person.ts';
import { callerNumber } from '../../core/risk/network.ts';

/** Fields that several requests share. The core never sees a value that a schema refuses. */

/** An account id; any other text is `account-malformed`. */
export const accountId = () =>
  z.string().check(
    z.refine(isAccountId, { error: 'account-malformed' }),
    z.meta({
      description: '`directory:id`: a short lower-case name, a colon, 1 to 128 printable ASCII characters',
      examples: ['cognito:jane', 'secret:prod/payments/db'],
    }),
  );

/** A registered person. */
export const personId = () =>
  z
    .string()
    .check(z.refine(isPersonId), z.meta({ description: '`person:` and a short name', examples: ['person:jane'] }));

/** The actions that can be requested. */
export const action = () => z.enum(ACTIONS);

/** Text by people: readable, without control characters or characters that reorder text. */
export const freeText = () =>
  z
    .string()
    .check(z.maxLength(LIMITS.textLength), z.regex(/^(?:[^\p{Cc}\p{Bidi_Control}]|[\t\r\n])*$/u), z.regex(/\S/));

/** A lower-case word, such as the name of a channel or a desk. */
export const word = () => z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/));

/** The two words of a requester's page, in any case and spacing. */
export const pageName = () =>
  z
    .string()
    .check(
      z.maxLength(64),
      z.regex(/^[\p{Letter}\s.,-]+$/u),
      z.describe('two words that somebody says to somebody else, in whatever way they are written'),
    );

/** The four words of a call, in any case and spacing. */
export const callWords = () =>
  z
    .string()
    .check(
      z.maxLength(128),
      z.regex(/^[\p{Letter}\s.,-]+$/u),
      z.describe('the words that whoever calls has said, in whatever way they are written'),
    );

/** Printable ASCII without spaces, such as the number of a ticket. */
export const token = () => z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/));

/** A ticket: its source, and its id there. */
export const ticketRef = () => z.strictObject({ source: word(), id: token() });

/** SHA-256, hexadecimal. */
export const digest = () => z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** The number that called; any other text is `caller-malformed`. */
export const caller = (what = 'the number that called the help desk, in E.164, as the telephone system showed it') =>
  z.string().check(
    z.refine((text) => text.length <= 64 && callerNumber(text) !== undefined, { error: 'caller-malformed' }),
    z.meta({
      description: `${what}; it can be forged, adds to risk and is no proof; kept by a pseudonym only`,
      examples: ['+442079460123'],
    }),
  );

/** Seconds that a requester asks for; the plan never gives more than policy does. */
export const requestedSeconds = () => z.int().check(z.minimum(1), z.maximum(366 * 86_400));

/** A number in a query, where every value is text. */
const numeral = (pattern: RegExp) => z.pipe(z.string().check(z.regex(pattern)), z.transform(Number));

/** Items of a page: 1 to 100. */
export const limit = () => z._default(numeral(/^([1-9]\d?|100)$/), 50);

/** Number of the first commit of a page. */
export const from = () => z._default(numeral(/^[1-9]\d{0,14}$/), 1);

/** The `next` of the previous page. */
export const after = () => z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,2048}$/)));
