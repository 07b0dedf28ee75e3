import { staffSignatures } from '../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import { type Submitted, submit } from '../../lambdas/app/ledger/submit.ts';
import type { ExecutionServices } from '../../lambdas/app/workflow/execution.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { Policy } from '../../lambdas/core/policy/policy.ts';
import { decidedBy, type SignableCommand } from '../../lambdas/core/recovery/assess/signed.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import type { Person, StaffPasskey } from '../../lambdas/core/registry/person.ts';
import type { CountedUse, PasskeyCounters } from '../../lambdas/ports/passkeys.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { adoptPolicy } from './adopt.ts';
import { ModelBoxes, ModelDirectory, ModelDueGrants, ModelTimer, present, REF } from './execution-world.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPolicy,
  aProfile,
  fixedSurroundings,
  PEOPLE,
  PLANNING,
  STAFF,
} from './fixtures.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { register } from './register.ts';

export const SITE = 'https://console.example.com';

/** Two approvers of two groups, whose statements are asked for. */
const SIGNED: Partial<Policy> = {
  statements: 'sensitive',
  rules: [
    {
      ...{ id: 'everything', control: 'c-1', when: {} },
      require: {
        proofs: { leaf: { method: 'in-person' } },
        approvals: { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] },
        ...{ coolingOff: 0, proofWindow: 3600, approvalWindow: 7200, grant: 3600, reviewWithin: 86_400 },
        alert: 'warning',
      },
    },
  ],
};

/** What each verifier says of the requester. */
export const SEES = {
  ...{ type: 'RecordProof', method: 'in-person', outcome: 'verified', reference: 'log/1' },
  seen: ['passport', 'employee-badge'],
} as const satisfies SignableCommand;

export type Approver = 'identityApprover' | 'securityApprover';

/** Jane's privileged account, whose recovery is proved and waits for two approvers, each with a passkey in their record. */
export class StatementWorld {
  readonly rows: MemoryRows = new Map();
  readonly ledger = new MemoryLedger(() => 'none', this.rows);
  readonly surroundings = fixedSurroundings();
  readonly directory = new ModelDirectory();
  readonly keys = {
    identityApprover: new SoftwareAuthenticator(),
    securityApprover: new SoftwareAuthenticator('EdDSA'),
  };
  readonly verifiers = { verifier: new SoftwareAuthenticator(), secondVerifier: new SoftwareAuthenticator() };
  readonly counters = new MemoryCounters();
  readonly services: ExecutionServices = {
    ...{
      ledger: this.ledger,
      surroundings: this.surroundings,
      ...PLANNING,
      signatures: staffSignatures,
      counters: this.counters,
    },
    policy: { current: async () => aPolicy(SIGNED) },
    ...{ boxes: new ModelBoxes(), timer: new ModelTimer(), dueGrants: new ModelDueGrants() },
    connectorOf: () => this.directory,
    pause: async (milliseconds) => this.surroundings.advance(milliseconds / 1000),
  };

  /** `seenBy`: who has seen the requester and signed that. */
  static async begin(
    seenBy: readonly ('verifier' | 'secondVerifier')[] = ['verifier', 'secondVerifier'],
  ): Promise<StatementWorld> {
    const world = new StatementWorld();
    await adoptPolicy(world.services);
    for (const name of ['identityApprover', 'securityApprover'] as const) await world.enrol(name, world.keys[name]);
    for (const name of ['verifier', 'secondVerifier'] as const) await world.enrol(name, world.verifiers[name]);
    await register(world.services, { profile: aProfile({ tier: 'privileged' }) });
    await submit(world.services, anEnvelope(anOpenRecovery()));
    await step(world.services, REF, { type: 'AssessRecovery', directoryTier: null });
    for (const name of seenBy) {
      const signed = world.says(name, world.verifiers[name], SEES);
      await submit(world.services, anEnvelope({ ...SEES, signed }, { actor: ACTORS[name] }));
    }
    return world;
  }

  /** Two administrators give an approver these passkeys and no others. */
  async enrol(name: keyof typeof PEOPLE, ...keys: readonly SoftwareAuthenticator[]): Promise<void> {
    const record = present(STAFF.find(({ person }) => person === PEOPLE[name]));
    const person: Person = { ...record, passkeys: keys.map((key) => passkeyOf(key)) };
    await register(this.services, { person });
  }

  async digest(): Promise<string> {
    const { id, plan, proofs } = present((await load(this.ledger, REF.account)).recoveries[REF.recovery]);
    return planDigest(id, present(plan), proofs);
  }

  /** What somebody signs beside another decision than a countersignature. */
  says(
    name: keyof typeof PEOPLE,
    key: SoftwareAuthenticator,
    command: SignableCommand,
    over: Partial<Statement> = {},
  ): SignedStatement {
    const decided = present(decidedBy(command));
    const place = { stream: REF.account, recovery: REF.recovery, person: PEOPLE[name], at: this.surroundings.now() };
    const statement: Statement = { ...decided, ...place, ...over };
    return { statement, assertion: key.use({ challenge: challengeOf(statement), origin: SITE }) };
  }

  /** What an approver signs, with what is wrong about it. */
  async signs(
    name: Approver,
    over: Partial<Statement> = {},
    ceremony: Partial<Ceremony> = {},
  ): Promise<SignedStatement> {
    const digest = await this.digest();
    const statement: Statement = {
      ...{ kind: 'countersign', stream: REF.account, recovery: REF.recovery, digest, person: PEOPLE[name] },
      at: this.surroundings.now(),
      ...over,
    };
    const challenge = challengeOf(statement);
    return { statement, assertion: this.keys[name].use({ challenge, origin: SITE, ...ceremony }) };
  }

  async countersigns(name: Approver, signed?: SignedStatement): Promise<Submitted> {
    const command = { type: 'CountersignPlan', digest: await this.digest(), signed } as const;
    return submit(this.services, anEnvelope(command, { actor: ACTORS[name] }));
  }

  /** Both approvers sign and countersign. */
  async approved(): Promise<this> {
    for (const name of ['identityApprover', 'securityApprover'] as const)
      await this.countersigns(name, await this.signs(name));
    return this;
  }

  async status(): Promise<string | undefined> {
    return (await load(this.ledger, REF.account)).recoveries[REF.recovery]?.status;
  }
}

/** Counters by the contract of the port. */
export class MemoryCounters implements PasskeyCounters {
  readonly #last = new Map<string, CountedUse>();

  async advance(credentialId: string, use: CountedUse): Promise<boolean> {
    const last = this.#last.get(credentialId) ?? { counter: -1, challenge: '' };
    const isSame = last.counter === use.counter && (use.counter === 0 || last.challenge === use.challenge);
    const follows = use.counter === 0 ? last.counter <= 0 : use.counter > last.counter;
    if (follows || isSame) this.#last.set(credentialId, use);
    return follows || isSame;
  }
}

/** A passkey as the console shows it for the record. */
export function passkeyOf(key: SoftwareAuthenticator, site = SITE): StaffPasskey {
  return { credentialId: key.id.toString('base64url'), publicKey: key.publicKey(), site };
}
