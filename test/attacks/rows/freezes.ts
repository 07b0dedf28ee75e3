import type { Action } from '../../../lambdas/core/registry/account.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Freezes: who can lock an account (rule 10). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 10', alerts: ['warning'], commits: 1 },
  ...row,
});

export const FREEZES: readonly Attack[] = [
  refused({
    ...{ tries: 'freeze an account by suspecting again and again, as one agent', code: 'done' },
    stage: async (world) => suspectsThrice(world, 'alex'),
  }),
  refused({
    ...{ tries: 'freeze an account by suspecting again and again, as a machine', code: 'done' },
    stage: async (world) => {
      const { token } = await world.person(['agent'], { nature: 'machine', parts: ['agent'] });
      return suspectsThrice(world, token);
    },
  }),
  refused({
    ...{ tries: 'freeze an account by failing its proofs again and again, as one verifier' },
    // A failed proof rings, and so does the plan of the owner's next request, which is taken.
    ...{ code: 'done', alerts: ['warning', 'critical'], commits: { atMost: 4 } },
    stage: async (world) => failsThrice(world, (recovery) => failsAs(world, 'vera', recovery)),
  }),
  refused({
    ...{ tries: 'freeze an account by guessing on the pages of three recoveries' },
    // The code, three wrong answers, the end of the recovery, and the owner's next request, which is taken.
    ...{ code: 'done', alerts: ['warning', 'critical'], commits: { atMost: 7 } },
    stage: async (world) => failsThrice(world, (recovery) => guessesOn(world, recovery)),
  }),
  refused({
    ...{ tries: 'go on with an account that somebody on duty has frozen alone' },
    ...{ code: 'account-frozen', alerts: [], commits: 1 },
    stage: async (world) => {
      const { recoveries, asks } = await threeOpen(world);
      for (const recovery of recoveries) await suspects(world, 'dana', recovery);
      return () => asks();
    },
  }),
];

/** An account with an owner of its own: those of other rows have more risk, and so alerts. Three of its recoveries are under way. */
async function threeOpen(world: AttackWorld) {
  const { person: owner, token } = await world.person([]);
  const since = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const address = `${world.fresh('mailbox')}@example.com`;
  const account = await world.account({
    owner,
    manager: null,
    contacts: [{ id: 'work', kind: 'email', address, since }],
  });
  const asks = (action: Action = 'reset-password') =>
    world.call(token, 'POST', '/recoveries', { account, action, reason: 'forgot it' });
  const recoveries: string[] = [];
  for (const action of ['reset-password', 'unlock', 'reset-mfa'] as const) {
    const recovery = String((await asks(action)).body['recovery']);
    await world.play.until(recovery, 'proofing');
    recoveries.push(recovery);
  }
  return { recoveries, asks };
}

/** Two recoveries have failed already; the third one fails, and the owner opens the next one. */
async function failsThrice(world: AttackWorld, fails: (recovery: string) => Promise<unknown>) {
  const { recoveries, asks } = await threeOpen(world);
  const [last = '', ...others] = recoveries;
  for (const recovery of others) await fails(recovery);
  return async () => {
    await fails(last);
    const { end } = await world.play.shows(last);
    if (end !== 'refused') throw new Error(`nothing failed: ${end}`);
    const reply = await asks();
    // Its plan rings, however long a busy machine takes for it.
    if (reply.status < 300) await world.play.until(String(reply.body['recovery']), 'proofing');
    return reply;
  };
}

const failsAs = (world: AttackWorld, who: string, recovery: string) =>
  world.call(who, 'POST', `/recoveries/${recovery}/proofs`, { method: 'in-person', outcome: 'failed', seen: [] });

/** Somebody with the link asks for a code by mail, and gives three wrong ones. */
async function guessesOn(world: AttackWorld, recovery: string): Promise<void> {
  const cookie = await world.cookie(recovery);
  const asked = await world.onPage(recovery, 'challenges', { method: 'issued-code-email', contact: 'work' }, cookie);
  const challenge = String(asked.body['challenge']);
  for (const code of ['00000000', '11111111', '22222222'])
    await world.onPage(recovery, 'answers', { challenge, code }, cookie);
}

const suspects = (world: AttackWorld, who: string, recovery: string) =>
  world.call(who, 'POST', '/suspicions', { recovery, reason: 'the voice was not hers' });

/** Two recoveries are suspected already; the third suspicion is one alert more, and no freeze, which would be critical. */
async function suspectsThrice(world: AttackWorld, who: string) {
  const { recoveries } = await threeOpen(world);
  const [last = '', ...others] = recoveries;
  for (const recovery of others) await suspects(world, who, recovery);
  return () => suspects(world, who, last);
}
