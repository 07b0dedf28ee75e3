import { wordsFrom } from '../../../lambdas/core/proofing/words.ts';
import { sha256 } from '../../../lambdas/core/values/hash.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';
import { granted } from './claims.ts';

/** Every text in a value, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The commits of a stream, as an auditor reads them. */
async function readBy(world: AttackWorld, who: string, stream: string): Promise<readonly string[]> {
  const { body } = await world.call(who, 'GET', `/ledger/${stream}`);
  return (body['commits'] as readonly { readonly bytes: string }[]).map(({ bytes }) => bytes);
}

/** What whoever reads raw streams could do with what they read (rules 12 and 13). */
export const READ: readonly Attack[] = [
  {
    ...{ tries: 'compute the words of the help desk from a raw stream, and type them on a page', against: 'rule 12' },
    ...{ code: 'words-wrong', alerts: [], commits: { atMost: 2 } },
    stage: async (world) => {
      const account = await world.account();
      const recovery = await world.opened('jane', account);
      const opening = (await readBy(world, 'otto', account)).find((bytes) => bytes.includes('RecoveryOpened')) ?? '{}';
      const { events, command } = JSON.parse(opening);
      const texts = [...textsIn(events), ...textsIn(command), recovery];
      const cookie = await world.cookie(recovery);
      const computed = texts.map((text) => wordsFrom(sha256(`words:staff:${text}`)).join(' '));
      return async () => {
        for (const heard of computed) {
          const reply = await world.onPage(recovery, 'words', { heard }, cookie);
          if (reply.body['code'] !== 'words-wrong') return reply;
        }
        return world.onPage(recovery, 'words', { heard: computed.at(-1) }, cookie);
      };
    },
  },
  {
    ...{ tries: 'use the session of a page, as a raw stream has it, as its cookie', against: 'rule 13' },
    ...{ code: 'page-not-open', alerts: [], commits: 0 },
    stage: async (world) => {
      const { recovery } = await granted(world, 'victor');
      const { account } = await world.play.shows(recovery);
      const stored = (await readBy(world, 'otto', account)).flatMap((bytes) => textsIn(JSON.parse(bytes)));
      const sessions = [...new Set(stored.filter((text) => /^[0-9a-f]{64}$/.test(text)))];
      const forms = sessions.flatMap((one) => {
        const base64 = Buffer.from(one, 'hex').toString('base64url');
        return [one, `${one}.${one}`, base64, `${base64}.${base64}`];
      });
      return async () => {
        for (const form of forms) {
          const reply = await world.onPage(recovery, 'claims', {}, `countersign=${form}`);
          if (reply.body['code'] !== 'page-not-open') return reply;
        }
        return world.onPage(recovery, 'claims', {}, `countersign=${forms.at(-1)}`);
      };
    },
  },
];
