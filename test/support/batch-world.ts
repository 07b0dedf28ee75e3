import { load } from '../../lambdas/app/ledger/load.ts';
import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import type { LookedAt } from '../../lambdas/app/people/batches.ts';
import { confirm, propose, type RegistryServices } from '../../lambdas/app/people/registry.ts';
import type { PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import {
  batchContent,
  batchDigest,
  batchStream,
  inOrder,
  type RowRecord,
  seenOfBatch,
} from '../../lambdas/core/registry/batch.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { ACTORS, aPerson, aPolicy, fixedSurroundings, PLANNING } from './fixtures.ts';
import { type Faults, MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { ModelBatchRows } from './models/batch-rows.ts';
import { readsUnsound } from './policy-reader.ts';
import { bootstrapped, register, registryOn } from './register.ts';

/** A new person of an import. */
export const imported = (name: string, over: Partial<Person> = {}): Person => ({
  ...aPerson({ person: `person:${name}`, name: `Imported ${name}`, parts: [] }),
  ...{ subjects: [`https://issuer.example|${name}`], addresses: [`${name}@import.example`], ticketUsers: [] },
  ...over,
});

/** The batches of a registry with two administrators, on a ledger in memory that can fail. */
export class BatchWorld {
  readonly stored: MemoryRows = new Map();
  readonly rows = new ModelBatchRows();
  readonly surroundings = fixedSurroundings();
  /** How the next calls of the ledger fail. */
  faults: Faults = () => 'none';
  readonly ledger = new MemoryLedger((operation) => this.faults(operation), this.stored);
  readonly submitting: SubmitServices = {
    ...{ ledger: this.ledger, surroundings: this.surroundings, ...PLANNING },
    ...{ policy: { current: async () => aPolicy() }, readPolicy: readsUnsound },
  };
  services: RegistryServices = registryOn(this.submitting, this.rows);
  #given = 0;

  async begin(): Promise<void> {
    await bootstrapped(this.services);
    this.surroundings.advance(60);
  }

  given(actor: PersonActor) {
    this.#given += 1;
    return { id: `given-${this.#given}`, actor };
  }

  /** Uploads rows in two chunks; what the service has found of each. */
  async uploads(records: readonly RowRecord[], actor: PersonActor = ACTORS.admin) {
    const ordered = inOrder(records, (one) => one);
    const { content } = batchContent(ordered);
    const digest = batchDigest(content);
    const half = Math.ceil(ordered.length / 2);
    const found: (LookedAt | undefined)[] = [];
    for (const [from, some] of [[0, ordered.slice(0, half)] as const, [half, ordered.slice(half)] as const])
      if (some.length > 0)
        found.push((await propose(this.services, this.given(actor), { rows: { digest, from, records: some } })).rows);
    return { content, digest, stream: batchStream(digest), found };
  }

  /** Uploads rows and proposes them. */
  async proposes(records: readonly RowRecord[], actor: PersonActor = ACTORS.admin) {
    const uploaded = await this.uploads(records, actor);
    await propose(this.services, this.given(actor), { batch: uploaded.content });
    this.surroundings.advance(60);
    return uploaded;
  }

  /** Reads the proposal, if one waits, and confirms that. */
  async confirms({ stream, digest }: { readonly stream: string; readonly digest: string }, actor = ACTORS.secondAdmin) {
    return confirm(this.services, this.given(actor), { stream, digest, seen: await this.seen(stream) });
  }

  /** What a confirmer of the batch reads now; undefined where nothing is proposed. */
  async seen(stream: string): Promise<string | undefined> {
    const { proposal } = (await this.state(stream)).batch;
    return proposal === null ? undefined : seenOfBatch(proposal);
  }

  /** Registers a record by itself, a minute later. */
  async registers(person: Person): Promise<void> {
    await register(this.services, { person });
    this.surroundings.advance(60);
  }

  state(stream: string) {
    return load(this.ledger, stream);
  }

  /** Commits of a stream, as they lie. */
  commitsOf(stream: string) {
    return this.ledger.read(stream, { from: 1, limit: 999 });
  }
}
