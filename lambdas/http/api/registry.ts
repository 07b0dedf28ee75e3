import * as z from 'zod/mini';
import { accountId, digest, freeText } from '../../app/untrusted/fields.ts';
import { KEY_FAMILIES } from '../../contract/functions.ts';
import { LONGEST_POLICY } from '../../core/registry/adoption.ts';
import { batch, lookAlike, lookedAt, progress, rows } from './batches.ts';
import { name, person, profile, since } from './records-proposed.ts';
import { maySign } from './statements.ts';

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
      rows: z.optional(rows()),
      batch: z.optional(batch()),
    })
    .check(
      z.refine(
        ({ account: _account, ...one }) => Object.values(one).filter((given) => given !== undefined).length === 1,
      ),
      z.refine(({ lift: asked, account }) => (asked === undefined) === (account === undefined)),
      z.describe(
        'exactly one of `profile`, `person`, `policy`, `void`, `signingKey`, `rows`, `batch`, and `lift` with the `account` that is frozen',
      ),
    );

const stream = () =>
  streamName().check(
    z.describe(
      'what the proposal answered: an account, a person, `policy:active`, `registry:keys`, a batch, or voidings of a stream',
    ),
  );

/** `POST /registry/confirmations`. */
export const confirmChange = () =>
  z.strictObject({
    stream: stream(),
    digest: digest(),
    ...maySign(),
    seen: z.optional(
      z
        .string()
        .check(
          z.regex(/^[0-9a-f]{64}$/),
          z.describe(
            'digest of what the confirmer has read: the look-alikes of a record, as `look-alikes-unseen` names it, the difference of a policy, which its proposal answered, or what a batch is at its proposal: SHA-256 of the canonical JSON of `batch` (its `proposed`), `at` and `by`',
          ),
        ),
    ),
  });

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
    rows: z.optional(lookedAt()),
  });

/** Answer to `POST /registry/confirmations`. */
export const confirmed = () =>
  z.object({
    stream: z.string(),
    seq: z.int(),
    progress: z.optional(progress()),
  });
