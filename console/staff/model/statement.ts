import type { StaffDelegations, StaffOrder } from '../../../lambdas/contract/delegations.ts';
import type { StaffSigning } from '../../../lambdas/contract/staff.ts';
import { base64url } from '../../shared/base64url.ts';
import { signWith } from '../../shared/passkey.ts';
import type { Api, Given } from './api.ts';
import { Refused } from './refused.ts';

/** The plan that is on the screen. */
interface Shown {
  readonly recovery: string;
  readonly account: string;
  readonly digest: string | null;
  /** In whose place; absent: one's own. */
  readonly for?: string | undefined;
}

/**
 * Countersigns the plan on the screen. An approver with a passkey signs the statement, which is asked for at that moment and must say exactly
 * what was shown: the challenge is computed here, over what this page knows.
 */
export async function countersign(api: Api, { recovery, account, digest, for: other }: Shown): Promise<Given> {
  const { signing } = await api.offers(recovery, other);
  if (signing === null) return api.countersign(recovery, { digest: digest ?? '', for: other });
  const { statement } = signing;
  const isShown = statement.recovery === recovery && statement.stream === account && statement.digest === digest;
  const isMeant = statement.kind === 'countersign' && statement.for === other;
  if (!isShown || !isMeant) throw new Refused('digest-mismatch');
  const assertion = await signed(signing);
  return api.countersign(recovery, { digest: statement.digest, for: other }, { statement, assertion });
}

/** A decision on the recovery that is on the screen. */
interface Decision {
  readonly recovery: string;
  readonly account: string;
  readonly kind: 'reject' | 'prove' | 'review' | 'work' | 'confirm-work';
  /** What the service hashes of it: the members that stand in the ledger. */
  readonly content: object;
  /** In whose place; absent: one's own. */
  readonly for?: string | undefined;
}

/**
 * What somebody with a passkey signs beside another decision; undefined for somebody without one. Its digest is computed here, over what this
 * page sends.
 */
export async function signedDecision(
  api: Api,
  { recovery, account, kind, content, for: other }: Decision,
): Promise<object | undefined> {
  const { signing } = await api.offers(recovery, other);
  if (signing === null) return undefined;
  const isShown = signing.statement.recovery === recovery && signing.statement.stream === account;
  if (!isShown || signing.statement.for !== other) throw new Refused('other');
  const statement = { ...signing.statement, kind, digest: hexOf(await hashOf(content)) };
  const assertion = await signed({ ...signing, statement });
  return { statement, assertion };
}

/** What somebody signs who lends their right to approve; `at` is the time by the service's clock. */
export async function signedOrder(
  { person, passkeys }: Pick<StaffDelegations, 'person' | 'passkeys'>,
  { to, groups, until, reason }: StaffOrder,
  at: string,
): Promise<object> {
  const digest = hexOf(await hashOf({ to, groups, until, reason }));
  const statement = { kind: 'delegate', stream: person, recovery: null, digest, person, at };
  const assertion = await signed({ statement, passkeys });
  return { statement, assertion };
}

/** A proposal that is on the screen. `seen`: the digest of what was read of it, where one is asked for. */
interface Confirmed {
  readonly stream: string;
  readonly digest: string;
  readonly seen: string | undefined;
}

/** Confirms the proposal on the screen. Whoever has a passkey in their record signs that. */
export async function confirm(api: Api, { stream, digest, seen }: Confirmed): Promise<object> {
  const { person, at, passkeys } = await api.signing();
  if (passkeys.length === 0) return api.confirm({ stream, digest, seen });
  const statement = { kind: 'confirm', stream, recovery: null, digest, person, at };
  const assertion = await signed({ statement, passkeys });
  return api.confirm({ stream, digest, seen, signed: { statement, assertion } });
}

/** What somebody decides on duty. */
interface DutyDecision {
  readonly kind: 'raise' | 'lower' | 'declare' | 'end';
  /** The account that it is about; absent: everybody, or a desk. */
  readonly stream?: string | undefined;
  /** What the service hashes of it. */
  readonly content: object;
}

/** The stream on which threat levels for everybody and incidents lie. */
const EVERYBODY = 'policy:active';

/** What somebody with a passkey signs beside a decision on duty; undefined for somebody without one. */
export async function signedOnDuty(
  api: Pick<Api, 'signing'>,
  { kind, stream = EVERYBODY, content }: DutyDecision,
): Promise<object | undefined> {
  const { person, at, passkeys } = await api.signing();
  if (passkeys.length === 0) return undefined;
  const statement = { kind, stream, recovery: null, digest: hexOf(await hashOf(content)), person, at };
  return { statement, assertion: await signed({ statement, passkeys }) };
}

/** The same for what tightens at once: where nothing is signed, it is done all the same. */
export const signedOrNot = (api: Pick<Api, 'signing'>, decision: DutyDecision): Promise<object | undefined> =>
  signedOnDuty(api, decision).catch(() => undefined);

/** What the confirmer of a batch has read of it: what its proposal says of its rows, by whom, and when. */
export const seenOfBatch = async (batch: object, { by, at }: { readonly by: string; readonly at: string }) =>
  hexOf(await hashOf({ batch, by, at }));

const hexOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Throws `Refused` `unsigned` where the person has no passkey of this site, or does not sign. */
async function signed({ statement, passkeys }: StaffSigning): ReturnType<typeof signWith> {
  const { origin, hostname } = globalThis.location;
  const own = passkeys.filter(({ site }) => site === origin);
  if (own.length === 0) throw new Refused('unsigned');
  return signWith({
    ...{ challenge: await challengeOf(statement), rpId: hostname, userVerification: 'required' },
    allowCredentials: own.map(({ credentialId }) => ({ type: 'public-key', id: credentialId })),
  }).catch(() => {
    throw new Refused('unsigned');
  });
}

/** What a passkey signs for a statement, base64url. */
export const challengeOf = async (statement: StaffSigning['statement']): Promise<string> =>
  base64url(await hashOf(statement));

/** SHA-256 of the canonical spelling. */
const hashOf = (content: object): Promise<ArrayBuffer> =>
  crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(ordered(content))));

/** The same value with the members of each object by name: `JSON.stringify` then spells it canonically. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}
