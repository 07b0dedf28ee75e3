import { wordsOf } from '../proofing/words.ts';
import type { Recovery } from './state.ts';

/** The hash of the cookie of a page of this recovery. */
type Session = string;

/**
 * The two words that one page has for itself, by which people who vouch say which one the requester has before them. They follow from the
 * first proof that was asked for on it, whose id is chance and nobody's choice: no browser can take the name of another. Null before that.
 */
export const pageNameOf = (
  { challenges }: Pick<Recovery, 'challenges'>,
  session: Session,
): readonly [string, string] | null => {
  const first = challenges.find((one) => one.session === session && one.purpose === 'prove');
  return first === undefined ? null : wordsOf(`page:${first.id}`);
};

/** The page that has this name, in whatever way people write it; undefined where none has, or more than one. */
export function pageNamed({ challenges }: Pick<Recovery, 'challenges'>, name: string): Session | undefined {
  const sessions = [...new Set(challenges.flatMap(({ session }) => session ?? []))];
  const found = sessions.filter((one) => pageNameOf({ challenges }, one)?.join(' ') === spelled(name));
  return found.length === 1 ? found[0] : undefined;
}

const spelled = (name: string): string => (name.toLowerCase().match(/\p{Letter}+/gu) ?? []).join(' ');
