import type { Countersignature } from '../../lambdas/core/approvals/countersignature.ts';
import type { SignedStatement } from '../../lambdas/core/approvals/statement.ts';
import type { Family } from '../../lambdas/core/audit/families.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { present, REF } from './execution-world.ts';
import { ACTORS, NOW, PEOPLE } from './fixtures.ts';
import { BESIDE_A_DECISION, type Forged, type Signs, withPart } from './forged-decisions.ts';
import { forgedAfter } from './forgery.ts';
import { StatementWorld } from './statement-world.ts';

export const [ONE, TWO] = ['identityApprover', 'securityApprover'] as const;

/** Writes a commit by hand, as a family's functions would. */
export async function puts(world: StatementWorld, family: Family, command: Command['type'], ...events: LedgerEvent[]) {
  const head = await world.ledger.head(REF.account);
  const actor = family === 'people' ? ACTORS[TWO] : { by: 'workflow' as const };
  await world.ledger.append(
    forgedAfter(head, { stream: REF.account, family, command, by: actor.by, events, actor, at: NOW }),
  );
}

/** The second approver's countersignature as the first gave theirs, and that this completes the approval. */
export async function countersignedBy(
  world: StatementWorld,
  signed: unknown,
  over: Partial<Countersignature> = {},
): Promise<void> {
  const digest = await world.digest();
  const countersignature = { approver: PEOPLE[TWO], groups: ['security'], relations: [], digest, at: NOW, ...over };
  const event = { type: 'PlanCountersigned', countersignature, ...(signed === undefined ? {} : { signed }) };
  await puts(world, 'people', 'CountersignPlan', event as LedgerEvent, {
    type: 'ApprovalCompleted',
    digest: over.digest ?? digest,
    executeNotBefore: NOW,
  });
}

/** The second approver, as whoever forges what they sign sees them. */
const asSigner = (world: StatementWorld): Signs => ({
  get key() {
    return world.keys[TWO];
  },
  set key(key) {
    world.keys[TWO] = key;
  },
  signs: (over, ceremony) => world.signs(TWO, over, ceremony),
  digest: () => world.digest(),
});

/** What stands beside the forged countersignature of the second approver; the first one's is real, and may be used. */
export const BESIDE: Forged<StatementWorld> = [
  ...BESIDE_A_DECISION.map(([what, forge]) => [what, (world: StatementWorld) => forge(asSigner(world))] as const),
  ['the statement and assertion of the first approver', async (world) => realOf(world)],
  [
    'the first approver’s assertion under a statement of the second',
    async (world) => ({ ...(await realOf(world)), statement: (await world.signs(TWO)).statement }),
  ],
  [
    'the second’s assertion under the statement of the first',
    async (world) => ({ ...(await realOf(world)), assertion: (await world.signs(TWO)).assertion }),
  ],
  ['a statement of the second, signed by the first', (world) => byFirst(world)],
  [
    'the same, under the name of the second’s passkey',
    async (world) => withPart(await byFirst(world), 'id', world.keys[TWO].id.toString('base64url')),
  ],
];

/** The first approver helps: they sign what the second should. */
const byFirst = (world: StatementWorld): Promise<SignedStatement> => world.signs(ONE, { person: PEOPLE[TWO] });

/** What the first approver really signed. */
export async function realOf({ rows }: StatementWorld): Promise<SignedStatement> {
  const events = (rows.get(REF.account) ?? []).flatMap(
    ({ bytes }) => (JSON.parse(bytes) as { events: readonly LedgerEvent[] }).events,
  );
  return present(events.flatMap((event) => (event.type === 'PlanCountersigned' ? [event.signed] : []))[0]);
}

/** The first of two approvers has countersigned and signed. */
export async function halfApproved(): Promise<StatementWorld> {
  const world = await StatementWorld.begin();
  await world.countersigns(ONE, await world.signs(ONE));
  return world;
}
