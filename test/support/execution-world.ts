import { load } from '../../lambdas/app/ledger/load.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import type { ExecutionServices } from '../../lambdas/app/workflow/execution.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import type { Recovery } from '../../lambdas/core/recovery/state/state.ts';
import type { Tier } from '../../lambdas/core/registry/account.ts';
import type { Scope } from '../../lambdas/core/registry/scope.ts';
import type { Connector, ConnectorRequest, Gone, Obstacle, Performed } from '../../lambdas/ports/connector.ts';
import type { RevocationTimer } from '../../lambdas/ports/effects.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { Secret, type SweptBoxes } from '../../lambdas/ports/secret.ts';
import type { DueGrant, DueGrants, ListedGrant } from '../../lambdas/ports/workspace.ts';
import { adoptPolicy } from './adopt.ts';
import type { CrashingPorts } from './crash.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPolicy, aProfile, fixedSurroundings, PLANNING } from './fixtures.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { register } from './register.ts';

/** A directory with one temporary password, which answers repeated calls like a real one. */
export class ModelDirectory implements Connector {
  readonly name = 'cognito';
  readonly actions = ['reset-password', 'reset-mfa'] as const;
  password: string | null = null;
  /** A directory that never confirms a revocation. */
  stuck = false;
  /** A directory that is still carrying out a revocation. */
  revoking = false;
  issued = 0;
  pending = 0;

  /** The obstacle that an examination finds. */
  obstacle: Obstacle | null = null;

  async examine(): Promise<Obstacle | null> {
    return this.obstacle;
  }

  /** The identity behind the name now, if it is another one or none. */
  identity: string | null | undefined;

  async identityOf(target: string): Promise<string | undefined> {
    return this.identity === undefined ? target : (this.identity ?? undefined);
  }

  /** The tier that its groups give now; an error when it does not answer. */
  tier: Tier | null | AdapterError = null;

  async tierOf(): Promise<Tier | null> {
    if (this.tier instanceof AdapterError) throw this.tier;
    return this.tier;
  }

  /** What it opens now; undefined: the directory says nothing of it. */
  scope: Scope | undefined;

  async scopeOf(): Promise<Scope | undefined> {
    return this.scope;
  }

  async perform({ grant }: ConnectorRequest): Promise<Performed> {
    if (this.pending > 0) {
      this.pending -= 1;
      return { state: 'pending' };
    }
    this.issued += 1;
    this.password = `canary-password-${this.issued}`;
    return {
      state: 'done',
      reference: `temporary:${grant}`,
      credential: new Secret(this.password),
      evidence: { status: 'FORCE_CHANGE_PASSWORD' },
    };
  }

  async revoke(_request?: ConnectorRequest): Promise<void> {
    if (!this.stuck && !this.revoking) this.password = null;
  }

  async verifyGone(): Promise<Gone> {
    return {
      gone: this.password === null,
      isRunning: this.revoking,
      evidence: { status: this.password === null ? 'DISABLED' : 'FORCE_CHANGE_PASSWORD' },
    };
  }
}

export class ModelBoxes implements SweptBoxes {
  readonly kept = new Map<string, string>();
  readonly ends = new Map<string, string>();
  async put(grant: string, credential: Secret, endsAt?: string): Promise<void> {
    this.kept.set(grant, credential.reveal());
    if (endsAt !== undefined) this.ends.set(grant, endsAt);
  }
  async open(grant: string): Promise<Secret | undefined> {
    const value = this.kept.get(grant);
    return value === undefined ? undefined : new Secret(value);
  }
  async endedBefore(moment: string): Promise<readonly string[]> {
    return [...this.kept.keys()].filter((grant) => (this.ends.get(grant) ?? moment) < moment);
  }
  async destroy(grant: string): Promise<void> {
    this.kept.delete(grant);
  }
}

export class ModelTimer implements RevocationTimer {
  readonly armed = new Map<string, string>();
  async arm(ref: { recovery: string }, at: string): Promise<void> {
    this.armed.set(ref.recovery, at);
  }
  async disarm(ref: { recovery: string }): Promise<void> {
    this.armed.delete(ref.recovery);
  }
}

export class ModelDueGrants implements DueGrants {
  readonly noted = new Map<string, ListedGrant>();
  async note(grant: DueGrant): Promise<void> {
    this.noted.set(grant.recovery, { ...grant, dueAt: grant.expiresAt });
  }
  async due(now: string, { limit, after }: { readonly limit: number; readonly after?: ListedGrant }) {
    const rank = ({ dueAt, recovery }: ListedGrant): string => `${dueAt}#${recovery}`;
    const first = after === undefined ? '' : `${rank(after)} `;
    const due = [...this.noted.values()].filter((one) => one.dueAt <= now && rank(one) >= first);
    return due.sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, limit);
  }
  async moveBack(grant: ListedGrant, dueAt: string): Promise<boolean> {
    if (this.noted.get(grant.recovery)?.dueAt !== grant.dueAt) return false;
    this.noted.set(grant.recovery, { ...grant, dueAt });
    return true;
  }
  async clear(recovery: string): Promise<void> {
    this.noted.delete(recovery);
  }
}

export const REF = { account: 'cognito:jane', recovery: 'rec-1' };

/** Jane's password reset, proved and countersigned, just before execution. */
export async function approvedWorld(crashing?: CrashingPorts, scope?: Scope) {
  const surroundings = fixedSurroundings();
  const policy = aPolicy();
  const ledger = new MemoryLedger();
  const directory = new ModelDirectory();
  const [boxes, timer, dueGrants] = [new ModelBoxes(), new ModelTimer(), new ModelDueGrants()];
  const wrap = <Port extends object>(name: string, port: Port): Port => crashing?.wrap(name, port) ?? port;
  const calm = { ledger, surroundings, policy: { current: async () => policy }, ...PLANNING };
  const services: ExecutionServices = {
    ...calm,
    ledger: wrap('ledger', ledger),
    boxes: wrap('boxes', boxes),
    timer: wrap('timer', timer),
    dueGrants: wrap('dueGrants', dueGrants),
    connectorOf: () => wrap('connector', directory),
    pause: async (milliseconds) => surroundings.advance(milliseconds / 1000),
  };
  await adoptPolicy(calm);
  await register(calm, { profile: aProfile() });
  await submit(calm, anEnvelope(anOpenRecovery()));
  await approve(calm, REF, scope);
  return { services, calm, ledger, directory, boxes, timer, dueGrants, surroundings };
}

/** What a verifier says who saw the requester. */
export const SIGHTED = {
  type: 'RecordProof',
  ...({ method: 'in-person', outcome: 'verified', reference: 'log/1' } as const),
  seen: ['passport', 'employee-badge'],
} as const;

/** Plans, proves and countersigns a recovery that is open. */
export async function approve(
  calm: Parameters<typeof submit>[0] & { readonly ledger: MemoryLedger },
  ref: typeof REF,
  scope?: Scope,
): Promise<void> {
  const { ledger, surroundings } = calm;
  const given = () => ({ recovery: ref.recovery, id: surroundings.newId() });
  await step(calm, ref, { type: 'AssessRecovery', directoryTier: null, ...(scope !== undefined && { scope }) });
  await submit(calm, anEnvelope(SIGHTED, { actor: ACTORS.verifier, ...given() }));
  const { id, plan, proofs } = present((await load(ledger, ref.account)).recoveries[ref.recovery]);
  await submit(
    calm,
    anEnvelope(
      { type: 'CountersignPlan', digest: planDigest(id, present(plan), proofs) },
      { actor: ACTORS.identityApprover, ...given() },
    ),
  );
}

/** Every event of the account, in order. */
export async function eventsOf(ledger: MemoryLedger): Promise<readonly LedgerEvent[]> {
  const rows = await ledger.read(REF.account, { from: 1, limit: 1000 });
  return rows.flatMap(({ bytes }) => (JSON.parse(bytes) as { events: LedgerEvent[] }).events);
}

export async function recoveryIn(ledger: MemoryLedger): Promise<Recovery | undefined> {
  return (await load(ledger, REF.account)).recoveries[REF.recovery];
}

export function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the story of this test has gone another way');
  return value;
}
