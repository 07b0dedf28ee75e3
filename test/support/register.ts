import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import { bootstrapRegistry } from '../../lambdas/app/people/bootstrap.ts';
import { confirm, type Proposal, propose, type RegistryServices } from '../../lambdas/app/people/registry.ts';
import { readRows } from '../../lambdas/app/people/uploaded.ts';
import { hashCommit, stateWith, type Tip } from '../../lambdas/core/audit/commit.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { normalTarget } from '../../lambdas/core/registry/identity.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import type { BatchRows } from '../../lambdas/ports/batch-rows.ts';
import { ACTORS, ADMINISTRATORS, anEnvelope, NOW, STAFF } from './fixtures.ts';
import { ModelBatchRows } from './models/batch-rows.ts';
import { readsUnsound } from './policy-reader.ts';

/** The registry on these services, with a directory that knows every name and returns it as the id. */
export const registryOn = (services: SubmitServices, rows: BatchRows = new ModelBatchRows()): RegistryServices => ({
  ...services,
  rows,
  readRows: (of) => readRows(rows, of),
  // The test's look-alikes are asked for whole records.
  lookAlikesOfEach: (records) =>
    Promise.all(
      records.map(async (record) =>
        'account' in record
          ? ((await services.lookAlikesOf?.({ ...record, directoryId: '' })) ?? [])
          : ((await services.lookAlikesOf?.(record)) ?? []),
      ),
    ),
  readPolicy: readsUnsound,
  directoryIdOf: async (_, target) => normalTarget(target),
});

/** Begins the registry with the two administrators of the fixtures; a repetition changes nothing. */
export async function bootstrapped(services: SubmitServices): Promise<void> {
  await bootstrapRegistry(services, ADMINISTRATORS);
  await enlist(services, STAFF);
}

/** Writes the records of people, without the ceremony of two administrators; who has one keeps it. */
async function enlist({ ledger, signer }: SubmitServices, people: readonly Person[]): Promise<void> {
  for (const person of people) {
    if ((await ledger.head(person.person)) !== undefined) continue;
    const [digest, { admin, secondAdmin }] = [digestOf(person), ACTORS];
    const proposed = {
      type: 'PersonProposed',
      person,
      by: secondAdmin.person,
      digest,
      claims: [],
      lookAlikes: [],
    } as const;
    const confirmed = { type: 'PersonConfirmed', by: admin.person, digest } as const;
    let [tip, state]: [Tip | undefined, StreamState] = [undefined, INITIAL];
    for (const [command, actor, event] of [
      [{ type: 'ProposePerson', person }, secondAdmin, proposed],
      [{ type: 'ConfirmProposal', digest }, admin, confirmed],
    ] as const) {
      const envelope = anEnvelope(command, { id: fresh(), stream: person.person, recovery: null, actor });
      const writer = await signer.writerOf(command.type, 'person', NOW);
      const hashed = hashCommit(tip, state, envelope, { at: NOW, policy: '', events: [event], writer });
      await ledger.append({ ...hashed, signature: await signer.sign(hashed) });
      [tip, state] = [hashed, stateWith(state, hashed.commit)];
    }
  }
}

let commands = 0;
const fresh = (): string => {
  commands += 1;
  return `register-${commands}`;
};

/** One administrator proposes and the other confirms, after the bootstrap. Throws when the registry refuses. */
export async function register(services: SubmitServices, proposal: Proposal): Promise<void> {
  await bootstrapped(services);
  const proposed = await proposes(services, proposal);
  const { stream, digest, difference } = proposed;
  await confirm(
    registryOn(services),
    { id: fresh(), actor: ACTORS.secondAdmin },
    { stream, digest, seen: difference?.digest },
  );
}

/** One administrator proposes; the stream and the digest. */
export const proposes = ({ ...services }: SubmitServices, { profile, ...others }: Proposal) => {
  // The test's directory returns the id of the record.
  const { directoryId, ...said } = (profile ?? {}) as NonNullable<typeof profile> & { readonly directoryId?: string };
  const registry = registryOn(services);
  return propose(
    { ...registry, directoryIdOf: async (name, target) => directoryId ?? registry.directoryIdOf(name, target) },
    { id: fresh(), actor: ACTORS.admin },
    profile === undefined ? others : { profile: said, ...others },
  );
};
