import type { PersonId } from '../../registry/person.ts';
import type { Instant } from '../../values/instant.ts';
import type { EventType, LedgerEvent } from '../state/events.ts';
import type { Freeze, Governed, StreamState } from '../state/state.ts';

/** The members of a stream's state that two administrators change. */
export type Proposed = {
  [Member in keyof StreamState]: StreamState[Member] extends Governed<unknown> ? Member : never;
}[keyof StreamState];

/** Each of them, with the events that propose and confirm it. The only list of them: the compiler asks for every one. */
const EVENTS_OF: Readonly<Record<Proposed, readonly [proposes: EventType, confirms: EventType]>> = {
  profile: ['ProfileProposed', 'ProfileConfirmed'],
  person: ['PersonProposed', 'PersonConfirmed'],
  policy: ['PolicyProposed', 'PolicyAdopted'],
  lift: ['LiftProposed', 'FreezeLifted'],
  voiding: ['VoidingProposed', 'VoidingConfirmed'],
  signingKey: ['SigningKeyProposed', 'SigningKeyAdopted'],
  batch: ['BatchProposed', 'BatchConfirmed'],
};

const PROPOSING: readonly string[] = Object.values(EVENTS_OF).map(([proposes]) => proposes);

/** What an event proposes; undefined for an event that proposes nothing. */
export const proposedIn = (event: LedgerEvent): Pick<OpenProposalOf, 'digest' | 'by'> | undefined =>
  PROPOSING.includes(event.type) && 'digest' in event && 'by' in event && event.by !== null
    ? { digest: event.digest, by: event.by }
    : undefined;

/** The type of the events that propose what an event confirms; undefined for an event that confirms nothing. */
export const proposesFor = ({ type }: LedgerEvent): EventType | undefined =>
  Object.values(EVENTS_OF).find(([, confirms]) => confirms === type)?.[0];

/** The kinds of records that two administrators change. */
export const PROPOSED = Object.keys(EVENTS_OF) as readonly Proposed[];

/** A proposal that waits for a second administrator. */
export interface OpenProposalOf {
  readonly of: Proposed;
  readonly digest: string;
  readonly by: PersonId;
  readonly at: Instant;
}

/** What of a stream waits for people: a freeze, and proposals. */
export interface Outstanding {
  readonly freeze: Freeze | null;
  readonly proposals: readonly OpenProposalOf[];
}

export function outstandingIn(state: StreamState): Outstanding {
  const proposals = PROPOSED.flatMap((of) => {
    const { proposal }: Governed<unknown> = state[of];
    return proposal === null ? [] : [{ of, digest: proposal.digest, by: proposal.by, at: proposal.at }];
  });
  return { freeze: state.freeze, proposals };
}

/** The events that may change what waits. */
export const CHANGES_OUTSTANDING: readonly EventType[] = [
  ...(['AccountFrozen', 'StreamResumed', 'AdministratorAdmitted'] as const),
  ...Object.values(EVENTS_OF).flat(),
];
