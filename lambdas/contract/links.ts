/** The addresses in messages, from the public address of the deployment without a final slash. */

/** The page of the requester of a recovery. */
export const requesterPage = (publicUrl: string, recovery: string): string => `${publicUrl}/r/${recovery}`;

/** The page that stops a recovery. The token is after the `#`, so no server, proxy or log on the way sees it. */
export const stopPage = (publicUrl: string, recovery: string, token: string): string =>
  `${requesterPage(publicUrl, recovery)}#stop=${token}`;

/**
 * A recovery in the console, for people who sign in. It holds no secret, and opening it changes nothing. `inPlaceOf`: the person who lent them
 * their right to approve.
 */
export const consolePage = (publicUrl: string, recovery: string, inPlaceOf?: string): string =>
  `${publicUrl}/console#/recoveries/${recovery}${inPlaceOf === undefined ? '' : `/for/${encodeURIComponent(inPlaceOf)}`}`;

/** The same at the command line. */
export const commandLine = (recovery: string): string => `countersign recoveries show ${recovery}`;

/** Lists what waits, at the command line. */
export const LIST_COMMAND = 'countersign recoveries list';

/** Rights to approve that are lent, in the console and at the command line. */
export const delegationsPage = (publicUrl: string): string => `${publicUrl}/console#/delegations`;
export const DELEGATIONS_COMMAND = 'countersign delegations list';
