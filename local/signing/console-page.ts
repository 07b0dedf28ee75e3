import { placeIn, wayBack } from '../../console/staff/model/place.ts';
import type { StaffDifference, StaffProposals } from '../../lambdas/contract/overviews.ts';
import type { Batch } from '../../lambdas/core/registry/batch.ts';
import { seenOfBatch } from '../../lambdas/core/registry/batch.ts';
import { callApi } from '../serve/api.ts';
import type { LocalSystem } from '../start/system.ts';
import { CONFIRMATIONS, signedConfirmation } from './passkeys.ts';

type Proposal = StaffProposals['proposals'][number];

/**
 * What somebody does on the console at the address that their command line opens: they read the proposal, sign it with their passkey, confirm it,
 * and go back.
 */
export async function confirmsOnConsole(system: LocalSystem, who: string, address: string): Promise<void> {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'proposals' || place.asking === undefined) throw new Error(`nothing is asked at ${address}`);
  const { stream, asking } = place;
  const token = system.tokens[who] ?? '';
  const reads = async (path: string) => (await callApi(system.url, { method: 'GET', path, token })).body as unknown;
  const { proposals } = (await reads(`/registry/proposals/${encodeURIComponent(stream)}`)) as StaffProposals;
  const proposal = proposals.find(({ digest }) => digest === asking.digest);
  if (proposal === undefined) throw new Error(`nothing of ${stream} has the digest ${asking.digest}`);
  const seen = await seenOf(proposal, reads);
  const body = signedConfirmation(system, who, { stream, digest: asking.digest, ...seen });
  const { status } = await callApi(system.url, { method: 'POST', path: CONFIRMATIONS, token, body });
  if (status !== 200) throw new Error(`${who} could not confirm ${stream}: ${status}`);
  // The command line asks the service meanwhile: where it has seen the confirmation, it waits for no browser any more.
  await fetch(wayBack(asking, 'signed')).catch(() => undefined);
}

async function seenOf({ of, by, at, proposed }: Proposal, reads: (path: string) => Promise<unknown>) {
  if (of === 'batch') return { seen: seenOfBatch({ value: proposed as unknown as Batch, by, at }) };
  if (of !== 'policy') return {};
  const { seen } = (await reads(`/registry/differences/${String(proposed?.['digest'])}`)) as StaffDifference;
  return seen === null ? {} : { seen };
}
