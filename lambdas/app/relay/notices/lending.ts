import { commandLine, consolePage, DELEGATIONS_COMMAND, delegationsPage } from '../../../contract/links.ts';
import type { Commit } from '../../../core/audit/commit.ts';
import { type Language, ownedBy, subjectOf } from '../../../core/registry/account.ts';
import { liveDelegations } from '../../../core/registry/delegation.ts';
import type { Person, PersonId } from '../../../core/registry/person.ts';
import { type Instant, plusSeconds } from '../../../core/values/instant.ts';
import type { Message, Recipient } from '../../../ports/delivery.ts';
import type { Ledger, Surroundings } from '../../../ports/ledger.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Members } from '../../../ports/workspace.ts';
import { load, loadAll, type Neighbours } from '../../ledger/load.ts';
import { log } from '../../log.ts';
import { LENDING_TEXTS } from '../../messages/lending-texts.ts';
import { filled, languageOf, moment } from '../../messages/texts.ts';
import { usedIn } from './about.ts';

export interface LendingServices {
  readonly ledger: Ledger;
  readonly members: Pick<Members, 'next'>;
  readonly publicUrl: string;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

/** How long before its end whoever stands in is reminded of it, in seconds; of what lasts less than twice as long nobody is. */
const REMINDED = 86_400;

/** What one person is told of a right to approve that is lent. */
export interface LendingNews {
  readonly person: PersonId;
  readonly to: Recipient;
  readonly message: Message;
  /** When it is told; absent: at once. */
  readonly notBefore?: Instant;
}

/**
 * Who hears of a right to approve: whoever stands in, when it is lent, near its end and ended; its lender, when somebody else ended it, and when it was used.
 * Nobody hears what they just did, and what has ended meanwhile is not told as lent. Each hears it in the language of an account of theirs. No message has the lender's reason:
 * it is free text. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function lendingNewsOf(services: LendingServices, noticed: Neighbours): Promise<readonly LendingNews[]> {
  const { commit } = noticed.signed;
  const used = ofUse(services, commit);
  const told = [...used, ...(await ofLending(services, noticed))];
  if (told.length === 0) return [];
  const named = [...new Set(told.flatMap(({ person, names }) => [person, ...Object.values(names)]))];
  const states = await loadAll(services.ledger, named);
  const people = new Map(named.map((id, index) => [id, states[index]?.person.current ?? null] as const));
  const languages = await languagesOf(services, [...new Set(told.map(({ person }) => person))]);
  return told.flatMap(({ person, names, notBefore, ...news }): readonly LendingNews[] => {
    const address = people.get(person)?.addresses[0];
    if (address === undefined) {
      log('warn', 'nobody to notify', { account: commit.account, seq: commit.seq, person });
      return [];
    }
    const known = Object.entries(names).map(([name, id]) => [name, nameOf(id, people.get(id) ?? null)] as const);
    const language = languages.get(person) ?? 'en';
    const message = messageOf(news, { language, values: { ...news.values, ...Object.fromEntries(known) } });
    return [{ person, to: { kind: 'email', address }, message, ...(notBefore === undefined ? {} : { notBefore }) }];
  });
}

/** Most accounts of one person that are looked at for a language. */
const MOST_ACCOUNTS = 3;

/** The language of the first account that somebody owns: people are registered with no language, and English is for whoever owns none. */
async function languagesOf(
  { ledger, members }: Pick<LendingServices, 'ledger' | 'members'>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Language>> {
  const owned = people.map(async (person) => {
    const accounts = await members.next(ownedBy(person), { from: person, limit: MOST_ACCOUNTS });
    const states = await loadAll(ledger, accounts);
    // The record may have changed since it was listed.
    const own = states.find(({ profile: { current } }) => current !== null && subjectOf(current) === person);
    return own === undefined ? [] : [[person, languageOf(own)] as const];
  });
  return new Map((await Promise.all(owned)).flat());
}

const nameOf = (id: PersonId, person: Person | null): string => (person === null ? id : `${person.name} (${id})`);

interface Told {
  readonly person: PersonId;
  readonly kind: 'given' | 'ending' | 'ended' | 'endedFor' | 'countersigned' | 'rejected';
  /** People whom the text names, by their placeholders. */
  readonly names: Readonly<Record<string, PersonId>>;
  readonly values: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly link: string;
  readonly command: string;
  readonly notBefore?: Instant;
}

/** On the stream of a lender. */
async function ofLending(
  { ledger, publicUrl, surroundings }: LendingServices,
  noticed: Neighbours,
): Promise<readonly Told[]> {
  const { commit } = noticed.signed;
  const { account: from, events, at } = commit;
  const place = { link: delegationsPage(publicUrl), command: DELEGATIONS_COMMAND };
  const told: Told[] = [];
  for (const event of events) {
    if (event.type === 'DelegationGiven') {
      const { id, to, until, groups } = event.delegation;
      const { delegations } = await load(ledger, from);
      const isThere = liveDelegations(delegations, surroundings.now()).some((one) => one.id === id);
      const news = { person: to, names: { from }, values: { until: moment(until) }, groups, ...place };
      if (isThere) told.push({ ...news, kind: 'given' });
      const isLong = until > plusSeconds(at, 2 * REMINDED);
      if (isThere && isLong) told.push({ ...news, kind: 'ending', notBefore: plusSeconds(until, -REMINDED) });
    }
    if (event.type === 'DelegationWithdrawn') {
      const { delegations } = await noticed.before();
      const ended = delegations.find(({ id }) => id === event.delegation);
      if (ended === undefined) continue;
      const rest = { names: { from, to: ended.to, by: event.by }, values: {}, groups: [], ...place };
      if (event.by !== ended.to) told.push({ person: ended.to, kind: 'ended', ...rest });
      if (event.by !== from) told.push({ person: from, kind: 'endedFor', ...rest });
    }
  }
  return told;
}

/** On the stream of an account. */
function ofUse({ publicUrl }: LendingServices, { account, recovery, events }: Commit): readonly Told[] {
  if (recovery === null) return [];
  return events.flatMap((event): readonly Told[] => {
    const used = usedIn(event);
    if (used === undefined) return [];
    const { lender, by, kind } = used;
    const place = { link: consolePage(publicUrl, recovery), command: commandLine(recovery) };
    return [{ person: lender, kind, names: { by }, values: { account, recovery }, groups: [], ...place }];
  });
}

function messageOf(
  { kind, groups, link, command }: Omit<Told, 'person' | 'names' | 'notBefore'>,
  { language, values }: { readonly language: keyof typeof LENDING_TEXTS; readonly values: Told['values'] },
): Message {
  const texts = LENDING_TEXTS[language];
  const what = groups.length === 0 ? texts.ofRelations : filled(texts.ofGroups, { groups: groups.join(', ') });
  const { subject, says } = texts[kind];
  const next = { given: texts.given.next, ending: texts.ending.next, ended: '' }[kind as string] ?? texts.unexpected;
  const opens = kind === 'ended' ? [] : [filled(texts.open, { link, command }), texts.care];
  const paragraphs = [filled(says, { ...values, what }), filled(next, values), ...opens].filter((one) => one !== '');
  return { subject, text: new Secret(paragraphs.join('\n\n')), spoken: null };
}
