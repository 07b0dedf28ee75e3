import { derivedId } from '../../core/values/hash.ts';
import type { Evidence } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { ListedGrant } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { submit } from '../ledger/submit.ts';
import { holderOf, OBSTACLE_OF } from './directory-identity.ts';
import type { ExecutionServices } from './execution.ts';

/**
 * Ends the sessions of an account whose directory showed a change without a recovery, and records that. Throws when the directory could not be
 * asked or did not do it, after this is in the ledger, once for each code: the sweeper tries again until it is done.
 */
export async function containAccount(services: ExecutionServices, listed: ListedGrant): Promise<void> {
  const { account, recovery: containment, connector: name, expiresAt } = listed;
  const { current } = (await load(services.ledger, account)).profile;
  // The account moved to another directory since: nothing there is this account's any more.
  if (current === null || current.connector !== name) return services.dueGrants.clear(containment);
  const { target, directoryId } = current;
  const report = (outcome: { readonly evidence: Evidence } | { readonly code: string }, id: string) =>
    submit(services, {
      ...{ id, stream: account, recovery: null, actor: { by: 'sweeper' } },
      origin: { via: 'sweeper', channel: 'sweeper', desk: null, ticket: null },
      command: { type: 'ReportContainment', containment, ...outcome } as const,
    });
  try {
    const connector = services.connectorOf(name);
    const place = { connector: name, target, directoryId };
    const holder = connector.findsById === true ? 'same' : await holderOf(services, place);
    // INVARIANT: nobody else is signed out, and whoever is not there has no sessions.
    if (holder !== 'same') await report({ code: OBSTACLE_OF[holder] }, derivedId('contained', containment, holder));
    else {
      const request = { action: 'revoke-sessions', target, directoryId, grant: containment, expiresAt } as const;
      const performed = await connector.perform({ ...request, issued: false });
      if (performed.state === 'pending') throw new AdapterError('pending', { retryable: true });
      await report({ evidence: performed.evidence }, derivedId('contained', containment));
    }
  } catch (error) {
    const code = error instanceof AdapterError ? error.code : 'unexpected';
    await report({ code }, derivedId('contained', containment, code));
    throw error;
  }
  await services.dueGrants.clear(containment);
}
