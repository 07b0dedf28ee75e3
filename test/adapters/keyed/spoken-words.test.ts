import { describe, expect, it } from '@jest/globals';
import { HmacSpokenWords } from '../../../lambdas/adapters/keyed/spoken-words.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { FIRST_WORDS, SECOND_WORDS } from '../../../lambdas/core/proofing/words.ts';
import { pageWordsOf, staffWordsOf } from '../../../lambdas/core/recovery/assess/pages.ts';
import { sha256 } from '../../../lambdas/core/values/hash.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { PAGE } from '../../support/deeds.ts';
import { ACTORS, anEnvelope, fixedSurroundings } from '../../support/fixtures.ts';
import { MemoryKey, WORD_KEY } from '../../support/keys.ts';

const RECOVERY = { id: 'rec-1' };
const wordsUnder = (key: string) => new HmacSpokenWords(new MemoryKey(key.padEnd(64, key)));

describe('rule 12: words under a key', () => {
  it('are the same for one text under one key, and others under another', async () => {
    const [one, again, other] = [
      await wordsUnder('a').current(),
      await wordsUnder('a').current(),
      await wordsUnder('b').current(),
    ];
    const texts = Array.from({ length: 100 }, (_, index) => `rec-${index}`);
    expect(texts.map(one)).toEqual(texts.map(again));
    expect(texts.map(one)).not.toEqual(texts.map(other));
    for (const [first, second] of texts.map(one)) {
      expect(FIRST_WORDS).toContain(first);
      expect(SECOND_WORDS).toContain(second);
    }
    expect(new Set(texts.map(one).map(String)).size).toBeGreaterThan(95);
  });

  it('cannot be had without the key', async () => {
    const key = new MemoryKey(WORD_KEY);
    key.isReadable = false;
    await expect(new HmacSpokenWords(key).current()).rejects.toMatchObject({ code: 'key-unreadable', retryable: true });
  });

  /** The whole stream of a recovery whose page heard the help desk and was named by a verifier, as an export has it. */
  async function streamUnder(key: string, world: ApiWorld, start: string) {
    world.rows.clear();
    for (const [stream, commits] of JSON.parse(start)) world.rows.set(stream, commits);
    const words = wordsUnder(key);
    const services = { ...world.services, words, surroundings: fixedSurroundings() };
    const wordsOf = await words.current();
    if (PAGE.by !== 'visitor') throw new Error('a page is a visitor`s');
    const said = { staff: staffWordsOf(wordsOf, RECOVERY), page: pageWordsOf(wordsOf, RECOVERY, PAGE.session) };
    const heard = { type: 'HearWords', heard: said.staff.join(' ') } as const;
    const seen = {
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'verified',
      reference: 'log/1',
      seen: ['passport', 'employee-badge'],
      page: said.page.join(' '),
    } as const;
    for (const [id, actor, command] of [
      ['c-1', PAGE, heard],
      ['c-2', ACTORS.verifier, seen],
    ] as const) {
      const { refusal } = await submit(services, anEnvelope(command, { id, actor }));
      expect(refusal).toBeNull();
    }
    const rows = [...world.rows].flatMap(([, stream]) => stream);
    return { said, stored: rows.map(({ bytes, hash, state }) => `${bytes}${hash}${state}`).join('\n') };
  }

  it('leave no trace in the ledger: a stream is the same to the byte whatever the key, so nobody computes them from it', async () => {
    const world = new ApiWorld();
    await world.reset();
    await world.open();
    const start = JSON.stringify([...world.rows]);
    const [one, other] = [await streamUnder('a', world, start), await streamUnder('b', world, start)];
    expect(one.said).not.toEqual(other.said);
    expect(one.stored).toContain('WordsHeard');
    expect(sha256(one.stored)).toBe(sha256(other.stored));
  });
});
