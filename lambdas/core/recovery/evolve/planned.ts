import type { RecoveryEvent } from '../state/events.ts';
import type { Recovery } from '../state/state.ts';
import { lasting } from '../state/ticket.ts';

type Assessed = Extract<RecoveryEvent, { type: 'RecoveryAssessed' }>;

/** What a plan changes of its recovery: proofing begins, and the ticket has the id that it keeps. */
export const planned = ({ ticket }: Recovery, { plan, lastingId }: Assessed) =>
  ({ plan, status: 'proofing', executeNotBefore: null, ticket: lasting(ticket, lastingId) }) as const;
