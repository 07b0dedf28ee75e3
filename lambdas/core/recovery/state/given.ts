import { beginningOf, sha256 } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';

/** Shortened ids of the commands of consecutive commits: the first id belongs to the commit `from`, each next id to the next commit. */
export interface GivenPage {
  readonly from: number;
  /** Time of the commit `from`. Commits before the page are as old or older. */
  readonly at: Instant;
  readonly ids: readonly string[];
}

/** The parts of a commit that identify its command. */
export interface GivenIn {
  readonly seq: number;
  readonly at: Instant;
  readonly command: { readonly id: string };
}

const IDS_OF_A_PAGE = 64;
const PAGES = 5;

/** Number of newest commands that a state always remembers, and up to a page more: bounds the size of a state. */
export const REMEMBERED_COMMANDS = IDS_OF_A_PAGE * (PAGES - 1);

/** 64 bits of the hash. Two ids with one shortened form only cost a read: the commit itself confirms a match. */
const DIGITS = 16;

/** All ids of one name have the same short form, whatever their marks. */
const shortened = (id: string): string => sha256(beginningOf(id) ?? id).slice(0, DIGITS);

/** The pages with one more command. A number that does not follow the last one begins a new page. */
export function withGiven(pages: readonly GivenPage[], { seq, at, command }: GivenIn): readonly GivenPage[] {
  const id = shortened(command.id);
  const last = pages.at(-1);
  if (last === undefined || last.ids.length === IDS_OF_A_PAGE || last.from + last.ids.length !== seq)
    return [...pages, { from: seq, at, ids: [id] }].slice(-PAGES);
  return [...pages.slice(0, -1), { ...last, ids: [...last.ids, id] }];
}

/** Numbers of the commits that may hold this command, newest first. */
export function placesOf(pages: readonly GivenPage[], id: string): readonly number[] {
  const short = shortened(id);
  const places = pages.flatMap(({ from, ids }) => ids.flatMap((one, index) => (one === short ? [from + index] : [])));
  return places.reverse();
}

/** Whether a commit's command is this one; for a marked id, whether it has the same name. */
export function isGivenAs({ command }: Pick<GivenIn, 'command'>, id: string): boolean {
  const beginning = beginningOf(id);
  return beginning === undefined ? command.id === id : command.id.startsWith(beginning);
}
