import * as z from 'zod/mini';
import { accountId, digest, freeText, personId, word } from '../../app/untrusted/fields.ts';
import { KEY_FAMILIES } from '../../contract/functions.ts';
import { ASSURANCES, KINDS, LANGUAGES, TIERS } from '../../core/registry/account.ts';
import { LONGEST_POLICY } from '../../core/registry/adoption.ts';
import { CODE_KINDS, MOST_CONTACTS } from '../../core/registry/contact.ts';
import { LIKENESSES } from '../../core/registry/likeness.ts';
import { isSite, isSubject, MOST_PASSKEYS, REGISTERED_PARTS } from '../../core/registry/person.ts';

const name = () => freeText().check(z.maxLength(128));

/** Text on one line: no control characters, line breaks or characters that reorder text. */
const LINE = '[^\\s\\p{Cc}\\p{Bidi_Control}][^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Bidi_Control}]{0,79}';

const since = () => z.iso.datetime({ precision: 3 });

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

const profile = () =>
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

const person = () =>
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

/** Input of the bootstrap function: the records of the first two administrators. */
export const bootstrap = () => z.strictObject({ administrators: z.tuple([person(), person()]) });

const policy = () =>
  z.strictObject({
    name: name(),
    digest: digest(),
    text: z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(LONGEST_POLICY),
        z.describe('the compiled policy in its canonical spelling; `digest` is its SHA-256'),
      ),
  });

const lift = () => z.strictObject({ reason: freeText() });

/** Of any stream of the ledger; a stream of voidings has the name of another in its own. */
const streamName = () => z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}:[\x21-\x7e]{1,200}$/));

const seq = () => z.int().check(z.minimum(1), z.maximum(999_999_999));

const voided = () =>
  z
    .strictObject({ stream: streamName(), from: seq(), to: seq() })
    .check(z.describe('forged commits of a stream, by the numbers of the first and the last, so that it goes on'));

const signingKey = () =>
  z
    .strictObject({
      family: z.enum(KEY_FAMILIES),
      key: z.string().check(z.regex(/^[\x21-\x7e]{1,256}$/)),
      from: since(),
      compromised: z._default(z.boolean(), false),
    })
    .check(
      z.describe(
        'a further signing key of a family, and when it begins; earlier than in a minute only if the old key is compromised',
      ),
    );

/** `POST /registry/proposals`: an account, a person, a policy version to adopt, or the end of an account's freeze. */
export const proposeChange = () =>
  z
    .strictObject({
      profile: z.optional(profile()),
      person: z.optional(person()),
      policy: z.optional(policy()),
      lift: z.optional(lift()),
      account: z.optional(accountId()),
      void: z.optional(voided()),
      signingKey: z.optional(signingKey()),
    })
    .check(
      z.refine(
        ({ account: _account, ...one }) => Object.values(one).filter((given) => given !== undefined).length === 1,
      ),
      z.refine(({ lift: asked, account }) => (asked === undefined) === (account === undefined)),
      z.describe(
        'exactly one of `profile`, `person`, `policy`, `void`, `signingKey`, and `lift` with the `account` that is frozen',
      ),
    );

const stream = () =>
  streamName().check(
    z.describe(
      'what the proposal answered: an account, a person, `policy:active`, `registry:keys`, or voidings of a stream',
    ),
  );

/** `POST /registry/confirmations`. */
export const confirmChange = () =>
  z.strictObject({
    stream: stream(),
    digest: digest(),
    seen: z.optional(
      z
        .string()
        .check(
          z.regex(/^[0-9a-f]{64}$/),
          z.describe(
            'digest of what the confirmer has read: the look-alikes of a record, as `look-alikes-unseen` names it, or the difference of a policy, which its proposal answered',
          ),
        ),
    ),
  });

const lookAlike = () => z.object({ record: z.string(), as: z.enum(LIKENESSES) });

const difference = () =>
  z
    .object({ digest: digest(), from: z.nullable(digest()), weaker: z.int(), stricter: z.int(), different: z.int() })
    .check(
      z.describe(
        'how a policy differs from the one in force, whose digest is `from`: groups of requests that become weaker, stricter or different',
      ),
    );

/** Answer to `POST /registry/proposals`; includes the record's look-alikes, if any, and the difference of a policy. */
export const proposed = () =>
  z.object({
    stream: z.string(),
    digest: digest(),
    lookAlikes: z.optional(z.array(lookAlike())),
    difference: z.optional(difference()),
  });

/** Answer to `POST /registry/confirmations`. */
export const confirmed = () => z.object({ stream: z.string(), seq: z.int() });
