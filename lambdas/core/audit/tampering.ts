import type { Alert } from './alert.ts';

/** The alert for a commit that was changed or removed, or does not match its hash, on any stream. The ledger is append-only. */
export const tamperAlert = (place: { account: string; seq: number }, how: string, at: string): Alert => ({
  ...{
    severity: 'critical',
    ...place,
    recovery: null,
    at,
    what: [`tampering: the commit was ${how}`],
    tier: null,
    kind: null,
  },
});
