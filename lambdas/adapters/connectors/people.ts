import type { FeedContact } from '../../core/registry/population.ts';
import type { Instant } from '../../core/values/instant.ts';

/** What a directory writes of how somebody is reached. */
interface Reached {
  readonly mail: string | null | undefined;
  readonly mobile: string | null | undefined;
  readonly changedAt: Instant | null;
}

/** A mail address, and a mobile number with its country: without one nobody knows whom it reaches. */
export function contactsOf({ mail, mobile, changedAt }: Reached): readonly FeedContact[] {
  const [address, written] = [mail?.trim() ?? '', mobile?.trim() ?? ''];
  const number = written.startsWith('+') ? `+${written.replace(/\D/g, '')}` : '';
  return [
    ...(address === '' ? [] : [{ kind: 'email', address, changedAt } as const]),
    ...(number.length < 8 ? [] : [{ kind: 'sms', address: number, changedAt } as const]),
  ];
}
