import { Problem, refusalProblem } from '../../app/problem.ts';
import type { Requester } from '../../app/proving/page.ts';
import type { PageState } from '../../contract/requester.ts';

const OVER: Omit<PageState, 'recovery'> = {
  ...{ status: 'ended', ended: true, action: null, openedAt: null, deadline: null, claimable: false },
  ...{ methods: [], toStop: [], proofs: [], challenges: [], page: null, missing: null },
  ...{ met: false, intake: null, handover: null, account: null, elsewhere: [] },
  ...{ directory: null, gives: null, lasts: null, taken: false, failed: false, end: null },
};

/**
 * The state that the page shows. The address alone reveals neither how a recovery ended nor whether it existed; a page that took part in it
 * is told how it ended (ADR 60).
 */
export async function readPageState(requester: Pick<Requester, 'view'>, recovery: string): Promise<PageState> {
  const view = await requester.view().catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (view === undefined || view.ended) return { ...OVER, recovery, end: view?.end ?? null };
  return view;
}

/** Gives the same error for an ended recovery and for an unknown one; rethrows every other error. */
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
