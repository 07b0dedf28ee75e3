import { ByHandConnector } from '../../lambdas/adapters/connectors/by-hand/connector.ts';
import { staffSignatures } from '../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import { type Submitted, submit } from '../../lambdas/app/ledger/submit.ts';
import type { ExecutionServices } from '../../lambdas/app/workflow/execution.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import { decidedBy, type SignableCommand } from '../../lambdas/core/recovery/assess/signed.ts';
import { workAt } from '../../lambdas/core/recovery/state/by-hand.ts';
import type { PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import type { Recovery } from '../../lambdas/core/recovery/state/state.ts';
import { digestOfWork, type WorkStage } from '../../lambdas/core/recovery/state/work.ts';
import type { RegisteredPart } from '../../lambdas/core/registry/person.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { adoptPolicy } from './adopt.ts';
import type { CrashingPorts } from './crash.ts';
import { ModelBoxes, ModelDueGrants, ModelTimer, present, REF, SIGHTED } from './execution-world.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPerson,
  aPersonActor,
  aPolicy,
  aProfile,
  fixedSurroundings,
  PLANNING,
  subjectOf,
} from './fixtures.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { register } from './register.ts';
import { passkeyOf, SITE } from './statement-world.ts';

/** Who works by hand; the last one has no part. */
export const HANDS = ['nora', 'nils', 'nina', 'paul'] as const;
export type Hand = (typeof HANDS)[number];

export const handOf = (name: Hand): PersonActor =>
  aPersonActor(`person:${name}`, { roles: name === 'paul' ? [] : ['operator'] });

/** Seconds for work by hand. */
export const WINDOW = 1800;

const POLICY = aPolicy({
  rules: [
    {
      ...{ id: 'everything', control: 'c-1', when: {} },
      require: {
        proofs: { leaf: { method: 'in-person' } },
        approvals: { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] },
        ...{ coolingOff: 0, proofWindow: 3600, approvalWindow: 7200, workWindow: WINDOW, grant: 3600 },
        ...{ reviewWithin: 86_400, alert: 'warning' },
      },
    },
  ],
});

let copies = 0;

/** The ledger, whose appends alone are those of the other one. */
const appendingTo = (memory: MemoryLedger, other: MemoryLedger): MemoryLedger =>
  new Proxy(memory, {
    get: (target, key) => {
      const member: unknown = Reflect.get(key === 'append' ? other : target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

type SaidOfWork = Extract<SignableCommand, { readonly type: 'ReportWork' | 'ConfirmWork' }>;

/** A certificate in a directory without an API, whose replacement is proved and countersigned. Nobody but operators signs anything. */
export class HandWorld {
  readonly rows: MemoryRows = new Map();
  readonly memory = new MemoryLedger(() => 'none', this.rows);
  readonly surroundings: ReturnType<typeof fixedSurroundings> & { newId(): string } = fixedSurroundings();
  readonly timer = new ModelTimer();
  readonly dueGrants = new ModelDueGrants();
  readonly keys: Readonly<Record<Hand, SoftwareAuthenticator>> = {
    ...{ nora: new SoftwareAuthenticator(), nils: new SoftwareAuthenticator('EdDSA') },
    ...{ nina: new SoftwareAuthenticator(), paul: new SoftwareAuthenticator() },
  };
  /** Without crashes. */
  readonly calm: ExecutionServices;
  readonly services: ExecutionServices;

  private constructor(crashing?: CrashingPorts, of?: HandWorld) {
    if (of !== undefined) {
      for (const [stream, commits] of of.rows) this.rows.set(stream, [...commits]);
      Object.assign(this.keys, of.keys);
      for (const [recovery, at] of of.timer.armed) this.timer.armed.set(recovery, at);
      for (const [recovery, grant] of of.dueGrants.noted) this.dueGrants.noted.set(recovery, grant);
      this.surroundings = fixedSurroundings(of.surroundings.now());
      copies += 1;
      const [made, { newId }] = [copies, this.surroundings];
      this.surroundings.newId = () => `copy-${made}-${newId()}`;
    }
    const connector = new ByHandConnector({ pki: ['replace-certificate'] });
    this.calm = {
      ...{ ledger: this.memory, surroundings: this.surroundings, ...PLANNING, signatures: staffSignatures },
      policy: { current: async () => POLICY },
      ...{ boxes: new ModelBoxes(), timer: this.timer, dueGrants: this.dueGrants },
      connectorOf: () => connector,
      pause: async (milliseconds: number) => this.surroundings.advance(milliseconds / 1000),
    };
    const wrap = <Port extends object>(name: string, port: Port): Port => crashing?.wrap(name, port) ?? port;
    this.services = {
      ...this.calm,
      // Whatever is read again is the same.
      ...{ ledger: appendingTo(this.memory, wrap('ledger', this.memory)), timer: wrap('timer', this.timer) },
      ...{ dueGrants: wrap('dueGrants', this.dueGrants), connectorOf: () => wrap('connector', connector) },
    };
  }

  /** The same again, as it is now, with ports that crash. */
  copy = (crashing?: CrashingPorts): HandWorld => new HandWorld(crashing, this);

  static async approved(crashing?: CrashingPorts): Promise<HandWorld> {
    const world = new HandWorld(crashing);
    const { calm } = world;
    await adoptPolicy(calm);
    for (const name of HANDS) await world.enrol(name);
    const target = 'pki/mail-gateway';
    await register(calm, { profile: aProfile({ kind: 'certificate', connector: 'by-hand', target }) });
    await submit(calm, anEnvelope(anOpenRecovery({ action: 'replace-certificate' })));
    await step(calm, REF, { type: 'AssessRecovery', directoryTier: null });
    for (const name of ['verifier', 'secondVerifier'] as const)
      await submit(calm, anEnvelope(SIGHTED, { actor: ACTORS[name] }));
    for (const name of ['identityApprover', 'securityApprover'] as const) {
      const { id, plan, proofs } = present(await world.recovery());
      const command = { type: 'CountersignPlan', digest: planDigest(id, present(plan), proofs) } as const;
      await submit(calm, anEnvelope(command, { actor: ACTORS[name] }));
    }
    return world;
  }

  /** Two administrators give somebody these parts and their passkey. */
  async enrol(name: Hand, parts: readonly RegisteredPart[] = handOf(name).roles): Promise<void> {
    const [person, passkeys] = [`person:${name}`, [passkeyOf(this.keys[name])]];
    const record = { person, name, subjects: [subjectOf(name)], addresses: [], ticketUsers: [], parts, passkeys };
    await register(this.calm, { person: aPerson(record) });
  }

  async recovery(): Promise<Recovery | undefined> {
    return (await load(this.memory, REF.account)).recoveries[REF.recovery];
  }

  async status(): Promise<string | undefined> {
    return (await this.recovery())?.status;
  }

  /** What somebody signs beside this command, with what is wrong about it. */
  signs(name: Hand, command: SaidOfWork, over: Partial<Statement> = {}): SignedStatement {
    const place = { stream: REF.account, recovery: REF.recovery, person: `person:${name}` };
    const statement = { ...present(decidedBy(command)), ...place, at: this.surroundings.now(), ...over };
    return { statement, assertion: this.keys[name].use({ challenge: challengeOf(statement), origin: SITE }) };
  }

  /** Gives the command as this person, signed. */
  says(name: Hand, command: SaidOfWork, signed: unknown = this.signs(name, command)): Promise<Submitted> {
    return submit(this.calm, anEnvelope({ ...command, signed } as SaidOfWork, { actor: handOf(name) }));
  }

  reports(name: Hand, stage: WorkStage = 'perform', reference = 'change/CHG-1'): Promise<Submitted> {
    return this.says(name, { type: 'ReportWork', stage, reference, note: 'issued 3a:f1' });
  }

  async confirming(stage: WorkStage = 'perform'): Promise<Extract<SaidOfWork, { readonly type: 'ConfirmWork' }>> {
    const work = workAt(present(await this.recovery()), stage);
    return { type: 'ConfirmWork', report: work === undefined ? 'f'.repeat(64) : digestOfWork(work), note: 'served' };
  }

  async confirms(name: Hand, stage: WorkStage = 'perform'): Promise<Submitted> {
    return this.says(name, await this.confirming(stage));
  }

  /** One operator did it, and another has looked. */
  async worked(stage: WorkStage = 'perform'): Promise<this> {
    await this.reports('nora', stage);
    await this.confirms('nils', stage);
    return this;
  }
}
