import { isSensitive } from '../../registry/account.ts';
import { COUNTED_FOR } from '../../registry/counting.ts';
import { feedDated, latest, withChange } from '../../registry/population.ts';
import { ageOf, type Instant } from '../../values/instant.ts';
import type { PopulationEvent } from '../state/population.ts';
import type { StreamState } from '../state/state.ts';

/** The record after the directory of record changed it alone, and what was found. Contacts are dated here: what was written says nothing else. */
export function evolvePopulation(state: StreamState, event: PopulationEvent, at: Instant): StreamState {
  if (event.type === 'PopulationReported') return { ...state, population: event.report };
  if (event.type === 'ChangesCounted') {
    const lasting = state.counted.filter((one) => ageOf(one.at, at) < COUNTED_FOR);
    return { ...state, counted: [...lasting, { at, marks: event.marks }] };
  }
  const { current } = state.profile;
  // INVARIANT: of a sensitive account two administrators change these, whatever was written.
  if (current === null || isSensitive(current)) return state;
  const { recordedAt } = state;
  const contacts =
    event.contacts === undefined ? undefined : feedDated(current.contacts, event.contacts, { recordedAt, at });
  const manager = event.manager === undefined ? {} : { manager: event.manager };
  const after = withChange(current, { ...manager, ...(contacts === undefined ? {} : { contacts }) });
  return {
    ...state,
    profile: { ...state.profile, current: after },
    changedAt: contacts === undefined ? state.changedAt : reachedSince(current.contacts, contacts, at),
    managerChangedAt: event.manager === undefined ? state.managerChangedAt : at,
    recordedAt: at,
  };
}

type Dated = readonly { readonly id: string; readonly since: Instant }[];

/** From when on recoveries wait: the newest date of a changed contact; one that was taken away counts from now. */
function reachedSince(before: Dated, after: Dated, at: Instant): Instant {
  const isGone = before.some(({ id }) => !after.some((one) => one.id === id));
  const fresh = after.filter(({ id }) => !before.some((one) => one.id === id)).map(({ since }) => since);
  return isGone || fresh.length === 0 ? at : latest(...fresh);
}
