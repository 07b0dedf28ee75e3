import type { TicketRef } from '../../../lambdas/core/recovery/state.ts';
import { isOpened, type OpenedAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

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
