import { createHash } from 'node:crypto';
import type { Actor } from '../../core/recovery/commands.ts';
import type { RecoveryId } from '../../core/recovery/state.ts';
import type { Secret } from '../../ports/secret.ts';

/** The page of a recovery, open in one browser. */
export interface OpenPage {
  readonly recovery: RecoveryId;
  /** The value of the page's cookie, at least 128 bits of chance; only its hash goes any further. */
  readonly cookie: Secret;
}

/** What a page is called in the ledger: SHA-256 of its cookie, in hexadecimal. */
export const sessionOf = (cookie: Secret): string => createHash('sha256').update(cookie.reveal()).digest('hex');

/** Whoever has the page open, as the ledger knows them. */
export const visitor = ({ cookie }: OpenPage): Extract<Actor, { readonly by: 'visitor' }> => ({
  by: 'visitor',
  session: sessionOf(cookie),
});
