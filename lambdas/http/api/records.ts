import * as z from 'zod/mini';
import { after, from, limit, pageName } from '../../app/untrusted/fields.ts';
import { KEY_FAMILIES } from '../../contract/functions.ts';
import { PUSHED_SIGNALS } from '../../core/risk/facts.ts';

/** `GET /tickets` and `GET /ledger`. */
export const listQuery = () => z.strictObject({ limit: limit(), after: after() });

/** The page that a checked query asks for. */
export const pageOf = ({ limit, after }: { readonly limit: number; readonly after?: string | undefined }) => ({
  limit,
  ...(after === undefined ? {} : { after }),
});

/** `GET /ledger/{account}`. */
export const readStream = () => z.strictObject({ from: from(), limit: limit() });

/** Answer to `GET /tickets`. */
export const ticketPage = () =>
  z.object({
    items: z.array(z.object({ source: z.string(), id: z.string(), cause: z.string(), at: z.string() })),
    next: z.optional(z.string()),
  });

/** Answer to `GET /ledger`. */
export const headPage = () =>
  z.object({
    items: z.array(z.object({ account: z.string(), seq: z.int(), hash: z.string() })),
    next: z.optional(z.string()),
  });

/** Answer to `GET /keys`. */
export const keyList = () =>
  z.object({
    keys: z.array(
      z.object({
        key: z.string(),
        family: z.enum(KEY_FAMILIES),
        from: z.nullable(z.string()).check(z.describe('the time from which the key counts; null for a first key')),
        until: z.nullable(z.string()).check(z.describe('the last moment at which it counts; null without a successor')),
        spki: z.string().check(z.describe('SubjectPublicKeyInfo, DER in base64')),
      }),
    ),
  });

/** Answer to `GET /ledger/{account}`. */
export const commitPage = () =>
  z.object({
    account: z.string(),
    commits: z.array(
      z.object({
        account: z.string(),
        seq: z.int(),
        bytes: z.string().check(z.describe('the canonical JSON that is hashed')),
        hash: z.string().check(z.describe('SHA-256 of the hash before it and the bytes')),
        signature: z.string().check(z.describe('by the key of the writer over the hash: ECDSA, P-256, DER in base64')),
        state: z.string(),
        copies: z.record(z.string(), z.string()),
      }),
    ),
    next: z.optional(z.int()),
  });

export const reported = () =>
  z.object({
    account: z.string(),
    name: z.enum(PUSHED_SIGNALS),
    until: z.string(),
    /** The same report was already accepted before. */
    repeated: z.boolean(),
  });

/** `GET /directory-hooks/okta`. */
export const challengeAnswered = () => z.object({ verification: z.string() });

/** `POST /directory-hooks/okta`: how many changes belong to a recovery, to none, and to no account that is registered. */
export const hookTaken = () => z.object({ governed: z.int(), ungoverned: z.int(), notOurs: z.int() });

/** `GET /.well-known/countersign`. */
export const howToSignIn = () =>
  z.strictObject({
    issuer: z.string(),
    clientId: z.string(),
    scopes: z.string(),
    assurance: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    origins: z.array(z.string()),
  });

/** `GET /recoveries/{id}`: the two words that a caller reads out from their page, to be checked. */
export const showQuery = () => z.strictObject({ heard: z.optional(pageName()) });

/** What an answer about a recovery says of words. */
export const ofWords = () => ({
  words: z
    .nullable(z.array(z.string()))
    .check(
      z.describe(
        'what whoever helps says to the requester, who types it on the page; for staff, for whoever has given a proof, and while it is proved for a manager or custodian',
      ),
    ),
  heard: z
    .nullable(z.boolean())
    .check(
      z.describe(
        'whether a page that can be named shows the words asked about; null where none were, or for whoever has no words to say',
      ),
    ),
});
