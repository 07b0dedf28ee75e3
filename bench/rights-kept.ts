import type { Placed } from '../local/iam/statement.ts';

interface Kept {
  /** Matches the id of the statement. */
  readonly statement: RegExp;
  /** One of its actions; absent: the whole statement, and each of its actions. */
  readonly action?: RegExp;
  readonly because: string;
}

/** Rights that no scenario needs, each with the reason why it stays. */
const KEPT: readonly Kept[] = [];

/** The reason why a statement, or one action of it, stays though nothing here uses it. */
export const reasonOf = ({ id }: Placed, action?: string): string | undefined =>
  KEPT.find(
    (kept) =>
      kept.statement.test(id) && (kept.action === undefined || (action !== undefined && kept.action.test(action))),
  )?.because;
