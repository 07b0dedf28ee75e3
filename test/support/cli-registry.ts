import { load } from '../../lambdas/app/ledger/load.ts';
import { type SubmitServices, submit } from '../../lambdas/app/ledger/submit.ts';
import { claimIdentities } from '../../lambdas/app/people/claims.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { PersonActor, RegistryCommand } from '../../lambdas/core/recovery/state/commands.ts';
import type { LookAlike } from '../../lambdas/core/registry/likeness.ts';
import { adoptPolicy } from './adopt.ts';
import type { Script } from './fake-service.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  anOrigin,
  aPolicy,
  fixedSurroundings,
  PLANNING,
  READ,
} from './fixtures.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { readsUnsound } from './policy-reader.ts';
import { bootstrapped } from './register.ts';
import { PUBLISHED } from './signing.ts';

/** A registry in a real ledger, with the service's answers about it. */
export class CliRegistry {
  readonly #rows: MemoryRows = new Map();
  #services: SubmitServices = {
    ledger: new MemoryLedger(() => 'none', this.#rows),
    surroundings: fixedSurroundings(),
    ...PLANNING,
    policy: { current: async () => aPolicy() },
    readPolicy: readsUnsound,
  };

  /** Every record proposed from now on has these look-alikes. */
  looksLike(...found: readonly LookAlike[]): void {
    this.#services = { ...this.#services, lookAlikesOf: async () => found };
  }

  /** The difference of every policy proposed from now on is another one than its reader computes. */
  comparesOtherwise(): void {
    this.#services = { ...this.#services, readPolicy: async () => READ };
  }

  /** Gives one command; returns the digest of the proposed or confirmed record. */
  async does(actor: PersonActor, stream: string, command: RegistryCommand): Promise<string> {
    const id = `command-${(this.#rows.get(stream) ?? []).length}`;
    await bootstrapped(this.#services);
    await this.#claims(id, actor, command);
    const { commit } = await submit(this.#services, anEnvelope(command, { id, stream, recovery: null, actor }));
    const [event] = commit?.commit.events ?? [];
    if (event === undefined || !('digest' in event)) throw new Error(`refused: ${JSON.stringify(event)}`);
    return event.digest;
  }

  /** Claims every identity of a proposed record. */
  async #claims(id: string, actor: PersonActor, command: RegistryCommand): Promise<void> {
    const claimer = { id, actor, origin: anOrigin() };
    if (command.type === 'ProposeProfile') await claimIdentities(this.#services, claimer, command.profile);
    if (command.type === 'ProposePerson') await claimIdentities(this.#services, claimer, command.person);
  }

  /** Proposed by one administrator and confirmed by another. */
  async registers(stream: string, command: RegistryCommand): Promise<void> {
    const digest = await this.does(ACTORS.admin, stream, command);
    const { policy } = await load(this.#services.ledger, stream);
    const seen = policy.proposal?.value.difference.digest;
    await this.does(ACTORS.secondAdmin, stream, { type: 'ConfirmProposal', digest, seen });
  }

  /** Three recoveries of Jane's account that ended with a repudiated proof, the word of two verifiers. */
  async freezes(): Promise<void> {
    await adoptPolicy(this.#services);
    for (const recovery of ['rec-1', 'rec-2', 'rec-3']) {
      await submit(this.#services, anEnvelope(anOpenRecovery(), { recovery }));
      await step(
        this.#services,
        { account: 'cognito:jane', recovery },
        { type: 'AssessRecovery', directoryTier: null },
      );
      const proof = {
        type: 'RecordProof',
        method: 'in-person',
        outcome: 'repudiated',
        reference: null,
        seen: [],
      } as const;
      await submit(
        this.#services,
        anEnvelope(proof, {
          recovery,
          id: `proof-${recovery}`,
          actor: recovery === 'rec-3' ? ACTORS.secondVerifier : ACTORS.verifier,
        }),
      );
    }
  }

  /** The answer to `GET /ledger/STREAM`; `alter` changes the stored commits. */
  script(stream: string, alter: (text: string) => string = (text) => text): Script {
    const commits = (this.#rows.get(stream) ?? []).map((row) => ({ ...row, bytes: alter(row.bytes) }));
    const path = `/ledger/${encodeURIComponent(stream)}?from=1&limit=100`;
    return { 'GET /keys': { body: { keys: PUBLISHED } }, [`GET ${path}`]: { body: { account: stream, commits } } };
  }
}
