import type { Countersignature } from '../../lambdas/core/approvals/countersignature.ts';
import type { SignedStatement } from '../../lambdas/core/approvals/statement.ts';
import type { Family } from '../../lambdas/core/audit/families.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { present, REF } from './execution-world.ts';
import { ACTORS, at, NOW, PEOPLE } from './fixtures.ts';
import { forgedAfter } from './forgery.ts';
import { SITE, StatementWorld } from './statement-world.ts';

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

type Forge = (world: StatementWorld) => Promise<unknown>;

/** What stands beside the forged countersignature of the second approver; the first one's is real. */
export const BESIDE: readonly (readonly [what: string, forge: Forge])[] = [
  ['nothing', async () => undefined],
  ['null', async () => null],
  ['a text', async () => 'signed'],
  ['an empty object', async () => ({})],
  ['a statement without an assertion', async (world) => ({ statement: (await world.signs(TWO)).statement })],
  ['an assertion without a statement', async (world) => ({ assertion: (await world.signs(TWO)).assertion })],
  ['an assertion that is null', async (world) => ({ ...(await world.signs(TWO)), assertion: null })],
  ['the statement and assertion of the first approver', async (world) => realOf(world)],
  [
    'the first approver’s assertion under a statement of the second',
    async (world) => ({ statement: (await world.signs(TWO)).statement, assertion: (await realOf(world)).assertion }),
  ],
  [
    'the second’s assertion under the statement of the first',
    async (world) => ({ statement: (await realOf(world)).statement, assertion: (await world.signs(TWO)).assertion }),
  ],
  ['a statement for another plan', (world) => world.signs(TWO, { digest: 'f'.repeat(64) })],
  ['a statement for another recovery', (world) => world.signs(TWO, { recovery: 'rec-2' })],
  ['a statement for another account', (world) => world.signs(TWO, { stream: 'cognito:ken' })],
  ['a statement of another kind', (world) => world.signs(TWO, { kind: 'reject' as 'countersign' })],
  ['a statement in another name', (world) => world.signs(TWO, { person: PEOPLE[ONE] })],
  ['a statement of long ago', (world) => world.signs(TWO, { at: at(-3600) })],
  ['a statement of tomorrow', (world) => world.signs(TWO, { at: at(86_400) })],
  ['a statement with one more member', async (world) => withMember(await world.signs(TWO))],
  ['a statement whose time was edited', async (world) => edited(await world.signs(TWO), { at: at(-1) })],
  [
    'a statement for another plan that was edited to this one',
    async (world) => edited(await world.signs(TWO, { digest: 'f'.repeat(64) }), { digest: await world.digest() }),
  ],
  ['an assertion of another origin', (world) => world.signs(TWO, {}, { origin: 'https://evil.example.com' })],
  ['an assertion of a look-alike origin', (world) => world.signs(TWO, {}, { origin: `${SITE}.evil.example` })],
  ['an assertion of another relying party', (world) => world.signs(TWO, {}, { party: 'example.com' })],
  ['an assertion in a frame', (world) => world.signs(TWO, {}, { crossOrigin: true })],
  ['an assertion without user verification', (world) => world.signs(TWO, {}, { userVerified: false })],
  ['an assertion without user presence', (world) => world.signs(TWO, {}, { userPresent: false })],
  ['the answer of a registration', (world) => world.signs(TWO, {}, { type: 'webauthn.create' })],
  ['an assertion for another challenge', (world) => world.signs(TWO, {}, { challenge: 'A'.repeat(43) })],
  ['an assertion of an unregistered passkey', async (world) => renewed(world)],
  [
    'an unregistered passkey’s signature under a registered name',
    async (world) => {
      const { id } = (await world.signs(TWO)).assertion;
      const { statement, assertion } = await renewed(world);
      return { statement, assertion: { ...assertion, id } };
    },
  ],
  ...(['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const).flatMap((part) => [
    [
      `an assertion with an altered ${part}`,
      async (world: StatementWorld) => altered(await world.signs(TWO), part),
    ] as const,
    [
      `an assertion with an empty ${part}`,
      async (world: StatementWorld) => altered(await world.signs(TWO), part, ''),
    ] as const,
  ]),
];

/** What the first approver really signed. */
export async function realOf({ rows }: StatementWorld): Promise<SignedStatement> {
  const events = (rows.get(REF.account) ?? []).flatMap(
    ({ bytes }) => (JSON.parse(bytes) as { events: readonly LedgerEvent[] }).events,
  );
  return present(events.flatMap((event) => (event.type === 'PlanCountersigned' ? [event.signed] : []))[0]);
}

const edited = ({ statement, assertion }: SignedStatement, over: Partial<SignedStatement['statement']>) => ({
  ...{ statement: { ...statement, ...over }, assertion },
});

const withMember = (signed: SignedStatement) => edited(signed, { extra: 'x' } as object);

function altered({ statement, assertion }: SignedStatement, part: keyof SignedStatement['assertion'], to?: string) {
  const text = assertion[part];
  return {
    statement,
    assertion: { ...assertion, [part]: to ?? `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}` },
  };
}

async function renewed(world: StatementWorld): Promise<SignedStatement> {
  world.keys[TWO] = new SoftwareAuthenticator();
  return world.signs(TWO);
}

/** The first of two approvers has countersigned and signed. */
export async function halfApproved(): Promise<StatementWorld> {
  const world = await StatementWorld.begin();
  await world.countersigns(ONE, await world.signs(ONE));
  return world;
}
