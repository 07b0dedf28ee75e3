import * as z from 'zod/mini';
import { accountId, freeText, personId, word } from '../../app/untrusted/fields.ts';
import { ASSURANCES, KINDS, LANGUAGES, TIERS } from '../../core/registry/account.ts';
import { CODE_KINDS, MOST_CONTACTS } from '../../core/registry/contact.ts';
import { isSite, isSubject, MOST_PASSKEYS, REGISTERED_PARTS } from '../../core/registry/person.ts';

/** A short text on one line. */
export const name = () => freeText().check(z.maxLength(128));

/** Text on one line: no control characters, line breaks or characters that reorder text. */
const LINE = '[^\\s\\p{Cc}\\p{Bidi_Control}][^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Bidi_Control}]{0,79}';

/** A moment, in UTC with milliseconds. */
export const since = () => z.iso.datetime({ precision: 3 });

const contact = () =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      id: word(),
      kind: z.enum(CODE_KINDS),
      address: z
        .string()
        .check(
          z.regex(/^(\+[1-9][0-9]{6,14}|[^\s@]{1,64}@[^\s@]{1,253})$/),
          z.describe('a mail address, or a telephone number as in E.164'),
        ),
      since: since(),
    }),
    z.strictObject({
      id: word(),
      kind: z.literal('postal'),
      address: z
        .string()
        .check(
          z.regex(new RegExp(`^${LINE}(\\n${LINE}){1,7}$`, 'u')),
          z.describe(
            'a postal address as on a letter, 2 to 8 lines with line feeds between; people are told of things there, and prove nothing',
          ),
        ),
      since: since(),
    }),
  ]);

/** An account. */
export const profile = () =>
  z.strictObject({
    account: accountId(),
    kind: z.enum(KINDS),
    tier: z.enum(TIERS),
    environment: word(),
    labels: z.exactOptional(z.array(word()).check(z.maxLength(10))),
    owner: z.nullable(personId()),
    custodians: z.array(personId()).check(z.maxLength(20)),
    manager: z.nullable(personId()),
    contacts: z._default(z.array(contact()).check(z.maxLength(MOST_CONTACTS)), []),
    assurance: z.exactOptional(z.literal([...ASSURANCES])),
    language: z.exactOptional(z.enum(LANGUAGES)),
    connector: word(),
    target: z.string().check(z.regex(/^[\x20-\x7e]{1,512}$/)),
  });

const passkey = () =>
  z.strictObject({
    credentialId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,1364}$/)),
    publicKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,1024}$/), z.describe('the COSE key, base64url')),
    site: z
      .string()
      .check(z.refine(isSite), z.describe('the origin of the console where it was made, `https://` and a host')),
  });

/** A person. */
export const person = () =>
  z.strictObject({
    person: personId(),
    nature: z.enum(['human', 'machine']),
    name: name(),
    subjects: z
      .array(z.string().check(z.refine(isSubject)))
      .check(z.maxLength(10), z.describe('the subjects of their tokens: `iss`, a `|`, and `sub`')),
    addresses: z.array(z.string().check(z.regex(/^[^\s@]{1,64}@[^\s@]{1,253}$/))).check(z.maxLength(20)),
    ticketUsers: z
      .array(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}:[\x21-\x7e]{1,200}$/)))
      .check(z.maxLength(20), z.describe('users of the ticket systems, as `source:user`')),
    passkeys: z.exactOptional(
      z
        .array(passkey())
        .check(
          z.maxLength(MOST_PASSKEYS),
          z.describe('the passkeys with which they sign what they decide, as the console shows them'),
        ),
    ),
    parts: z
      .array(
        z.union([
          z.enum(REGISTERED_PARTS),
          z.templateLiteral(['approver:', word()]),
          z.templateLiteral(['desk:', word()]),
        ]),
      )
      .check(z.maxLength(30), z.describe('their parts, spelled like the groups of a token')),
  });
