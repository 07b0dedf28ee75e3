import { describe, expect, it } from '@jest/globals';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import { type SignedStatement, STATEMENT_SECONDS } from '../../../lambdas/core/approvals/statement.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { REF } from '../../support/execution-world.ts';
import { at, PEOPLE } from '../../support/fixtures.ts';
import { StatementWorld } from '../../support/statement-world.ts';

const ONE = 'identityApprover';

type Sign = (world: StatementWorld) => Promise<SignedStatement | undefined>;

const other = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

/** Every row is refused and leaves the recovery as it was. */
const REFUSED: readonly (readonly [what: string, flaw: string, sign: Sign])[] = [
  ['another plan', 'other-decision', (world) => world.signs(ONE, { digest: 'f'.repeat(64) })],
  ['another recovery', 'other-decision', (world) => world.signs(ONE, { recovery: 'rec-2' })],
  ['another account', 'other-decision', (world) => world.signs(ONE, { stream: 'cognito:ken' })],
  ['another person', 'other-decision', (world) => world.signs(ONE, { person: PEOPLE.securityApprover })],
  ['no recovery', 'other-decision', (world) => world.signs(ONE, { recovery: null })],
  ['the statement of a colleague', 'other-decision', (world) => world.signs('securityApprover')],
  ['too long ago', 'not-of-now', (world) => world.signs(ONE, { at: at(-STATEMENT_SECONDS.old) })],
  ['in the future', 'not-of-now', (world) => world.signs(ONE, { at: at(STATEMENT_SECONDS.ahead + 1) })],
  ['at another origin', 'wrong-origin', (world) => world.signs(ONE, {}, { origin: 'https://evil.example.com' })],
  ['in a frame of another site', 'wrong-origin', (world) => world.signs(ONE, {}, { crossOrigin: true })],
  ['for another relying party', 'wrong-party', (world) => world.signs(ONE, {}, { party: 'example.com' })],
  ['without user verification', 'user-not-verified', (world) => world.signs(ONE, {}, { userVerified: false })],
  ['without a user', 'no-user-present', (world) => world.signs(ONE, {}, { userPresent: false })],
  ['as a registration', 'wrong-type', (world) => world.signs(ONE, {}, { type: 'webauthn.create' })],
  ['for another challenge', 'wrong-challenge', (world) => world.signs(ONE, {}, { challenge: 'A'.repeat(43) })],
  [
    'a statement that was edited afterwards',
    'wrong-challenge',
    async (world) => {
      const { statement, assertion } = await world.signs(ONE);
      return { statement: { ...statement, at: at(1) }, assertion };
    },
  ],
  [
    'with a passkey of somebody else',
    'wrong-credential',
    async (world) => ({ ...(await world.signs(ONE)), assertion: (await world.signs('securityApprover')).assertion }),
  ],
  [
    'with a passkey that nobody registered',
    'wrong-credential',
    async (world) => {
      world.keys[ONE] = new SoftwareAuthenticator();
      return world.signs(ONE);
    },
  ],
  [
    'under the name of a registered passkey with another key',
    'wrong-signature',
    async (world) => {
      const { id } = (await world.signs(ONE)).assertion;
      world.keys[ONE] = new SoftwareAuthenticator();
      const { statement, assertion } = await world.signs(ONE);
      return { statement, assertion: { ...assertion, id } };
    },
  ],
  [
    'with a passkey that was taken out of the record',
    'wrong-credential',
    async (world) => {
      await world.enrol(ONE);
      return world.signs(ONE);
    },
  ],
  ...(['clientDataJSON', 'authenticatorData', 'signature'] as const).map(
    (part) =>
      [
        `with an altered ${part}`,
        { clientDataJSON: 'malformed', authenticatorData: 'wrong-party', signature: 'wrong-signature' }[part],
        async (world: StatementWorld) => {
          const { statement, assertion } = await world.signs(ONE);
          return { statement, assertion: { ...assertion, [part]: other(assertion[part]) } };
        },
      ] as const,
  ),
  [
    'with nothing where the signature should be',
    'malformed',
    async (world) => {
      const { statement, assertion } = await world.signs(ONE);
      return { statement, assertion: { ...assertion, authenticatorData: 'AA' } };
    },
  ],
];

describe('countersigning with a statement', () => {
  it.each(REFUSED)('refuses what was signed for %s', async (_, flaw, sign) => {
    const world = await StatementWorld.begin();
    const { refusal, state } = await world.countersigns(ONE, await sign(world));
    expect(refusal).toEqual({ code: 'statement-invalid', facts: { flaw } });
    expect(state.recoveries[REF.recovery]).toMatchObject({ status: 'approving', countersignatures: [] });
  });

  it('refuses a countersignature without a statement where the plan asks for one', async () => {
    const world = await StatementWorld.begin();
    expect((await world.countersigns(ONE)).refusal).toEqual({ code: 'statement-missing', facts: {} });
  });

  it('refuses a passkey whose counter falls back: it was copied', async () => {
    const world = await StatementWorld.begin();
    const id = world.keys[ONE].id.toString('base64url');
    await world.counters.advance(id, { counter: 8, challenge: 'earlier' });
    for (const counter of [8, 7, 0]) {
      const { refusal } = await world.countersigns(ONE, await world.signs(ONE, {}, { counter }));
      expect(refusal).toEqual({ code: 'statement-invalid', facts: { flaw: 'counter-back' } });
    }
    expect((await world.countersigns(ONE, await world.signs(ONE, {}, { counter: 9 }))).refusal).toBeNull();
  });

  it('counts nothing that is not signed with the passkey: nobody can use it up', async () => {
    const world = await StatementWorld.begin();
    const { statement, assertion } = await world.signs(ONE, {}, { counter: 1_000_000 });
    await world.countersigns(ONE, { statement, assertion: { ...assertion, signature: other(assertion.signature) } });
    expect((await world.countersigns(ONE, await world.signs(ONE, {}, { counter: 1 }))).refusal).toBeNull();
  });

  it('takes a statement once: the same one again is refused', async () => {
    const world = await StatementWorld.begin();
    const signed = await world.signs(ONE);
    expect((await world.countersigns(ONE, signed)).refusal).toBeNull();
    expect((await world.countersigns(ONE, signed)).refusal?.code).toBe('already-countersigned');
  });

  it('completes the approval with the statements of both, and executes', async () => {
    const world = await (await StatementWorld.begin()).approved();
    expect(await world.status()).toBe('approved');
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });

  it('keeps the statement in the commit of the decision, and only its place in the state', async () => {
    const world = await StatementWorld.begin();
    const signed = await world.signs(ONE);
    const { commit, state } = await world.countersigns(ONE, signed);
    expect(commit?.commit.events[0]).toMatchObject({ type: 'PlanCountersigned', signed });
    expect(state.recoveries[REF.recovery]?.countersignatures[0]?.signedIn).toBe(commit?.commit.seq);
    expect(JSON.stringify(state)).not.toContain(signed.assertion.signature);
  });
});
