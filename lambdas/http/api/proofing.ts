import * as z from 'zod/mini';
import { pageName, token, word } from '../../app/untrusted/fields.ts';
import { methodsAsking } from '../../core/proofing/methods.ts';
import { CONTACT_KINDS } from '../../core/registry/contact.ts';
import { typedCode } from '../../core/values/text.ts';
import { warnings } from './recoveries.ts';

/** `POST /recoveries/{id}/challenges`: a verifier sends a code to one contact, and will hear it from the person at another. */
export const callBackOrder = () =>
  z.strictObject({
    method: z.enum(methodsAsking('code-read-back')),
    contact: word().check(z.describe('the registered contact that receives the code')),
    called: word().check(z.describe('the registered contact that the verifier calls')),
  });

/** `POST /recoveries/{id}/answers`: the code that the called person read back. */
export const readBackOrder = () =>
  z.strictObject({
    challenge: token(),
    code: z.string().check(
      z.maxLength(64),
      z.refine((text) => /^\d{6,32}$/.test(typedCode(text))),
    ),
    page: z.optional(pageName()),
  });

export const asked = () =>
  z.object({
    challenge: z.string(),
    method: z.string(),
    expiresAt: z.string(),
    call: z.string().check(z.describe('the registered number to call, and no other')),
  });

export const readBackAnswer = () =>
  z.object({
    recovery: z.string(),
    status: z.string(),
    repeated: z.boolean(),
    correct: z.boolean(),
    warnings: warnings(),
  });

export const contactList = () =>
  z.object({
    items: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(CONTACT_KINDS),
        shown: z.string().check(z.describe('masked; the number to call is told with the challenge')),
      }),
    ),
  });

export const vendorAnswer = () => z.object({ recovery: z.string(), status: z.string(), repeated: z.boolean() });
