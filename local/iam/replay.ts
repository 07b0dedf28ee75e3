import { type Call, Judge, type Policies } from './judge.ts';
import { listOf, type Placed } from './statement.ts';

/** What a record of calls says about one statement. */
export interface Finding {
  readonly placed: Placed;
  /** A recorded call that is decided otherwise without the statement; undefined: there is none. */
  readonly needs: Call | undefined;
  /** Actions of a statement that allows, of which no recorded call made use. */
  readonly idle: readonly string[];
}

/**
 * Judges recorded calls again, once as they were, then without each single statement. A statement that allows must be needed by a call that
 * was allowed, one that denies by a call that was denied.
 */
export async function replay(policies: Policies, calls: readonly Call[]): Promise<readonly Finding[]> {
  const judge = new Judge(policies);
  const decided = new Map<string, Call[]>();
  for (const call of calls)
    for (const id of (await judge.judge(call)).by) decided.set(id, [...(decided.get(id) ?? []), call]);
  const all = [...policies.identity.values(), ...policies.resource.values()].flat();
  return Promise.all(
    all.map(async (placed) => {
      const its = decided.get(placed.id) ?? [];
      return { placed, needs: await needing(policies, placed, its), idle: idleIn(placed, its) };
    }),
  );
}

/** The first call whose verdict changes when the statement is gone. */
async function needing(policies: Policies, placed: Placed, calls: readonly Call[]): Promise<Call | undefined> {
  if (calls.length === 0) return undefined;
  const judge = new Judge(without(policies, placed.id));
  const isAllowed = placed.statement.Effect === 'Deny';
  for (const call of calls) if ((await judge.judge(call)).allowed === isAllowed) return call;
  return undefined;
}

const without = ({ identity, resource }: Policies, id: string): Policies => {
  const cut = (groups: Policies['identity']) =>
    new Map([...groups].map(([of, statements]) => [of, statements.filter((one) => one.id !== id)] as const));
  return { identity: cut(identity), resource: cut(resource) };
};

function idleIn({ statement }: Placed, calls: readonly Call[]): readonly string[] {
  if (statement.Effect === 'Deny') return [];
  const used = new Set(calls.map(({ action }) => action.toLowerCase()));
  return listOf(statement.Action).filter((action) => !/[*?]/.test(action) && !used.has(action.toLowerCase()));
}
