import { load } from '../../lambdas/app/ledger/load.ts';
import { type SubmitServices, submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { Commit } from '../../lambdas/core/audit/commit.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import { findRecovery, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import type { Instant } from '../../lambdas/core/values/instant.ts';
import type { CallerServices } from '../../lambdas/http/actor.ts';
import type { People, RegisteredPerson } from '../../lambdas/ports/workspace.ts';
import { adoptPolicy } from './adopt.ts';
import { present } from './execution-world.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPolicy,
  aProfile,
  fixedSurroundings,
  PEOPLE,
  PLANNING,
  partsOf,
  subjectOf,
} from './fixtures.ts';
import { registeredPerson } from './http.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { register } from './register.ts';
import { tokens } from './tokens.ts';

/** Subjects (`sub`) of the people of the fixtures are their names, e.g. `sub-jane` for `PEOPLE.jane`. */
export const subOf = (name: string): string => subjectOf(`sub-${name}`);

const PERSONS: readonly (readonly [identity: string, RegisteredPerson])[] = Object.entries(PEOPLE).flatMap(
  ([name, person]) => {
    const known = registeredPerson(person, {
      subjects: [subOf(name)],
      parts: [
        ...partsOf(name as keyof typeof PEOPLE),
        ...(name === 'reviewer' ? (['auditor', 'on-duty'] as const) : []),
      ],
    });
    const keys = [`subject:${subOf(name)}`, `address:${name.toLowerCase()}@example.com`];
    return keys.map((key) => [key, known] as const);
  },
);

/** The API's services in memory. One for each test file, reset before each test. */
export class ApiWorld {
  readonly rows: MemoryRows = new Map();
  readonly known = new Map<string, RegisteredPerson>();
  faults: ConstructorParameters<typeof MemoryLedger>[0] = undefined;
  #clock = fixedSurroundings();
  #policy = aPolicy();
  /** Jane's account as it is first registered. */
  readonly profile: AccountProfile = aProfile();

  readonly ledger = new MemoryLedger((operation) => this.faults?.(operation) ?? 'none', this.rows);

  readonly services: SubmitServices = {
    ...PLANNING,
    ledger: this.ledger,
    policy: { current: async () => this.#policy },
    surroundings: { now: () => this.#clock.now(), newId: () => this.#clock.newId() },
  };

  readonly people: People = {
    find: async (identity) => this.known.get(identity),
    show: async () => {
      throw new Error('only the relay shows');
    },
  };

  readonly callers: CallerServices = {
    ...{ tokens, people: this.people, groupsClaim: 'cognito:groups', issuerAssurance: 2 },
  };

  /** Adopts the policy and registers Jane's account like this. */
  async reset(profile: AccountProfile = this.profile, policy = aPolicy()): Promise<void> {
    this.#policy = policy;
    this.rows.clear();
    this.known.clear();
    for (const [identity, person] of PERSONS) this.known.set(identity, person);
    this.faults = undefined;
    this.#clock = fixedSurroundings();
    await adoptPolicy(this.services);
    await this.register(profile);
  }

  now(): Instant {
    return this.#clock.now();
  }

  advance(seconds: number): void {
    this.#clock.advance(seconds);
  }

  async register(profile: AccountProfile): Promise<void> {
    await register(this.services, { profile });
  }

  /** Jane's recovery `rec-1` is open and assessed. */
  async open(): Promise<void> {
    await submit(this.services, anEnvelope(anOpenRecovery()));
    await step(
      this.services,
      { account: 'cognito:jane', recovery: 'rec-1' },
      { type: 'AssessRecovery', directoryTier: null },
    );
  }

  /** Jane's recovery is proved and waits for countersignatures; the digest of its plan. */
  async prove(): Promise<string> {
    const proof = {
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'verified',
      reference: 'log/1',
      seen: ['passport', 'employee-badge'],
    } as const;
    await submit(this.services, anEnvelope(proof, { actor: ACTORS.verifier }));
    return this.digest();
  }

  /** Jane's recovery is countersigned, executed, and has a credential for her. */
  async grant(): Promise<string> {
    const digest = await this.prove();
    await submit(this.services, anEnvelope({ type: 'CountersignPlan', digest }, { actor: ACTORS.identityApprover }));
    const ref = { account: 'cognito:jane', recovery: 'rec-1' };
    await step(this.services, ref, { type: 'StartExecution', directoryTier: null });
    const { id } = present((await this.recovery()).grant);
    const issued = { type: 'IssueGrant', grant: id, reference: 'ref', claimable: true, evidence: {} } as const;
    await step(this.services, ref, issued);
    return id;
  }

  async recovery() {
    return present(findRecovery(await this.state('cognito:jane'), 'rec-1'));
  }

  async digest(): Promise<string> {
    const { id, plan, proofs } = await this.recovery();
    return planDigest(id, present(plan), proofs);
  }

  state(stream: string): Promise<StreamState> {
    return load(this.ledger, stream);
  }

  commits(stream: string): readonly Commit[] {
    return (this.rows.get(stream) ?? []).map(({ bytes }) => JSON.parse(bytes) as Commit);
  }

  events(stream: string): readonly LedgerEvent[] {
    return this.commits(stream).flatMap(({ events }) => events);
  }

  /** Number of commits in each stream. */
  heights(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.rows].map(([stream, rows]) => [stream, rows.length]));
  }

  /** The whole ledger, as text. */
  text(): string {
    return JSON.stringify([...this.rows]);
  }
}
