import * as z from 'zod/mini';
import type { Action } from '../../../core/registry/account.ts';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** What is read of a user: https://learn.microsoft.com/graph/api/resources/user */
export const USER_FIELDS =
  'id,userPrincipalName,accountEnabled,creationType,signInSessionsValidFromDateTime,createdDateTime,lastPasswordChangeDateTime';

export const userShape = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  accountEnabled: z.boolean(),
  creationType: z.optional(z.nullable(z.string())),
  signInSessionsValidFromDateTime: z.optional(z.nullable(z.string())),
  createdDateTime: z.optional(z.nullable(z.string())),
  lastPasswordChangeDateTime: z.optional(z.nullable(z.string())),
});
export type User = z.output<typeof userShape>;

/** https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod */
export const passShape = z.object({
  id: z.string(),
  temporaryAccessPass: z.optional(z.nullable(z.string())),
  lifetimeInMinutes: z.number(),
  isUsableOnce: z.boolean(),
  isUsable: z.boolean(),
  methodUsabilityReason: z.string(),
});
export type Pass = z.output<typeof passShape>;

/** https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration */
export const passPolicyShape = z.object({
  state: z.string(),
  minimumLifetimeInMinutes: z.number(),
  maximumLifetimeInMinutes: z.number(),
});
export type PassPolicy = z.output<typeof passPolicyShape>;

export const methodShape = z.object({ '@odata.type': z.string(), id: z.string() });
export type UserMethod = z.output<typeof methodShape>;

/**
 * Whether nobody can sign in with a pass any more. A pass that the tenant's policy has turned off counts as living: the policy can turn it
 * on again.
 */
export const isSpent = ({ isUsable, methodUsabilityReason }: Pass): boolean =>
  !isUsable && ['Expired', 'OneTimeUsed'].includes(methodUsabilityReason);

/** A guest proves who they are in the tenant that they come from: nothing here can be recovered. */
export const isGuest = ({ userPrincipalName, creationType }: User): boolean =>
  userPrincipalName.includes('#EXT#') || creationType === 'Invitation';

/**
 * Minutes of a pass: until the grant's end, but no less and no more than the tenant allows
 * (https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass). Where the tenant's least is longer
 * than the grant, the grant's end removes the pass.
 */
export function minutesOf(expiresAt: string, now: number, policy: PassPolicy): number {
  const left = Math.floor((Date.parse(expiresAt) - now) / 60_000);
  return Math.min(Math.max(left, policy.minimumLifetimeInMinutes), policy.maximumLifetimeInMinutes);
}

/** Where each kind of method is removed: the published kinds of v1.0. A password cannot be removed; a pass has its own handling. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  emailAuthenticationMethod: 'emailMethods',
  fido2AuthenticationMethod: 'fido2Methods',
  microsoftAuthenticatorAuthenticationMethod: 'microsoftAuthenticatorMethods',
  phoneAuthenticationMethod: 'phoneMethods',
  platformCredentialAuthenticationMethod: 'platformCredentialMethods',
  softwareOathAuthenticationMethod: 'softwareOathMethods',
  windowsHelloForBusinessAuthenticationMethod: 'windowsHelloForBusinessMethods',
};
const KEPT = ['passwordAuthenticationMethod', 'temporaryAccessPassAuthenticationMethod'];

/** The kind of a method without its namespace. */
export const kindOf = (method: UserMethod): string => method['@odata.type'].replace('#microsoft.graph.', '');

/** The methods that a reset of factors removes. */
export const removable = (methods: readonly UserMethod[]): readonly UserMethod[] =>
  methods.filter((method) => !KEPT.includes(kindOf(method)));

/** Where a method is removed; undefined for a kind that nothing here can remove. */
export const collectionOf = (method: UserMethod): string | undefined =>
  Object.hasOwn(COLLECTIONS, kindOf(method)) ? COLLECTIONS[kindOf(method)] : undefined;

/** Whoever makes a user may set the first password a moment later. */
const FIRST_PASSWORD_MS = 60_000;

/**
 * Whether a user has a credential of their own: a factor, or a password that was set after the user was made
 * (https://learn.microsoft.com/graph/api/resources/user: `lastPasswordChangeDateTime` is also when a first one was set). Where Graph does not
 * say when that was, the user counts as one who has.
 */
export function hasOwnSignIn(
  { createdDateTime, lastPasswordChangeDateTime }: User,
  methods: readonly UserMethod[],
): boolean {
  if (removable(methods).length > 0 || lastPasswordChangeDateTime === undefined) return true;
  if (lastPasswordChangeDateTime === null) return false;
  return !(Date.parse(lastPasswordChangeDateTime) <= Date.parse(createdDateTime ?? '') + FIRST_PASSWORD_MS);
}

/** Facts for the ledger. Ids of methods name no secret and no device. */
export const evidenceOf = (user: User, methods: readonly UserMethod[]): Evidence => ({
  enabled: user.accountEnabled,
  methods: removable(methods).map(kindOf).sort(),
});

const PASSES: readonly Action[] = ['temporary-access', 'reset-mfa', 'issue-first-credential'];

/** Whether the grant, or one whose place it takes, handed a pass over. */
export const givesPass = ({ action, supersedes = [] }: ConnectorRequest): boolean =>
  [action, ...supersedes].some((one) => PASSES.includes(one));

/** https://learn.microsoft.com/graph/api/user-revokesigninsessions */
export const endedShape = z.object({ value: z.boolean() });
