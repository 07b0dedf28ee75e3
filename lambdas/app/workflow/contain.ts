import type { AccountProfile } from '../../core/registry/account.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { Evidence } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { ListedGrant } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { submit } from '../ledger/submit.ts';
import { holderOf, OBSTACLE_OF } from './directory-identity.ts';
import type { ExecutionServices } from './execution.ts';

type Outcome = { readonly evidence: Evidence } | { readonly code: string };

/**
 * Ends the sessions of an account whose directory showed a change without a recovery, and records that. Throws when the directory could not be
 * asked or did not do it, after this is in the ledger, once for each code: the sweeper tries again until it is done.
 */
export async function containAccount(services: ExecutionServices, listed: ListedGrant): Promise<void> {
  const { account, recovery: containment, connector: name } = listed;
  const { current } = (await load(services.ledger, account)).profile;
  // The account moved to another directory since: nothing there is this account's any more.
  if (current === null || current.connector !== name) return services.dueGrants.clear(containment);
  const report = (outcome: Outcome, id: string) =>
    submit(services, {
      ...{ id, stream: account, recovery: null, actor: { by: 'sweeper' } },
      origin: { via: 'sweeper', channel: 'sweeper', desk: null, ticket: null },
      command: { type: 'ReportContainment', containment, ...outcome } as const,
    });
  const done = await endSessions(services, listed, current).catch(async (error: unknown) => {
    const code = error instanceof AdapterError ? error.code : 'unexpected';
    await report({ code }, derivedId('contained', containment, code));
    throw error;
  });
  await report(done, derivedId('contained', containment, ...('code' in done ? [done.code] : [])));
  await services.dueGrants.clear(containment);
}

/** What the directory showed, or why there is nothing to do. INVARIANT: nobody else is signed out, and whoever is not there has no sessions. */
async function endSessions(
  services: ExecutionServices,
  { connector: name, recovery: grant, expiresAt }: ListedGrant,
  { target, directoryId }: AccountProfile,
): Promise<Outcome> {
  const connector = services.connectorOf(name);
  const place = { connector: name, target, directoryId };
  const holder = connector.findsById === true ? 'same' : await holderOf(services, place);
  if (holder !== 'same') return { code: OBSTACLE_OF[holder] };
  const request = { action: 'revoke-sessions', target, directoryId, grant, expiresAt } as const;
  const performed = await connector.perform({ ...request, issued: false });
  if (performed.state === 'pending') throw new AdapterError('pending', { retryable: true });
  return { evidence: performed.evidence };
}
