import type { StaffSigning } from '../../lambdas/contract/staff.ts';
import { base64url } from '../base64url.ts';
import { signWith } from '../passkey.ts';
import { type Api, type Given, Refused } from './api.ts';

/** The plan that is on the screen. */
interface Shown {
  readonly recovery: string;
  readonly account: string;
  readonly digest: string | null;
}

/**
 * Countersigns the plan on the screen. An approver with a passkey signs the statement, which is asked for at that moment and must say exactly
 * what was shown: the challenge is computed here, over what this page knows.
 */
export async function countersign(api: Api, { recovery, account, digest }: Shown): Promise<Given> {
  const { signing } = await api.offers(recovery);
  if (signing === null) return api.countersign(recovery, digest ?? '');
  const { statement } = signing;
  const isShown = statement.recovery === recovery && statement.stream === account && statement.digest === digest;
  // This page offers nobody's right but the caller's own.
  const isOwn = statement.kind === 'countersign' && statement.for === undefined;
  if (!isShown || !isOwn) throw new Refused('digest-mismatch');
  const assertion = await signed(signing).catch(() => {
    throw new Refused('unsigned');
  });
  return api.countersign(recovery, statement.digest, { statement, assertion });
}

async function signed({ statement, passkeys }: StaffSigning): ReturnType<typeof signWith> {
  const { origin, hostname } = globalThis.location;
  const own = passkeys.filter(({ site }) => site === origin);
  if (own.length === 0) throw new Error('no passkey of this site');
  return signWith({
    ...{ challenge: await challengeOf(statement), rpId: hostname, userVerification: 'required' },
    allowCredentials: own.map(({ credentialId }) => ({ type: 'public-key', id: credentialId })),
  });
}

/** SHA-256 of the canonical spelling: the members by name, without white space. */
export async function challengeOf(statement: StaffSigning['statement']): Promise<string> {
  const members = Object.entries(statement).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify(Object.fromEntries(members));
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
