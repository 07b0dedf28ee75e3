import { keyIn, type Language, type SayOf, sayFrom } from '../../shared/language.ts';
import after from './after.json' with { type: 'json' };
import calls from './calls.json' with { type: 'json' };
import delegations from './delegations.json' with { type: 'json' };
import drafting from './drafting.json' with { type: 'json' };
import help from './help.json' with { type: 'json' };
import overviews from './overviews.json' with { type: 'json' };
import receipts from './receipts.json' with { type: 'json' };
import scope from './scope.json' with { type: 'json' };
import own from './texts.json' with { type: 'json' };
import work from './work.json' with { type: 'json' };

const texts = {
  ...{ ...own, ...overviews, ...help, ...after, ...calls },
  ...{ ...delegations, ...drafting, ...receipts, ...scope, ...work },
};

export type Key = keyof typeof texts;
export type Say = SayOf<Key>;

export const sayIn = (language: Language): Say => sayFrom(texts, language);

/** A text whose name is computed, or `other` when there is none of this name. */
export const keyOr = (name: string, other: Key): Key => keyIn(texts, name, other);

/** A text whose name is computed, or the name in plain words when there is none. */
export const sayOr = (say: Say, family: string, name: string): string => said(say, family, name) ?? spelled(name);

/** The same for names that are somebody else's: they stay as they are. */
export const sayOrName = (say: Say, family: string, name: string): string => said(say, family, name) ?? name;

const said = (say: Say, family: string, name: string): string | undefined =>
  Object.hasOwn(texts, `${family}.${name}`) ? say(`${family}.${name}` as Key) : undefined;

/** `CommandRefused` and `reset-mfa` as words. */
const spelled = (name: string): string =>
  name
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .replaceAll('-', ' ')
    .toLowerCase();

/** The names of a family, in the order of the texts. */
const namesIn = (family: string): readonly string[] =>
  Object.keys(texts).flatMap((key) => (key.startsWith(`${family}.`) ? [key.slice(family.length + 1)] : []));

/** Kinds of evidence that a verifier compares somebody with. */
export const EVIDENCE = namesIn('seen');
const ACTIONS = namesIn('action');
/** What can be asked for an account of a kind; null for one that is not known yet. A device has the key of its disk, and nothing else has one. */
export const actionsFor = (kind: string | null): readonly string[] =>
  kind === null ? ACTIONS : ACTIONS.filter((one) => (one === 'release-disk-key') === (kind === 'device'));
/** Why an agent calls somebody. */
export const WHY_CALLED = namesIn('call-reason');
/** The ways in which somebody may have asked. */
export const CHANNELS = namesIn('channel');
