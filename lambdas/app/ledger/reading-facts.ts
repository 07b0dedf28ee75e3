import { whyNotAdministrator } from '../../core/recovery/assess/administrators.ts';
import type { RowsReading } from '../../core/recovery/state/batches.ts';
import type { Envelope } from '../../core/recovery/state/commands.ts';
import { NO_REGISTRY_FACTS } from '../../core/recovery/state/decision.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { POLICY_STREAM, type PolicyReading, type PolicyVersion } from '../../core/registry/adoption.ts';
import { batchDigest } from '../../core/registry/batch.ts';
import type { Person } from '../../core/registry/person.ts';
import type { UploadedBy } from '../../ports/batch-rows.ts';
import type { Ledger, PolicyReader } from '../../ports/ledger.ts';
import { loadCommit } from './load.ts';

/** What takes long to read is read for administrators only. */
interface ReadingServices {
  readonly ledger: Ledger;
  readonly readPolicy?: PolicyReader;
  readonly readRows?: (of: UploadedBy) => Promise<RowsReading>;
}

interface AskedOf {
  readonly envelope: Envelope;
  readonly state: StreamState;
  readonly now: string;
}

/** Reads a proposed policy, for administrators only: it takes seconds of work. */
export async function readingFor(
  { ledger, readPolicy }: ReadingServices,
  { envelope: { actor, command, stream }, state, now }: AskedOf,
  people: readonly Person[],
): Promise<PolicyReading | null> {
  if (command.type !== 'ProposePolicy' || stream !== POLICY_STREAM) return null;
  if (whyNotAdministrator(actor, { registry: { ...NO_REGISTRY_FACTS, people } }) !== undefined) return null;
  if (readPolicy === undefined) throw new Error('a policy is proposed where none is read');
  return readPolicy({ adoption: command.adoption, inForce: await textInForce(ledger, state), now });
}

/** Reads the rows of a proposed batch, for administrators only: thousands of them. */
export async function rowsFor(
  { readRows }: ReadingServices,
  { envelope: { actor, command } }: AskedOf,
  people: readonly Person[],
): Promise<RowsReading | null> {
  if (command.type !== 'ProposeBatch' || actor.by !== 'person') return null;
  if (whyNotAdministrator(actor, { registry: { ...NO_REGISTRY_FACTS, people } }) !== undefined) return null;
  if (readRows === undefined) throw new Error('a batch is proposed where none is read');
  return readRows({ digest: batchDigest(command.content), by: actor.person });
}

/** The text of the policy in force; null for none. Throws `LedgerCorrupt`. */
const textInForce = async (ledger: Ledger, { policy: { current } }: StreamState): Promise<string | null> =>
  current === null ? null : textOfVersion(ledger, current);

/** The text of a policy version, from the verified commit that proposed it. Throws `LedgerCorrupt`. */
export async function textOfVersion(
  ledger: Ledger,
  { seq, digest }: Pick<PolicyVersion, 'seq' | 'digest'>,
): Promise<string> {
  const { commit } = await loadCommit(ledger, { stream: POLICY_STREAM, seq });
  const texts = commit.events.flatMap((event) => (event.type === 'PolicyProposed' ? [event.adoption] : []));
  const text = texts.find((one) => one.digest === digest)?.text;
  if (text === undefined) throw new Error(`commit ${seq} does not propose the policy that the state names`);
  return text;
}
