import { z } from 'zod';
import { SECRET } from './settings-secrets.ts';

const path = z.string().regex(/^\/(?!\/)[\w./~{}?&=%:@-]*$/, 'is no path of the API');
const pointer = z.string().regex(/^(\/([^~]|~[01])*)?$/, 'is no JSON Pointer');

/** The setting of described APIs of keys. */
export const KEY_APIS_SETTING = z
  .record(
    z.string().regex(/^[a-z0-9-]{1,64}$/, 'is no name in lower case'),
    z.strictObject({
      url: z
        .string()
        .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'is not `https://` and a host')
        .describe('the only host that is called'),
      secret: z
        .string()
        .regex(SECRET, 'is no whole ARN of a secret')
        .describe('ARN of the secret whose text is the bearer token that makes, lists and revokes keys'),
      create: z
        .strictObject({ path, body: z.record(z.string(), z.json()), id: pointer, key: pointer })
        .refine(({ body }) => JSON.stringify(body).includes('{name}'), 'has no `{name}` in its body')
        .describe('POST that makes a key: its body with `{name}`, and where id and key are in the answer'),
      list: z
        .strictObject({ path, items: pointer, id: pointer, name: pointer, next: pointer.optional() })
        .describe(
          'GET that lists the keys: where the list is, where id and name are in each, and the path of the next page',
        ),
      revoke: z
        .strictObject({
          method: z.enum(['DELETE', 'POST']),
          path: path.refine((one) => one.includes('{id}'), 'has no `{id}`'),
        })
        .describe('revokes the key `{id}`'),
      test: z
        .strictObject({ path })
        .describe('GET that answers 2xx to the bearer of a valid key, and 401 or 403 to others'),
    }),
  )
  .refine((apis) => JSON.stringify(apis).length <= 2_000, 'is longer than 2,000 characters')
  .describe(
    'APIs whose keys the rotation function makes, lists and revokes, by a name for the tag `countersign:key-api`; none',
  )
  .optional();

/** No pattern is about every user of the account, or of another one. */
const IAM_USER = /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]*[\w+=,.@-]\/?\*?$/;

/** The same for a user or a role. */
const IAM_IDENTITY = /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/[\w+=,.@/-]*[\w+=,.@-]\/?\*?$/;

/** The setting of IAM users and roles that may be governed. */
export const IAM_IDENTITIES_SETTING = z
  .array(z.string().regex(IAM_IDENTITY, 'is not the ARN of an IAM user or role, or of several with `*` at its end'))
  .min(1)
  .max(20)
  .describe(
    'ARNs of the IAM users and roles of the account, `*` at the end for several, whose console password, second factor and sessions may be recovered where they have the tag `countersign:governed`; none',
  )
  .optional();

/** The setting of IAM users with access keys. */
export const IAM_USERS_SETTING = z
  .array(z.string().regex(IAM_USER, 'is not the ARN of an IAM user, or of several with `*` at its end'))
  .min(1)
  .max(20)
  .describe(
    'ARNs of the IAM users, `*` at the end for several, whose access keys our rotation function makes and deletes; none',
  )
  .optional();
