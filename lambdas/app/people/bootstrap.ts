import type { Actor } from '../../core/recovery/state/commands.ts';
import { type Administrators, BOOTSTRAP_STREAM, flawOfAdministrators } from '../../core/registry/bootstrap.ts';
import { digestOf } from '../../core/values/hash.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { claimIdentities } from './claims.ts';
import { likenessTo } from './look-alikes.ts';

const OPERATOR: Actor = { by: 'operator' };
const ORIGIN = { via: 'bootstrap', channel: 'operator', desk: null, ticket: null };

/** The result of the bootstrap. */
export interface Bootstrapped {
  readonly administrators: readonly [string, string];
  /** Digest over both records. */
  readonly digest: string;
}

/**
 * Names the first two administrators of an empty registry: claims their identities, records one event that names both and allows no second
 * bootstrap, and stores their records. After a crash at any line, the same two again complete it; any others are refused. Throws the
 * refusal as a problem.
 */
export async function bootstrapRegistry(
  services: SubmitServices,
  administrators: Administrators,
): Promise<Bootstrapped> {
  const digest = digestOf(administrators);
  const alike = likenessTo(administrators[1], administrators[0]);
  const { bootstrap } = await load(services.ledger, BOOTSTRAP_STREAM);
  if (bootstrap === null && flawOfAdministrators(administrators) === undefined && alike.length === 0)
    for (const person of administrators)
      await claimIdentities(services, { id: services.surroundings.newId(), actor: OPERATOR, origin: ORIGIN }, person);
  // Nothing is registered that the two could look like, but the other one.
  const alone = { ...services, lookAlikesOf: async () => alike };
  await give(alone, BOOTSTRAP_STREAM, { type: 'BootstrapRegistry', administrators });
  for (const person of administrators) await give(services, person.person, { type: 'AdmitAdministrator', person });
  return { administrators: [administrators[0].person, administrators[1].person], digest };
}

async function give(
  services: SubmitServices,
  stream: string,
  command: Parameters<typeof submit>[1]['command'],
): Promise<void> {
  const id = services.surroundings.newId();
  const { refusal } = await submit(services, { id, stream, recovery: null, actor: OPERATOR, origin: ORIGIN, command });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
}
