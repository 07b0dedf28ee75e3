import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import { decidedBy } from '../../lambdas/core/recovery/assess/signed.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present, REF } from './execution-world.ts';
import { ACTORS, NOW, PEOPLE } from './fixtures.ts';
import type { Signs } from './forged-decisions.ts';
import { forgedAfter } from './forgery.ts';
import { SEES, SITE, StatementWorld } from './statement-world.ts';

const SECOND = 'secondVerifier';

/** One of two verifiers has seen the requester and signed that; what the other one saw is put by hand. */
export class SightingWorld implements Signs {
  readonly world: StatementWorld;
  key: SoftwareAuthenticator;

  private constructor(world: StatementWorld) {
    this.world = world;
    this.key = world.verifiers[SECOND];
  }

  static begin = async (): Promise<SightingWorld> => new SightingWorld(await StatementWorld.begin(['verifier']));

  digest = async (): Promise<string> => present(decidedBy(SEES)).digest;

  async signs(over: Partial<Statement> = {}, ceremony: Partial<Ceremony> = {}): Promise<SignedStatement> {
    const statement: Statement = {
      ...{ kind: 'prove', stream: REF.account, recovery: REF.recovery, digest: await this.digest() },
      ...{ person: PEOPLE[SECOND], at: this.world.surroundings.now(), ...over },
    };
    return { statement, assertion: this.key.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }) };
  }

  /** The second verifier's sighting as the people's functions would write it, with this beside it; then both approvers really sign. */
  async forges(signed: unknown): Promise<number> {
    const { ledger, rows } = this.world;
    const events = (rows.get(REF.account) ?? []).flatMap(
      ({ bytes }) => (JSON.parse(bytes) as { events: readonly LedgerEvent[] }).events,
    );
    const first = present(events.flatMap((event) => (event.type === 'ProofRecorded' ? [event.proof] : []))[0]);
    const proof = { ...first, id: 'forged', verifier: PEOPLE[SECOND] };
    const beside = signed === undefined ? {} : { signed };
    const recorded = { type: 'ProofRecorded', proof, ...beside } as LedgerEvent;
    const about = { stream: REF.account, family: 'people', command: 'RecordProof', actor: ACTORS[SECOND] } as const;
    const made = forgedAfter(await ledger.head(REF.account), {
      ...{ ...about, events: [recorded, { type: 'ProofingCompleted' }], at: NOW },
    });
    await ledger.append(made);
    await this.world.approved();
    return made.commit.seq;
  }
}
