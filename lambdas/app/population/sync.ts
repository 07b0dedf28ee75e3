import {
  MOST_FINDINGS,
  MOST_MARKS,
  type PopulationReport,
  populationStream,
} from '../../core/recovery/state/population.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { accountMark, countedAt } from '../../core/registry/counting.ts';
import { type AloneChange, type DirectoryRights, type Feed, idIn, NO_RIGHTS } from '../../core/registry/population.ts';
import { leaversOf, type PopulationOutcome, reconcilePopulation } from '../../core/registry/reconciling.ts';
import { derivedId, digestOf } from '../../core/values/hash.ts';
import { ageOf, type Instant } from '../../core/values/instant.ts';
import type { PeopleRead, PopulationPlace, PopulationPlaces, PopulationSource } from '../../ports/population.ts';
import { load, loadLastGood } from '../ledger/load.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { log } from '../log.ts';
import { accountsNamed, holdingsOf, inParts, type KnowingServices, knownAccounts, ownersOf } from './known.ts';

export interface PopulationServices extends SubmitServices, KnowingServices {
  readonly sources: readonly PopulationSource[];
  readonly places: PopulationPlaces;
  /** The environment of accounts that are proposed. */
  readonly environment: string;
}

/** What one look at a directory of record came to. */
export interface Synced {
  readonly source: string;
  readonly rows: number;
  readonly isWhole: boolean;
  /** Records that the directory changed alone. */
  readonly changed: number;
  readonly proposed: number;
  readonly findings: number;
  /** Why nothing was changed; null for no reason. */
  readonly stop: string | null;
  /** Everything of this look is done. Otherwise the next one begins where this one did. */
  readonly finished: boolean;
}

/** Seconds after which everybody is read again: only that shows who is missing. */
const WHOLE_EVERY = 86_400;
/** Milliseconds that must be left to go on. */
const ENOUGH_MS = 30_000;
/** Changes that are written at once: each is on a stream of its own. */
const AT_ONCE = 10;

/**
 * Looks at each directory of record, and does what the policy lets it do alone. A repeated look changes nothing twice, wherever the one before was
 * cut off: what is to be done is found from the ledger each time. One directory that cannot be read keeps no other one waiting. Throws when
 * a directory could not be read, or a change not be written.
 */
export async function syncPopulation(
  services: PopulationServices,
  millisecondsLeft: () => number,
): Promise<readonly Synced[]> {
  const done: Synced[] = [];
  const failures: unknown[] = [];
  for (const source of services.sources) {
    try {
      done.push(await lookAt(services, source, millisecondsLeft));
    } catch (error) {
      log('error', 'population not read', { connector: source.connector, error });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

/** Whoever changed, if that is all and needs nobody; else everybody. */
async function lookAt(services: PopulationServices, source: PopulationSource, left: () => number): Promise<Synced> {
  const now = services.surroundings.now();
  const kept = await services.places.load(placeOf(source));
  const isDue = kept === null || ageOf(kept.wholeAt, now) >= WHOLE_EVERY;
  const some = isDue ? null : await source.since(kept.place);
  if (some !== null && kept !== null) {
    const look = { source, read: some, kept, isWhole: some.isWhole ?? false, now };
    const found = await reconciled(services, look);
    if (look.isWhole || isPlain(found)) return done(services, look, found, left);
  }
  const whole = { source, read: await source.whole(), kept, isWhole: true, now };
  return done(services, whole, await reconciled(services, whole), left);
}

/** The name of a source's place. That of a file is another one: its ids are those of no directory. */
const placeOf = ({ connector, knownBy }: PopulationSource): string =>
  knownBy === undefined ? connector : `${connector}-file`;

/** Nothing but changes that the directory makes alone. */
const isPlain = ({ findings, proposals, stop, needsWhole }: PopulationOutcome): boolean =>
  findings.length === 0 && proposals.length === 0 && stop === null && !needsWhole;

interface Look {
  readonly source: PopulationSource;
  readonly read: PeopleRead;
  readonly kept: PopulationPlace | null;
  readonly isWhole: boolean;
  readonly now: Instant;
}

async function reconciled(services: PopulationServices, { source, read, kept, isWhole, now }: Look) {
  const { connector, kinds, knownBy } = source;
  const { rows } = read;
  const before = kept?.people ?? [];
  const lastLook = kept?.lookedAt ?? null;
  const feed: Feed = { connector, kinds, rows, isWhole, before, lastLook, ...(knownBy && { knownBy }) };
  const named = rows.flatMap(({ directoryId, manager }) => [directoryId, ...(manager === null ? [] : [manager])]);
  const ids = [...new Set([...named, ...(isWhole ? before : [])])];
  const known = await (knownBy === undefined ? knownAccounts : accountsNamed)(services, connector, ids);
  const holdings = await holdingsOf(services, leaversOf({ feed, known }));
  const registered = new Set(known.map(({ profile }) => idIn(feed, profile)));
  const fresh = rows.filter(({ directoryId, isActive }) => isActive && !registered.has(directoryId));
  const owners = await ownersOf(services, fresh);
  const rights = await rightsInForce(services);
  const counted = countedAt((await load(services.ledger, populationStream(connector))).counted, now);
  const { environment } = services;
  return reconcilePopulation({ feed, known, holdings, owners, rights, counted, environment, now });
}

/** A policy that two administrators have not adopted lets a directory change nothing alone. */
async function rightsInForce({ ledger, policy }: PopulationServices): Promise<DirectoryRights> {
  const [{ digest, directory }, { policy: adopted }] = await Promise.all([
    policy.current(),
    loadLastGood(ledger, POLICY_STREAM),
  ]);
  return adopted.current?.digest === digest ? (directory ?? NO_RIGHTS) : NO_RIGHTS;
}

/** Changes are counted, then made, then what was found is said, and the place moves last: a crash before it repeats the look. */
async function done(
  services: PopulationServices,
  { source, read, kept, isWhole, now }: Look,
  found: PopulationOutcome,
  left: () => number,
): Promise<Synced> {
  const { connector } = source;
  const { alone, proposals, findings, stop } = found;
  await count(services, connector, alone);
  const changed = await applied(services, connector, alone, left);
  const finished = changed === alone.length;
  if (isWhole) await report(services, connector, found);
  // What is lost was not there to be read: the people of the last whole look stay those who are waited for.
  const isLost = stop !== null && stop.code !== 'mass-change';
  if (finished && !isLost) {
    const people = isWhole
      ? [...new Set(read.rows.map(({ directoryId }) => directoryId))].sort()
      : (kept?.people ?? []);
    const wholeAt = isWhole ? now : (kept?.wholeAt ?? now);
    await services.places.move(placeOf(source), kept, { place: read.place, lookedAt: now, wholeAt, people });
  }
  return {
    ...{ source: connector, rows: read.rows.length, isWhole, changed, proposed: proposals.length },
    ...{ findings: findings.length, stop: stop?.code ?? null, finished },
  };
}

/** Changes that are not counted are not made: looks that each change a few would add up to many. */
async function count(services: PopulationServices, source: string, changes: readonly AloneChange[]): Promise<void> {
  const stream = populationStream(source);
  for (const some of inParts(changes, MOST_MARKS)) {
    const marks = some.map(({ account }) => accountMark(account));
    const head = await services.ledger.head(stream);
    const id = derivedId('count', source, digestOf(marks), String(head?.commit.seq ?? 0));
    const command = { type: 'CountChanges', source, marks } as const;
    const { refusal } = await submit(services, { ...envelopeOf(source), id, stream, command });
    if (refusal !== null) throw new Error(`the changes were not counted: ${refusal.code}`);
  }
}

/** Writes changes while there is time, and answers how many. A change that was refused meanwhile is found again by the next look. */
async function applied(
  services: PopulationServices,
  source: string,
  changes: readonly AloneChange[],
  left: () => number,
): Promise<number> {
  let count = 0;
  for (const some of inParts(changes, AT_ONCE)) {
    if (left() < ENOUGH_MS) return count;
    await Promise.all(some.map((change) => give(services, source, change)));
    count += some.length;
  }
  return count;
}

const envelopeOf = (source: string) =>
  ({
    ...({ recovery: null, actor: { by: 'signal-source', source } } as const),
    origin: { via: 'population', channel: 'population', desk: null, ticket: null },
  }) as const;

/** The name of the command changes with the record, so that the same change can be made again after another one. */
async function give(services: PopulationServices, source: string, change: AloneChange): Promise<void> {
  const { account, ...members } = change;
  const [known] = await knownAccounts(services, source, [change.directoryId]);
  const id = derivedId('sync', account, digestOf(members), known?.recordedAt ?? '');
  const command = { type: 'SyncProfile', source, change } as const;
  const { refusal } = await submit(services, { ...envelopeOf(source), id, stream: account, command });
  if (refusal !== null) log('error', 'population change refused', { account, code: refusal.code });
}

/** What people must look at stands on the directory's own stream; the proposed records lie in the workspace. */
async function report(
  { places, ...services }: PopulationServices,
  source: string,
  found: PopulationOutcome,
): Promise<void> {
  const { findings, proposals, stop } = found;
  const proposed = proposals.length === 0 ? null : digestOf(proposals);
  if (proposed !== null) await places.keep(source, proposed, proposals);
  const said: PopulationReport = {
    ...{ source, stop, proposed, total: findings.length },
    findings: findings.slice(0, MOST_FINDINGS),
  };
  const stream = populationStream(source);
  const head = await services.ledger.head(stream);
  const id = derivedId('population', source, digestOf(said), String(head?.commit.seq ?? 0));
  const command = { type: 'ReportPopulation', report: said } as const;
  const { refusal } = await submit(services, { ...envelopeOf(source), id, stream, command });
  if (refusal !== null) throw new Error(`the report was refused: ${refusal.code}`);
}
