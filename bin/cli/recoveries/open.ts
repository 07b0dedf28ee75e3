import type { Warning } from '../../../lambdas/core/recovery/assess/handover.ts';
import type { TicketRef } from '../../../lambdas/core/recovery/state/state.ts';
import { type CommandAnswer, isCommand, isOpened, type OpenedAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { stageInWords } from '../text/recovery.ts';

export interface OpenOptions {
  readonly reason: string;
  readonly requester?: string;
  readonly channel?: string;
  readonly desk?: string;
  readonly ticket?: TicketRef;
  readonly seconds?: number;
  readonly caller?: string;
}

/** `recoveries open` */
export async function open(
  session: Session,
  what: { readonly account: string; readonly action: string },
  { seconds, ...options }: OpenOptions,
): Promise<void> {
  const { reason, requester, channel, desk, ticket, caller } = options;
  const body = { ...what, reason, requester, channel, desk, ticket, requestedSeconds: seconds, caller };
  session.show(await session.api.post(['recoveries'], body), isOpened, opened);
}

const opened = ({ recovery, account, action }: OpenedAnswer): string =>
  `Recovery ${recovery} is open: ${action} of \`${account}\`.\nNext: npx countersign recoveries show ${recovery}\n`;

/** Words for a status right after this command, which has more effect than the status shows. */
export type Effect = Readonly<Record<string, string>>;

/** Gives a recovery a command, and prints its resulting status. */
export async function give(
  session: Session,
  [id, what]: readonly [string, string],
  given: { readonly body: object; readonly effect?: Effect },
): Promise<void> {
  const answer = await session.api.post(['recoveries', id, what], given.body);
  session.show(answer, isCommand, (done) => recordedInWords(done, given.effect));
}

/** What was recorded, and where the recovery stands after it. */
export function recordedInWords(
  { recovery, status, seq, repeated, warnings }: CommandAnswer,
  effect: Effect = {},
): string {
  const recorded = repeated ? 'was recorded before' : `is recorded as commit ${seq}`;
  const warned = warnings.map((warning) => `${WARNED[warning]}\n`).join('');
  return `This ${recorded}. Recovery ${recovery} ${effect[status] ?? stageInWords(status)}.\n${warned}`;
}

const WARNED: Readonly<Record<Warning, string>> = {
  'claim-impossible':
    'Warning: nobody can take the credential by a proof without a page. Record it again with `--page WORDS` now, or, once it is granted, `recoveries bind`.',
};
