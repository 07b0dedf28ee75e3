import { asWords, type Words, type WordsOf } from '../../proofing/words.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import type { Situation } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';

/** What a page of a recovery is called in the ledger: a hash that begins with its cookie. */
type Session = string;

/** Pages of one recovery that have heard the words of the help desk: bounds its state. */
export const MOST_PAGES = 12;

/** What the help desk says, and the requester types. Neither the page's address nor the ledger tells it. */
export const staffWordsOf = (wordsOf: WordsOf, { id }: Pick<Recovery, 'id'>): Words => wordsOf(`staff:${id}`);

/**
 * What the requester says, and whoever helps them types: the two words of one page, from its first visit to its last. They follow from its
 * cookie, which is the server's chance: no browser can take the name of another.
 */
export const pageWordsOf = (wordsOf: WordsOf, { id }: Pick<Recovery, 'id'>, session: Session): Words =>
  wordsOf(`page:${id}:${session}`);

/** Pages that somebody can name: they have heard the help desk, or were asked for a proof. Nobody gets a page among them by its address alone. */
export const pagesOf = ({ pages, challenges }: Recovery): readonly Session[] => [
  ...new Set([...pages, ...challenges.flatMap(({ session, purpose }) => (purpose === 'prove' ? (session ?? []) : []))]),
];

/** The page that has these words, in whatever way people write them; undefined where none has, or more than one. */
export function pageNamed(wordsOf: WordsOf, recovery: Recovery, words: string): Session | undefined {
  const found = pagesOf(recovery).filter((one) => pageWordsOf(wordsOf, recovery, one).join(' ') === asWords(words));
  return found.length === 1 ? found[0] : undefined;
}

/** Whether the words that the requester typed are those of the help desk. From then on people can name this page (rule 12). */
export function decideHearing(situation: Situation, heard: string): Decision {
  const { recovery, actor, context } = situation;
  if (actor.by !== 'visitor') return refuse('method-not-theirs', { confirmedBy: 'visitor' });
  if (asWords(heard) !== staffWordsOf(context.wordsOf, recovery).join(' ')) return refuse('words-wrong');
  if (recovery.pages.includes(actor.session)) return accept();
  if (recovery.pages.length >= MOST_PAGES) return refuse('too-many-pages', { pages: recovery.pages.length });
  return accept({ type: 'WordsHeard', session: actor.session });
}
