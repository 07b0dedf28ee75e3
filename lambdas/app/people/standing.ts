import { type Outstanding, outstandingIn } from '../../core/recovery/decide/outstanding.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { digestOfLookAlikes } from '../../core/registry/likeness.ts';
import { type Person, replacing } from '../../core/registry/person.ts';
import type { LookAlikes, Page, StreamStanding } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { problem } from '../problem.ts';
import { lookAlikesIn } from './look-alikes.ts';
import { assertRole, type ReadingServices } from './reading.ts';

type PageOf = { readonly limit: number; readonly after?: string };

/** Accounts whose recoveries are frozen, with the proposals to lift that. For people on duty, auditors and administrators. */
export async function frozenAccounts({ views }: Pick<ReadingServices, 'views'>, actor: PersonActor, page: PageOf) {
  assertRole(actor, 'on-duty', 'auditor', 'admin');
  return only(await views.standings(page), ({ freeze }) => freeze !== null);
}

/** Streams with proposals that wait for a second administrator. For administrators and auditors. */
export async function openProposals({ views }: Pick<ReadingServices, 'views'>, actor: PersonActor, page: PageOf) {
  assertRole(actor, 'admin', 'auditor');
  return only(await views.standings(page), ({ proposals }) => proposals.length > 0);
}

const only = ({ items, next }: Page<StreamStanding>, isWanted: (of: Outstanding) => boolean): Page<StreamStanding> => ({
  items: items.filter(isWanted),
  ...(next === undefined ? {} : { next }),
});

export interface ProposalServices extends Pick<ReadingServices, 'ledger'> {
  readonly lookAlikes: Pick<LookAlikes, 'find'>;
}

/**
 * The proposals of one stream, each with what is in force and what would be: a person whose proposed record does not speak of passkeys keeps them.
 * That of a person or an account also with the registered records that it looks like now, and with the digest by which its confirmer says that
 * they have read them (`seen`; null without any). Strongly consistent, but for the look-alikes. Throws `stream-unknown`.
 */
export async function proposalsOf({ ledger, lookAlikes }: ProposalServices, actor: PersonActor, stream: string) {
  assertRole(actor, 'admin', 'auditor');
  if ((await ledger.head(stream)) === undefined) throw problem('stream-unknown');
  const state = await load(ledger, stream);
  const { proposals } = outstandingIn(state);
  const shown = proposals.map(async (one) => {
    const { current, proposal } = state[one.of];
    const record = one.of === 'person' || one.of === 'profile' ? state[one.of].proposal?.value : undefined;
    const alike = record === undefined ? [] : await lookAlikesIn(lookAlikes)(record);
    const proposed = one.of === 'person' ? personIn(state) : (proposal?.value ?? null);
    return { ...one, current, proposed, lookAlikes: alike, seen: digestOfLookAlikes(alike) };
  });
  return { stream, proposals: await Promise.all(shown) };
}

const personIn = ({ person: { current, proposal } }: StreamState): Person | null =>
  proposal === null ? null : replacing(current, proposal.value);
