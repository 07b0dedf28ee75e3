import { staffSignatures } from '../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import { confirm, propose } from '../../lambdas/app/people/registry.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present } from './execution-world.ts';
import { ACTORS, ADMINISTRATORS, aPerson, aPolicy, fixedSurroundings, NOW, PEOPLE, PLANNING } from './fixtures.ts';
import { BESIDE_A_DECISION, type Forged } from './forged-decisions.ts';
import { forgedAfter } from './forgery.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { bootstrapped, registryOn } from './register.ts';
import { MemoryCounters, passkeyOf, SITE } from './statement-world.ts';

/** The person whose record is proposed. */
const PROPOSED = aPerson({ person: 'person:kim', subjects: [], addresses: ['kim@example.com'], ticketUsers: [] });
export const STREAM = PROPOSED.person;

const [, CONFIRMER] = ADMINISTRATORS;

/** Two administrators, of whom the second has a passkey in their record: the first one gave it to them under dual control. */
export class ConfirmationWorld {
  readonly rows: MemoryRows = new Map();
  readonly ledger = new MemoryLedger(() => 'none', this.rows);
  readonly surroundings = fixedSurroundings();
  key = new SoftwareAuthenticator();
  readonly services: SubmitServices = {
    ...{ ledger: this.ledger, surroundings: this.surroundings, ...PLANNING },
    ...{ signatures: staffSignatures, counters: new MemoryCounters(), policy: { current: async () => aPolicy() } },
  };
  #commands = 0;

  static async begin(): Promise<ConfirmationWorld> {
    const world = new ConfirmationWorld();
    await bootstrapped(world.services);
    await world.enrols(CONFIRMER, world.key);
    world.surroundings.advance(1);
    return world;
  }

  /** This administrator's record gets this passkey or none, proposed by themselves and confirmed by the other one. */
  async enrols(record: Person, key: SoftwareAuthenticator | null, signed?: SignedStatement): Promise<void> {
    const [proposer, confirmer] =
      record.person === PEOPLE.admin ? (['admin', 'secondAdmin'] as const) : (['secondAdmin', 'admin'] as const);
    const passkeys = key === null ? [] : [passkeyOf(key)];
    const { stream, digest } = await this.proposes({ ...record, passkeys }, proposer);
    await this.confirms(signed, { stream, digest, by: confirmer });
  }

  proposes(person: Person = PROPOSED, by: 'admin' | 'secondAdmin' = 'admin') {
    return propose(registryOn(this.services), this.#given(by), { person });
  }

  /** The second administrator confirms what waits for Kim. */
  async confirms(
    signed?: unknown,
    { stream = STREAM, digest = '', by = 'secondAdmin' as 'admin' | 'secondAdmin' } = {},
  ): Promise<void> {
    const waiting = digest === '' ? await this.digest() : digest;
    const said = signed === undefined ? {} : { signed: signed as SignedStatement };
    await confirm(registryOn(this.services), this.#given(by), { stream, digest: waiting, ...said });
  }

  #given(by: 'admin' | 'secondAdmin') {
    this.#commands += 1;
    return { id: `command-${this.#commands}`, actor: ACTORS[by] };
  }

  /** Digest of what waits for Kim. */
  digest = async (): Promise<string> => present((await load(this.ledger, STREAM)).person.proposal).digest;

  /** What the second administrator signs, with what is wrong about it. */
  async signs(over: Partial<Statement> = {}, ceremony: Partial<Ceremony> = {}): Promise<SignedStatement> {
    const statement: Statement = {
      ...{ kind: 'confirm', stream: STREAM, recovery: null, digest: over.digest ?? (await this.digest()) },
      ...{ person: PEOPLE.secondAdmin, at: this.surroundings.now(), ...over },
    };
    return { statement, assertion: this.key.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }) };
  }

  /** The confirmation of what waits for Kim, written by hand as the registry's functions would, with this beside it. */
  async forges(signed: unknown): Promise<number> {
    const digest = await this.digest();
    const event = { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest } as const;
    const events = [{ ...event, ...(signed === undefined ? {} : { signed }) } as LedgerEvent];
    const by = { stream: STREAM, recovery: null, family: 'registry', command: 'ConfirmProposal' } as const;
    const moment = this.surroundings.now();
    const made = forgedAfter(await this.ledger.head(STREAM), { ...by, actor: ACTORS.secondAdmin, events, at: moment });
    await this.ledger.append(made);
    return made.commit.seq;
  }

  async record(): Promise<Person | null> {
    return (await load(this.ledger, STREAM)).person.current;
  }
}

/** What stands beside the confirmation of Kim's record by the second administrator: each is a forgery. */
export const BESIDE_A_CONFIRMATION: Forged = [
  ...BESIDE_A_DECISION,
  ['a statement of before the proposal', (world) => world.signs({ at: NOW })],
];
