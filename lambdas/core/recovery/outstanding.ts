import type { PersonId } from '../registry/person.ts';
import type { Instant } from '../values/instant.ts';
import type { EventType } from './events.ts';
import type { Freeze, Governed, StreamState } from './state.ts';

/** The kinds of records that two administrators change. */
export const PROPOSED = ['profile', 'person', 'policy', 'lift', 'voiding', 'signingKey', 'batch'] as const;
export type Proposed = (typeof PROPOSED)[number];

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
  ...(['AccountFrozen', 'FreezeLifted', 'LiftProposed', 'StreamResumed', 'AdministratorAdmitted'] as const),
  ...(['ProfileProposed', 'ProfileConfirmed', 'PersonProposed', 'PersonConfirmed'] as const),
  ...(['PolicyProposed', 'PolicyAdopted', 'VoidingProposed', 'VoidingConfirmed'] as const),
  ...(['SigningKeyProposed', 'SigningKeyAdopted', 'BatchProposed', 'BatchConfirmed'] as const),
];
