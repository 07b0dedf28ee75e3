import { staffSignatures } from '../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import { confirm, propose } from '../../lambdas/app/people/registry.ts';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present } from './execution-world.ts';
import { ACTORS, ADMINISTRATORS, aPerson, aPolicy, at, fixedSurroundings, NOW, PEOPLE, PLANNING } from './fixtures.ts';
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

/** Somebody who signs a decision, with what is wrong about it. */
export interface Signs {
  key: SoftwareAuthenticator;
  signs(over?: Partial<Statement>, ceremony?: Partial<Ceremony>): Promise<SignedStatement>;
  digest(): Promise<string>;
}

type Forge = (world: Signs) => Promise<unknown>;

const edited = ({ statement, assertion }: SignedStatement, over: Partial<Statement>) => ({
  ...{ statement: { ...statement, ...over }, assertion },
});

/** What stands beside the confirmation of Kim's record by the second administrator: each is a forgery. */
export const BESIDE_A_CONFIRMATION: readonly (readonly [what: string, forge: Forge])[] = [
  ['nothing', async () => undefined],
  ['null', async () => null],
  ['a text', async () => 'signed'],
  ['an empty object', async () => ({})],
  ['a statement without an assertion', async (world) => ({ statement: (await world.signs()).statement })],
  ['an assertion without a statement', async (world) => ({ assertion: (await world.signs()).assertion })],
  ['a statement for another proposal', (world) => world.signs({ digest: 'f'.repeat(64) })],
  ['a statement for another stream', (world) => world.signs({ stream: 'person:eve' })],
  ['a statement of another kind', (world) => world.signs({ kind: 'countersign' })],
  ['a statement about a recovery', (world) => world.signs({ recovery: 'rec-1' })],
  ['a statement in the name of the proposer', (world) => world.signs({ person: PEOPLE.admin })],
  ['a statement in the place of somebody', (world) => world.signs({ for: PEOPLE.admin })],
  ['a statement of long ago', (world) => world.signs({ at: at(-3600) })],
  ['a statement of tomorrow', (world) => world.signs({ at: at(86_400) })],
  ['a statement of before the proposal', (world) => world.signs({ at: NOW })],
  ['a statement whose time was edited', async (world) => edited(await world.signs(), { at: at(2) })],
  [
    'a statement for another proposal that was edited to this one',
    async (world) => edited(await world.signs({ digest: 'f'.repeat(64) }), { digest: await world.digest() }),
  ],
  ['an assertion of another origin', (world) => world.signs({}, { origin: 'https://evil.example.com' })],
  ['an assertion of another relying party', (world) => world.signs({}, { party: 'example.com' })],
  ['an assertion in a frame', (world) => world.signs({}, { crossOrigin: true })],
  ['an assertion without user verification', (world) => world.signs({}, { userVerified: false })],
  ['the answer of a registration', (world) => world.signs({}, { type: 'webauthn.create' })],
  ['an assertion for another challenge', (world) => world.signs({}, { challenge: 'A'.repeat(43) })],
  [
    'the assertion of another statement',
    async (world) => ({
      statement: (await world.signs()).statement,
      assertion: (await world.signs({ stream: 'person:eve' })).assertion,
    }),
  ],
  [
    'an assertion of an unregistered passkey',
    async (world) => {
      world.key = new SoftwareAuthenticator();
      return world.signs();
    },
  ],
  [
    'an unregistered passkey’s signature under a registered name',
    async (world) => {
      const { id } = (await world.signs()).assertion;
      world.key = new SoftwareAuthenticator();
      const { statement, assertion } = await world.signs();
      return { statement, assertion: { ...assertion, id } };
    },
  ],
  ...(['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const).map(
    (part) =>
      [
        `an assertion with an empty ${part}`,
        async (world: Signs) => {
          const { statement, assertion } = await world.signs();
          return { statement, assertion: { ...assertion, [part]: '' } };
        },
      ] as const,
  ),
];
