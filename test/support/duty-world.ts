import { load } from '../../lambdas/app/ledger/load.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { breakGlassFor } from '../../lambdas/app/people/break-glass.ts';
import { EMERGENCY_GROUP } from '../../lambdas/core/approvals/countersignature.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present, REF } from './execution-world.ts';
import { ACTORS, anEnvelope, aPerson, aPersonActor, at, NOW, PEOPLE, STAFF, subjectOf } from './fixtures.ts';
import type { Signs } from './forged-decisions.ts';
import { forgedAfter } from './forgery.ts';
import { register } from './register.ts';
import { passkeyOf, SITE, StatementWorld } from './statement-world.ts';

export const OLGA = aPersonActor('person:olga', { roles: ['on-duty'] });
export const OSCAR = aPersonActor('person:oscar', { roles: ['on-duty'] });
/** Nobody of the registry. */
export const NOBODY = aPersonActor('person:nobody', { roles: ['on-duty'] });
export const INCIDENT = { incident: 'INC-4711', until: at(3600), reason: 'the data centre burns' };
export const THREAT = 'threat-1';

interface Forging {
  /** Who is said to have decided it. */
  readonly by?: typeof OSCAR;
  /** Of the incident. */
  readonly until?: string;
}

/** What people on duty loosen. */
export type Loosening = 'lower' | 'declare';

/** Two people on duty, each with a passkey in their record, beside a recovery of a privileged account; Oscar's decision is looked at. */
export class DutyWorld implements Signs {
  readonly world: StatementWorld;
  readonly kind: Loosening;
  key = new SoftwareAuthenticator();
  readonly olgas = new SoftwareAuthenticator();
  /** What Olga signed when she asked for the end of the drain. */
  asked: SignedStatement | undefined;

  private constructor(world: StatementWorld, kind: Loosening) {
    this.world = world;
    this.kind = kind;
  }

  /** Where a threat level can be lowered, Olga has declared a drain and asked for its end; where an incident can be declared, none is. */
  static async begin(kind: Loosening): Promise<DutyWorld> {
    const duty = new DutyWorld(await StatementWorld.begin(), kind);
    await duty.enrols(OLGA.person, duty.olgas);
    await duty.enrols(OSCAR.person, duty.key);
    if (kind === 'declare') return duty;
    await duty.world.approved();
    const raise = { type: 'RaiseThreat', desk: null, until: at(3600), reason: 'we move', drain: true } as const;
    await duty.gives(raise, OLGA, THREAT);
    duty.asked = await duty.signsAsOlga();
    await duty.gives({ ...LOWER, signed: duty.asked }, OLGA);
    return duty;
  }

  async enrols(person: string, key: SoftwareAuthenticator | null, parts: Person['parts'] = ['on-duty']): Promise<void> {
    await register(this.world.services, { person: this.recordOf(person, key, parts) });
  }

  recordOf(person: string, key: SoftwareAuthenticator | null, parts: Person['parts'] = ['on-duty']): Person {
    const subjects = [subjectOf(`sub-${person}`)];
    const passkeys = key === null ? [] : [passkeyOf(key)];
    const addresses = [`${person.slice('person:'.length)}@example.com`];
    return aPerson({ person, subjects, addresses, ticketUsers: [], parts, passkeys });
  }

  gives(command: Command, actor = OSCAR, id = `duty-${Math.random()}`) {
    return submit(this.world.services, anEnvelope(command, { id, actor, recovery: null, stream: POLICY_STREAM }));
  }

  /** Oscar's decision, with this beside it. */
  decides(signed?: unknown) {
    const said = signed === undefined ? {} : { signed: signed as SignedStatement };
    return this.gives(
      this.kind === 'lower' ? { ...LOWER, ...said } : { type: 'DeclareIncident', ...INCIDENT, ...said },
    );
  }

  digest = async (): Promise<string> => digestOf(this.kind === 'lower' ? { threat: THREAT } : INCIDENT);

  async signs(over: Partial<Statement> = {}, ceremony: Partial<Ceremony> = {}, key = this.key) {
    const statement: Statement = {
      ...{ kind: this.kind, stream: POLICY_STREAM, recovery: null, digest: await this.digest() },
      ...{ person: OSCAR.person, at: this.world.surroundings.now(), ...over },
    };
    return { statement, assertion: key.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }) };
  }

  signsAsOlga = (over: Partial<Statement> = {}) => this.signs({ person: OLGA.person, ...over }, {}, this.olgas);

  /** The same, written by hand as the people's functions would. */
  async forges(signed: unknown, { by = OSCAR, until = INCIDENT.until }: Forging = {}): Promise<number> {
    const beside = signed === undefined ? {} : { signed };
    const { person } = by;
    return this.kind === 'lower'
      ? this.writes('LowerThreat', { type: 'ThreatLowered', threat: THREAT, by: person, ...beside } as LedgerEvent, by)
      : this.writes(
          'DeclareIncident',
          { type: 'IncidentDeclared', incident: { ...INCIDENT, until, by: person, at: NOW }, ...beside } as LedgerEvent,
          by,
        );
  }

  /** Any event on the stream of the policy, written by hand in the same way. */
  async writes(
    command: Command['type'],
    event: LedgerEvent,
    actor = OSCAR,
    claims: { readonly state?: StreamState; readonly at?: string } = {},
  ): Promise<number> {
    const about = { stream: POLICY_STREAM, recovery: null, family: 'people', command, actor } as const;
    const { ledger, surroundings } = this.world;
    const head = await ledger.head(POLICY_STREAM);
    const made = forgedAfter(head, { ...about, at: surroundings.now(), events: [event], ...claims });
    await ledger.append(made);
    return made.commit.seq;
  }

  /** A record written by hand as the registry's functions would: one administrator proposes and confirms it. */
  async putsRecord(person: Person): Promise<void> {
    const { ledger, surroundings } = this.world;
    const [digest, by] = [digestOf(person), PEOPLE.admin];
    for (const [command, event] of [
      ['ProposePerson', { type: 'PersonProposed', person, by, digest, claims: [], lookAlikes: [] }],
      ['ConfirmProposal', { type: 'PersonConfirmed', by, digest }],
    ] as const) {
      const about = { stream: person.person, recovery: null, family: 'registry', command } as const;
      const head = await ledger.head(person.person);
      const at = surroundings.now();
      await ledger.append(forgedAfter(head, { ...about, actor: ACTORS.admin, at, events: [event] }));
    }
  }

  /** Olga breaks the glass under the incident, and two of the roster sign the emergency plan. */
  async brokenAndSigned(): Promise<void> {
    const { world } = this;
    const roster = ['identityApprover', 'securityApprover'] as const;
    for (const name of roster) {
      const record = present(STAFF.find(({ person }) => person === PEOPLE[name]));
      const person: Person = { ...record, parts: ['approver:emergency'], passkeys: [passkeyOf(world.keys[name])] };
      await register(world.services, { person });
    }
    const { incident } = INCIDENT;
    await breakGlassFor(
      world.services,
      { actor: OLGA, id: 'break' },
      { recovery: REF.recovery, incident, reason: 'it burns' },
    );
    for (const name of roster) {
      const digest = await world.digest();
      const command = { type: 'CountersignPlan', digest, signed: await world.signs(name) } as const;
      const actor = { ...ACTORS[name], groups: [EMERGENCY_GROUP] };
      await submit(world.services, anEnvelope(command, { id: `glass-${name}`, actor }));
    }
  }

  /** Whether what Oscar decided is in force by the state of the policy's stream. */
  async isLoosened(): Promise<boolean> {
    const { threats, breakGlass } = await load(this.world.ledger, POLICY_STREAM);
    return this.kind === 'lower'
      ? threats.every(({ loweredIn }) => loweredIn !== undefined)
      : breakGlass.incidents.length > 0;
  }
}

const LOWER = { type: 'LowerThreat', threat: THREAT } as const;
