import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Pressure and nuisance: requests without an account, suspicion, slots and the threat level (rules 10, 11 and 17). */

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/** A browser that opens the page for the first time, then acts on it. */
const page = async (world: AttackWorld, recovery: string, what: string, body: object) =>
  world.onPage(recovery, what, body, await world.cookie(recovery));

/** The same by many new browsers. */
const flood = async (count: number, attempt: () => ReturnType<AttackWorld['raw']>) => {
  for (let left = count; left > 1; left -= 10) await Promise.all(Array.from({ length: 10 }, attempt));
  return attempt();
};

/** More than the answers that a challenge or a page may have; each is refused before any comparison. */
const NO_CODES = ['ja ne', '????', '12.34.56', 'größe', '123,456', '@'].map((text) => `${text}!`);

/** A code typed in Arabic digits, with a dash and a direction mark. */
const inArabicDigits = (code: string): string =>
  `\u200f${[...code].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join('')}`.replace(/^(.{5})/u, '$1-');

/** A page that has asked for a code by mail, with its code. */
async function mailedCode(world: AttackWorld) {
  const address = `${world.fresh('mailbox')}@example.com`;
  const since = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const account = await world.account({ contacts: [{ id: 'work', kind: 'email', address, since }] });
  const recovery = await world.opened('jane', account);
  const cookie = await world.cookie(recovery);
  const asked = await world.onPage(recovery, 'challenges', { method: 'issued-code-email', contact: 'work' }, cookie);
  const challenge = String(asked.body['challenge']);
  const answer = (code: string) => world.onPage(recovery, 'answers', { challenge, code }, cookie);
  return { answer, code: world.mailedCode(address) };
}

export const PRESSURE: readonly Attack[] = [
  refused({
    ...{ tries: 'fill a stream with answers from 300 new browsers', against: 'rule 17' },
    ...{ code: 'challenge-unknown', commits: { atMost: 2 } },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => flood(300, () => page(world, recovery, 'answers', { challenge: 'none', code: '123456' }));
    },
  }),
  refused({
    ...{ tries: 'fill a stream by asking to stop from 200 new browsers', against: 'rule 17' },
    ...{ code: 'authenticator-unknown', commits: { atMost: 2 } },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => flood(200, () => page(world, recovery, 'challenges', { method: 'totp', purpose: 'stop' }));
    },
  }),
  refused({
    ...{ tries: 'use up the tries of a page with texts that cannot be codes', against: 'rule 9' },
    ...{ code: 'fields-invalid', commits: { atMost: 2 } },
    stage: async (world) => {
      const { answer } = await mailedCode(world);
      return async () => {
        for (const text of NO_CODES) await answer(text);
        return answer('12!45');
      };
    },
  }),
  refused({
    ...{
      tries: 'keep out an owner who types her code in Arabic digits, after as many slips',
      against: 'rule 9',
      code: 'done',
    },
    stage: async (world) => {
      const { answer, code } = await mailedCode(world);
      for (const text of NO_CODES) await answer(text);
      return async () => {
        const reply = await answer(inArabicDigits(code));
        if (reply.body['correct'] !== true) throw new Error('the right code was taken for a wrong one');
        return reply;
      };
    },
  }),
  refused({
    ...{ tries: 'make an ended recovery write anything', against: 'rule 17', code: 'recovery-ended', commits: 0 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      await world.play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'over', cause: 'withdrawn' });
      return () => flood(100, () => page(world, recovery, 'answers', { challenge: 'none', code: '123456' }));
    },
  }),
  refused({
    ...{ tries: 'stop without the link of a notice', against: 'rule 11', code: 'stop-unproved' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => page(world, recovery, 'stops', { token: 'A'.repeat(43) });
    },
  }),
  refused({
    ...{ tries: 'ask for a page that there is not', against: 'rule 17', code: 'done', commits: 0 },
    stage: async (world) => () => world.raw('/r/no-such-recovery/state'),
  }),
  refused({
    ...{ tries: 'open at a second desk after an agent suspected the caller', against: 'rule 10', code: 'done' },
    ...{ alerts: ['critical'] },
    stage: async (world) => {
      const account = await world.account();
      const about = { account, action: 'reset-password', reason: 'forgot it', requester: 'person:jane' };
      const first = await world.play.does('alex', '/recoveries', { ...about, channel: 'phone', desk: 'service' });
      const stop = { reason: 'could not say where she works', cause: 'suspected-impersonation' };
      await world.play.does('alex', `/recoveries/${String(first['recovery'])}/stops`, stop);
      return async () => {
        const again = await world.play.does('amira', '/recoveries', { ...about, channel: 'phone', desk: 'night' });
        const recovery = String(again['recovery']);
        for (let tries = 0; tries < 50; tries += 1) {
          const { recovery: shown, end } = await world.play.shows(recovery);
          const plan = (shown as { plan?: { risk: { signals: { name: string }[] } } | null }).plan;
          if (plan?.risk.signals.some(({ name }) => name === 'suspected-before') || end === 'denied')
            return { status: 200, body: {} };
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return { status: 500, body: { code: 'not-seen' } };
      };
    },
  }),
  refused({
    ...{ tries: 'stop as a machine what somebody else opened', against: 'rule 5', code: 'machine-cannot-decide' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => world.call('robin', 'POST', `/recoveries/${recovery}/stops`, { reason: 'odd', cause: 'withdrawn' });
    },
  }),
  refused({
    ...{ tries: 'raise the threat level without being on duty', against: 'rule 10', code: 'role-missing' },
    ...{ alerts: ['warning'] },
    stage: async (world) => () =>
      world.call('adam', 'POST', '/threats', { until: new Date(Date.now() + 60_000).toISOString(), reason: 'calls' }),
  }),
  refused({
    ...{ tries: 'lower alone the threat level that one raised', against: 'rule 10', code: 'same-proposer' },
    stage: async (world) => {
      const account = await world.account();
      const until = new Date(Date.now() + 60_000).toISOString();
      const { threat } = await world.play.does('dana', '/threats', { account, until, reason: 'calls' });
      await world.play.does('dana', '/threats/lowerings', { account, threat });
      return () => world.call('dana', 'POST', '/threats/lowerings', { account, threat });
    },
  }),
  refused({
    ...{ tries: 'lower a threat level with a session, without its passkey', against: 'rule 10' },
    code: 'statement-missing',
    stage: async (world) => {
      const account = await world.account();
      const until = new Date(Date.now() + 60_000).toISOString();
      const { threat } = await world.play.does('dana', '/threats', { account, until, reason: 'calls' });
      return () => world.call('dana', 'POST', '/threats/lowerings', { account, threat });
    },
  }),
];
