import * as z from 'zod/mini';
import { accountId } from '../../app/untrusted/fields.ts';
import { isPersonId } from '../../core/registry/person.ts';
import { typedCode } from '../../core/values/text.ts';

/** With or without the space that apps show: `416 245`. */
const isSixDigits = (text: string): boolean => /^\d{6}$/.test(typedCode(text));

/** The length limit is more than any authenticator sends. */
const base64url = () => z.string().check(z.regex(/^[A-Za-z0-9_-]{1,8192}$/));

/** The account of the authenticators, as a query for routes without a body. */
export const ofAccount = () => z.strictObject({ account: accountId() });

/** `POST /me/authenticators/offers`: the options for enrolling one. */
export const offer = () => z.strictObject({ account: accountId(), method: z.enum(['passkey', 'totp']) });

export const passkeyRegistration = () =>
  z.strictObject({
    id: base64url(),
    clientDataJSON: base64url(),
    attestationObject: base64url(),
  });

/** `POST /me/authenticators`. */
export const enrol = () =>
  z.discriminatedUnion('method', [
    z.strictObject({ account: accountId(), method: z.literal('saved-code') }),
    z.strictObject({ account: accountId(), method: z.literal('passkey'), registration: passkeyRegistration() }),
    z.strictObject({
      account: accountId(),
      method: z.literal('totp'),
      secret: z.string().check(z.regex(/^[A-Z2-7]{32}$/), z.describe('the offered secret')),
      password: z.string().check(z.maxLength(64), z.refine(isSixDigits), z.describe('what the app shows now')),
    }),
  ]);

/** A registered person by id, or by a mail address of theirs. */
const idOrAddress = () =>
  z.string().check(
    z.maxLength(254),
    z.refine((text) => isPersonId(text) || /^[^\s@]+@[^\s@]+$/.test(text)),
    z.meta({ description: 'an id, or a registered mail address', examples: ['person:kim', 'kim@example.com'] }),
  );

export const nameContact = () => z.strictObject({ account: accountId(), person: idOrAddress() });

export const enrolledList = () =>
  z.object({
    account: z.string(),
    authenticators: z.array(
      z.object({
        id: z.string(),
        method: z.enum(['saved-code', 'passkey', 'totp']),
        enrolledAt: z.string(),
        countsFrom: z.string(),
      }),
    ),
    recoveryContacts: z.array(
      z.object({ id: z.string(), person: z.string(), since: z.string(), countsFrom: z.string() }),
    ),
  });

const outlook = () => z.enum(['yes', 'with-a-verifier', 'never', 'denied']);

export const ownAccounts = () =>
  z.object({
    person: z.string(),
    accounts: z.array(
      z.object({
        ...{ account: z.string(), kind: z.string(), tier: z.string(), isFrozen: z.boolean() },
        contacts: z.array(z.object({ id: z.string(), kind: z.string(), shown: z.string(), countsFrom: z.string() })),
        methods: z.array(z.string()).check(z.describe('by which the owner could prove themselves today')),
        recoveries: z.array(
          z.object({
            action: z.string(),
            today: outlook().check(z.describe('whether the owner could prove enough for it today')),
            withoutTelephone: outlook().check(z.describe('the same after the loss of the telephone')),
          }),
        ),
      }),
    ),
  });

/** Options of `navigator.credentials.create`, or the secret and the `otpauth:` address of an app. */
export const offered = () => z.looseObject({});

export const enrolled = () =>
  z.object({
    account: z.string(),
    authenticator: z.string(),
    method: z.string(),
    code: z.optional(z.nullable(z.string()).check(z.describe('the saved code; shown here and never again'))),
  });

export const named = () => z.object({ account: z.string(), contact: z.string(), person: z.string() });

export const removed = () => z.object({ account: z.string(), removed: z.string() });
