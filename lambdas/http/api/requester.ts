import * as z from 'zod/mini';
import { pageName, word } from '../../app/untrusted/fields.ts';
import { HANDED_OVER } from '../../contract/connectors.ts';
import { PAGE_ENDS } from '../../contract/requester.ts';
import { PURPOSES } from '../../core/proofing/challenge.ts';
import { LANGUAGES } from '../../core/registry/account.ts';

/** Ids of challenges and contacts, as shown to the page. */
const id = () => z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/));

/** The length limit is more than any authenticator sends. */
const base64url = () => z.string().check(z.regex(/^[A-Za-z0-9_-]{1,8192}$/));

/** `POST /r/{id}/challenges`. */
export const challenge = () =>
  z.strictObject({
    method: word(),
    contact: z._default(z.nullable(id()), null),
    vendor: z._default(z.nullable(word()), null),
    purpose: z._default(z.enum(PURPOSES), 'prove').check(z.describe('`stop` proves nothing')),
    language: z
      ._default(z.nullable(z.enum(LANGUAGES)), null)
      .check(z.describe('the language of the page, for a code that is sent; that of the account')),
  });

/** A typed code; only the comparison knows its form. */
const code = () => z.string().check(z.minLength(1), z.maxLength(64));

export const assertion = () =>
  z.strictObject({
    id: base64url(),
    clientDataJSON: base64url(),
    authenticatorData: base64url(),
    signature: base64url(),
  });

/** `POST /r/{id}/answers`. */
export const pageAnswer = () =>
  z.union([
    z.strictObject({ challenge: id(), code: code() }),
    z.strictObject({ challenge: id(), assertion: assertion() }),
  ]);

/** `POST /r/{id}/words`. */
export const heardWords = () => z.strictObject({ heard: pageName() });

/** `POST /r/{id}/stops`: by the token of a notice, or by a challenge answered on this page. */
export const stop = () =>
  z.union([
    z.strictObject({ token: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,128}$/)) }),
    z.strictObject({ challenge: id() }),
  ]);

/** `POST /r/{id}/claims`. */
export const claim = () => z.strictObject({});

const moment = () => z.string();
const asks = () =>
  z.discriminatedUnion('for', [
    z.object({ for: z.literal('sent-code'), to: z.enum(['the-owner', 'a-person']) }),
    z.object({ for: z.literal('kept-code'), of: z.enum(['digits', 'letters']) }),
    z.object({ for: z.literal('passkey') }),
    z.object({ for: z.literal('vendor') }),
  ]);
const methods = () =>
  z.array(
    z.object({
      method: z.string(),
      asks: asks().check(
        z.describe('what the page draws: a field for a code, a button for a passkey, or links to vendors'),
      ),
      throttled: z.boolean(),
      contacts: z.array(z.object({ id: z.string(), shown: z.string() })),
      vendors: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  );

const challenges = () =>
  z.array(
    z.object({
      challenge: z.string(),
      method: z.string(),
      purpose: z.enum(PURPOSES),
      contact: z.nullable(z.string()),
      expiresAt: moment(),
      vendor: z.nullable(z.string()),
      start: z.nullable(z.string()).check(z.describe('start of the session at the vendor')),
      left: z.int(),
    }),
  );

const missing = () =>
  z
    .nullable(z.enum(['second-verifier', 'somebody-to-ask']))
    .check(z.describe('what no page can give; `somebody-to-ask`: the registry names nobody who must vouch or agree'));

const deadline = () =>
  z
    .nullable(moment())
    .check(z.describe('when the stage gives up waiting; when `approved`, the earliest moment of its execution'));

export const pageState = () =>
  z.object({
    recovery: z.string(),
    status: z.string(),
    ended: z.boolean(),
    action: z.nullable(z.string()),
    account: z.nullable(z.string()).check(z.describe('masked: the directory and the first character')),
    openedAt: z.nullable(moment()),
    deadline: deadline(),
    methods: methods(),
    toStop: methods(),
    proofs: z.array(z.object({ method: z.string(), outcome: z.string(), at: moment(), here: z.boolean() })),
    challenges: challenges(),
    page: z.nullable(z.array(z.string())),
    missing: missing(),
    elsewhere: z
      .array(z.string())
      .check(z.describe('methods that could still count, and that others give, not this page')),
    met: z.boolean().check(z.describe('the words of the help desk were typed on this page')),
    intake: z
      .nullable(
        z.object({
          channel: z.string(),
          desk: z.nullable(z.string()),
          agent: z.nullable(z.string()),
          onBehalf: z.boolean(),
        }),
      )
      .check(z.describe('how the request came in, and who of the help desk took it')),
    claimable: z.boolean(),
    handover: z
      .nullable(z.enum(['here', 'signed-in', 'elsewhere', 'never']))
      .check(z.describe('where the credential is taken, seen from this page')),
    directory: z.nullable(z.string()).check(z.describe('the connector of the account’s directory')),
    gives: z.nullable(z.enum(HANDED_OVER)),
    lasts: z.nullable(z.int()).check(z.describe('seconds that it lasts from its execution')),
    taken: z.boolean(),
    failed: z.boolean().check(z.describe('the execution failed, and what it had begun is taken back')),
    end: z
      .nullable(z.object({ how: z.enum(PAGE_ENDS), next: z.nullable(z.string()) }))
      .check(z.describe('how it ended, for a page that took part in it')),
  });

export const issued = () =>
  z.object({
    challenge: z.string(),
    method: z.string(),
    expiresAt: moment(),
    passkey: z.nullable(z.looseObject({})),
  });

export const pageAnswered = () =>
  z.object({
    recovery: z.string(),
    status: z.string(),
    repeated: z.boolean(),
    correct: z.boolean(),
    savedCode: z.nullable(z.string()).check(z.describe('replaces the used saved code; shown here and never again')),
  });

export const standing = () => z.object({ recovery: z.string(), status: z.string(), repeated: z.boolean() });

export const pageCredential = () => z.object({ recovery: z.string(), credential: z.string() });
