import { Problem, refusalProblem } from '../../app/problem.ts';
import type { Requester } from '../../app/proving/page.ts';
import type { PageState } from '../../contract/requester.ts';
import { wordsOf } from '../../core/proofing/words.ts';

const OVER: Omit<PageState, 'recovery'> = {
  ...{ status: 'ended', ended: true, words: null, action: null, openedAt: null, deadline: null, claimable: false },
  ...{ methods: [], toStop: [], proofs: [], challenges: [], page: null, missing: null },
};

/** What the page shows. How a recovery ended, and whether there ever was one, is nobody's to find out by its address. */
export async function readPageState(requester: Pick<Requester, 'view'>, recovery: string): Promise<PageState> {
  const view = await requester.view().catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (view === undefined || view.ended) return { ...OVER, recovery };
  return { ...view, words: wordsOf(recovery) };
}

/** The same answer for a recovery that has ended and for none. Throws it, and everything else as it is. */
export async function unlessGone<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (isGone(error)) throw refusalProblem({ code: 'recovery-ended', facts: {} }, { recorded: true });
    throw error;
  }
}

const isGone = (error: unknown): error is Problem =>
  error instanceof Problem && (error.code === 'recovery-unknown' || error.code === 'recovery-ended');
