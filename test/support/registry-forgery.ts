import { confirm, propose } from '../../lambdas/app/people/registry.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present } from './execution-world.ts';
import { ACTORS, ADMINISTRATORS, PEOPLE, STAFF } from './fixtures.ts';
import type { Signs } from './forged-decisions.ts';
import { forgedAfter } from './forgery.ts';
import { registryOn } from './register.ts';
import { passkeyOf, SITE, StatementWorld } from './statement-world.ts';

const [, CONFIRMER] = ADMINISTRATORS;
const TWO = 'securityApprover';
const TWO_ADMINISTRATORS = { proposes: PEOPLE.admin, confirms: PEOPLE.secondAdmin };

/**
 * The registry's family was captured: it writes records by hand. The second administrator has a passkey. `key`: with which their statements are
 * signed; `evil`: a passkey that nobody gave an approver.
 */
export class RegistryForgery implements Signs {
  readonly world: StatementWorld;
  key = new SoftwareAuthenticator();
  readonly evil = new SoftwareAuthenticator();
  readonly record: Person;

  private constructor(world: StatementWorld) {
    this.world = world;
    const record = present(STAFF.find(({ person }) => person === PEOPLE[TWO]));
    this.record = { ...record, passkeys: [passkeyOf(this.evil)] };
  }

  static async begin(): Promise<RegistryForgery> {
    const forgery = new RegistryForgery(await StatementWorld.begin());
    // What was confirmed before asks for no signature.
    forgery.world.surroundings.advance(1);
    await forgery.enrolsConfirmer();
    forgery.world.surroundings.advance(2);
    return forgery;
  }

  /** By the first administrator, who has no passkey. */
  private async enrolsConfirmer(): Promise<void> {
    const { services } = this.world;
    const person = { ...CONFIRMER, passkeys: [passkeyOf(this.key)] };
    const { stream, digest } = await propose(
      registryOn(services),
      { id: 'e-1', actor: ACTORS.secondAdmin },
      { person },
    );
    await confirm(registryOn(services), { id: 'e-2', actor: ACTORS.admin }, { stream, digest });
  }

  digest = async (): Promise<string> => digestOf(this.record);

  async signs(over: Partial<Statement> = {}, ceremony: Partial<Ceremony> = {}): Promise<SignedStatement> {
    const statement: Statement = {
      ...{ kind: 'confirm', stream: PEOPLE[TWO], recovery: null, digest: await this.digest() },
      ...{ person: PEOPLE.secondAdmin, at: this.world.surroundings.now(), ...over },
    };
    return { statement, assertion: this.key.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }) };
  }

  /** The evil passkey is put into an approver's record, with this beside the second administrator's confirmation. */
  async forgesApprover(signed: unknown): Promise<void> {
    await this.puts(this.record, signed);
    await this.approves();
  }

  /** A record by hand: proposed by the first administrator, and confirmed by the second. */
  async puts(record: Person, signed: unknown, by: { proposes: string; confirms: string } = TWO_ADMINISTRATORS) {
    const digest = digestOf(record);
    const grounds = { claims: [], lookAlikes: [] };
    const beside = signed === undefined ? {} : { signed };
    const proposed = { type: 'PersonProposed', person: record, by: by.proposes, digest, ...grounds } as const;
    await this.writes(record.person, 'ProposePerson', proposed);
    const confirmed = { type: 'PersonConfirmed', by: by.confirms, digest, ...beside };
    await this.writes(record.person, 'ConfirmProposal', confirmed as LedgerEvent);
  }

  async writes(stream: string, command: Command['type'], ...events: LedgerEvent[]): Promise<void> {
    const { ledger, surroundings } = this.world;
    const operator = command === 'AdmitAdministrator' || command === 'BootstrapRegistry';
    const actor = operator ? ({ by: 'operator' } as const) : ACTORS.secondAdmin;
    const about = { stream, recovery: null, family: 'registry', command, by: actor.by, actor, events } as const;
    await ledger.append(forgedAfter(await ledger.head(stream), { ...about, at: surroundings.now() }));
  }

  /** The first approver signs, and whoever has the second one's passkey now. */
  async approves(key = this.evil): Promise<void> {
    const { world } = this;
    await world.countersigns('identityApprover', await world.signs('identityApprover'));
    world.keys[TWO] = key;
    await world.countersigns(TWO, await world.signs(TWO));
  }
}
