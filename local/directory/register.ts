import type { StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { type Adoption, POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import { BOOTSTRAP_STREAM } from '../../lambdas/core/registry/bootstrap.ts';
import type { Reply } from '../serve/api.ts';
import { CONFIRMATIONS, type Passkeys, recordedPasskeys, signedConfirmation } from '../signing/passkeys.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { DEMO_ADMINS, DEMO_PEOPLE, registryRecord } from './people.ts';

/** How the demo registers its directory: through the API, like everybody else. */
export interface Registry {
  /** The stream's state in the ledger. */
  state(stream: string): Promise<StreamState>;
  /** Calls the API as this demo person. */
  post(short: string, path: string, body: unknown): Promise<Reply>;
  /** Invokes the bootstrap function, like an operator with rights in the cloud, and waits until the relay has shown both people. */
  bootstrap(input: unknown): Promise<void>;
  /** `iss` of everybody's token. */
  readonly issuer: string;
  /** The passkeys with which everybody signs what they decide. */
  readonly passkeys: Passkeys;
}

/** What the ledger says of a system as it starts. */
export interface Standing {
  /** Whether the first two administrators are named. */
  readonly isBegun: boolean;
  /** The policy in force; null for none. */
  readonly adopted: Pick<Adoption, 'name' | 'digest'> | null;
}

export async function standingOf({ state }: Pick<Registry, 'state'>): Promise<Standing> {
  const [begun, governed] = await Promise.all([state(BOOTSTRAP_STREAM), state(POLICY_STREAM)]);
  return { isBegun: begun.bootstrap !== null, adopted: governed.policy.current };
}

/** Records registered in parallel; more would only wait for each other. */
const AT_ONCE = 4;

type Proposal = { readonly stream: string; readonly body: unknown };

/**
 * Registers the missing people and accounts of the demo: the two administrators by the bootstrap function, everything else proposed by one
 * of them and confirmed by the other. Records that somebody has changed stay as they are. Returns the registered streams. Throws when the
 * registry refuses.
 */
export async function registerDemo(registry: Registry): Promise<readonly string[]> {
  const people = DEMO_PEOPLE.map((person) => {
    const passkeys = recordedPasskeys(registry.passkeys, person.short, registry.issuer);
    const record = registryRecord(person, registry.issuer, passkeys);
    return { stream: record.person, body: { person: record } };
  });
  const accounts = DEMO_ACCOUNTS.map((profile) => ({ stream: profile.account, body: { profile } }));
  const first = people.slice(0, DEMO_ADMINS.length);
  const registered: string[] = (await isBootstrapped(registry)) ? [] : first.map(({ stream }) => stream);
  if (registered.length > 0) await registry.bootstrap({ administrators: first.map(({ body }) => body.person) });
  const others: Proposal[] = [...people.slice(first.length), ...accounts];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = others.shift(); next !== undefined; next = others.shift())
      if (await register(registry, next)) registered.push(next.stream);
  });
  await Promise.all(workers);
  return registered;
}

/** Whether the first two have their records; a crash may have come between the event that names them and those records. */
async function isBootstrapped({ state }: Registry): Promise<boolean> {
  const { bootstrap } = await state(BOOTSTRAP_STREAM);
  const records = await Promise.all((bootstrap ?? []).map(async ({ person }) => (await state(person)).person.current));
  return bootstrap !== null && records.every((record) => record !== null);
}

async function register(registry: Registry, { stream, body }: Proposal): Promise<boolean> {
  const { profile, person } = await registry.state(stream);
  if (profile.current !== null || person.current !== null) return false;
  await underDualControl(registry, { stream, body });
  return true;
}

/** Puts the deployed policy in force unless it already is. Throws when the registry refuses. */
export async function adoptPolicy(registry: Registry, adoption: Adoption): Promise<void> {
  const { current } = (await registry.state(POLICY_STREAM)).policy;
  if (current?.digest === adoption.digest) return;
  await underDualControl(registry, { stream: POLICY_STREAM, body: { policy: adoption } });
}

async function underDualControl(registry: Registry, { stream, body }: Proposal): Promise<void> {
  const [proposer, confirmer] = DEMO_ADMINS;
  const { digest, difference } = await accepted(registry.post(proposer, '/registry/proposals', body), stream);
  // The demo's administrators are one program: it wrote the policy, and reads nothing.
  const seen = isDifference(difference) ? { seen: difference.digest } : {};
  const said = { stream, digest: String(digest), ...seen };
  const signed = signedConfirmation({ url: registry.issuer, passkeys: registry.passkeys }, confirmer, said);
  await accepted(registry.post(confirmer, CONFIRMATIONS, signed), stream);
}

const isDifference = (value: unknown): value is { readonly digest: string } =>
  typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string';

async function accepted(call: Promise<Reply>, stream: string): Promise<Reply['body']> {
  const { status, body } = await call;
  if (status !== 200) throw new Error(`the registry refused \`${stream}\`: ${status} ${String(body['code'] ?? '')}`);
  return body;
}
