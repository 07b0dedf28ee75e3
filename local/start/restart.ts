import { relayServices } from '../../lambdas/compose/relay.ts';

const PAGE = 100;

/**
 * Starts an execution for every recovery that is under way: the embedded engine forgets its executions when it ends, and each fast-forwards
 * to where the ledger stands. Returns how many recoveries there are.
 */
export async function restartExecutions(): Promise<number> {
  const { views, workflow } = relayServices();
  let restarted = 0;
  for (let after: string | undefined; ; ) {
    const page = await views.list('open', { limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { account, id } of page.items) await workflow.start({ account, recovery: id });
    restarted += page.items.length;
    if (page.next === undefined) return restarted;
    after = page.next;
  }
}
