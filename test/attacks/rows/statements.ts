import { challengeOf, type SignedStatement, type Statement } from '../../../lambdas/core/approvals/statement.ts';
import { decidedBy } from '../../../lambdas/core/recovery/assess/signed.ts';
import type { Reply } from '../../../local/serve/api.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { passkeyOf, SITE } from '../../support/statement-world.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** A session of an approver is not their passkey: what was not signed as exactly this decision is refused (rule 2, ADR 36). */

/** An approver with a passkey in their record, and a recovery that waits for them. */
export interface Waiting {
  readonly recovery: string;
  readonly digest: string;
  readonly account: string;
  readonly approver: { readonly person: string; readonly token: string };
  readonly key: SoftwareAuthenticator;
}

export async function waiting(world: AttackWorld): Promise<Waiting> {
  const key = new SoftwareAuthenticator();
  const approver = await world.person([], { passkeys: [passkeyOf(key)] });
  const account = await world.account({ manager: approver.person });
  return { account, approver, key, ...(await world.approving('jane', account, { seenBy: 'victor' })) };
}

/** What the approver signs, with what is wrong about it. */
export function signs(
  { recovery, digest, account, approver, key }: Waiting,
  over: Partial<Statement> = {},
  ceremony: Partial<Ceremony> = {},
): SignedStatement {
  const statement: Statement = {
    ...{ kind: 'countersign', stream: account, recovery, digest, person: approver.person },
    at: new Date().toISOString(),
    ...over,
  };
  return { statement, assertion: key.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }) };
}

export const countersigns = (
  world: AttackWorld,
  { recovery, digest, approver }: Waiting,
  signed?: object,
): Promise<Reply> =>
  world.call(approver.token, 'POST', `/recoveries/${recovery}/countersignatures`, {
    ...{ digest, ...(signed === undefined ? {} : { signed }) },
  });

const refused = (
  tries: string,
  sign: (waits: Waiting, world: AttackWorld) => object | Promise<object>,
  alerts: Attack['alerts'] = ['warning'],
): Attack => ({
  ...{ tries, against: 'rule 2', code: 'statement-invalid', alerts, commits: 1 },
  stage: async (world) => {
    const waits = await waiting(world);
    const signed = await sign(waits, world);
    return () => countersigns(world, waits, signed);
  },
});

export const STATEMENTS: readonly Attack[] = [
  refused('countersign with a passkey of their own', (waits) => signs({ ...waits, key: new SoftwareAuthenticator() })),
  refused('countersign with what was signed for another site', (waits) =>
    signs(waits, {}, { origin: 'https://console.example.com.evil.example' }),
  ),
  refused('countersign with what was signed in a frame of another site', (waits) =>
    signs(waits, {}, { crossOrigin: true }),
  ),
  refused('countersign with what was signed for another plan', (waits) => signs(waits, { digest: 'f'.repeat(64) })),
  refused('countersign with what another approver signed', async (waits, world) => {
    const other = await waiting(world);
    return signs({ ...waits, approver: other.approver, key: other.key });
  }),
  refused('countersign with what was signed for another recovery', async (waits, world) =>
    signs({ ...(await waiting(world)), approver: waits.approver, key: waits.key }),
  ),
  // Their own signature, too late: an honest approver whose page lay open does the same, so nobody is woken.
  refused(
    'countersign with a statement of an hour ago',
    (waits) => signs(waits, { at: new Date(Date.now() - 3_600_000).toISOString() }),
    [],
  ),
  refused('countersign with a statement that was edited afterwards', (waits) => {
    const { assertion } = signs(waits, { recovery: 'rec-other' });
    return { statement: signs(waits).statement, assertion };
  }),
  refused('countersign with a copy of a passkey, which counts on from where it was copied', async (waits, world) => {
    // The original has signed since.
    await countersigns(world, waits, signs(waits, { digest: waits.digest }, { counter: 41 }));
    const account = await world.account({ manager: waits.approver.person });
    const other = await world.approving('jane', account, { seenBy: 'vera' });
    Object.assign(waits, { ...other, account });
    return signs(waits, {}, { counter: 40 });
  }),
  refused('countersign with a touch but no fingerprint', (waits) => signs(waits, {}, { userVerified: false })),
];

/** A privileged account of Lena, whose recovery waits for proofs. */
async function proving(world: AttackWorld): Promise<{ readonly recovery: string; readonly account: string }> {
  const account = await world.account({ tier: 'privileged' });
  const recovery = await world.play.opens('jane', account, 'reset-password');
  await world.play.until(recovery, 'proofing');
  return { recovery, account };
}

const SEEN = { method: 'in-person', outcome: 'verified', reference: 'badge-log/1' } as const;
const EVIDENCE = ['passport', 'employee-badge'] as const;

/** A verifier's session alone says nothing about a privileged account (ADR 56). */
export const SIGHTING_STATEMENTS: readonly Attack[] = [
  {
    ...{ tries: 'confirm a privileged person with a verifier’s session and no passkey', against: 'rule 2' },
    ...{ code: 'statement-missing', alerts: ['critical'], commits: 1 },
    stage: async (world) => {
      const { recovery } = await proving(world);
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, { ...SEEN, seen: EVIDENCE });
    },
  },
  ...(
    [
      ['with a passkey of their own', {}],
      ['with what the verifier signed for another recovery', { recovery: 'rec-other' }],
      ['with what an approver signed', { kind: 'countersign' }],
    ] as const
  ).map(
    ([how, over]): Attack => ({
      ...{ tries: `confirm a privileged person ${how}`, against: 'rule 2', code: 'statement-invalid' },
      ...{ alerts: ['critical'], commits: 1 },
      stage: async (world) => {
        const { recovery, account } = await proving(world);
        const command = { ...SEEN, type: 'RecordProof', seen: EVIDENCE } as const;
        const statement: Statement = {
          ...{ kind: 'prove', digest: decidedBy(command)?.digest ?? '', stream: account, recovery },
          ...{ person: 'person:vera', at: new Date().toISOString(), ...over },
        };
        const key = new SoftwareAuthenticator();
        const assertion = key.use({ challenge: challengeOf(statement), origin: SITE });
        const body = { ...SEEN, seen: EVIDENCE, signed: { statement, assertion } };
        return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, body);
      },
    }),
  ),
];
