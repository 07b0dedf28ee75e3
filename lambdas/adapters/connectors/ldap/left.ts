import type { ConnectorRequest } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Account } from './dialect.ts';

type Versioned = Pick<Account, 'passwordVersion'>;
type Issued = Pick<ConnectorRequest, 'passwordVersion'>;

/** What a grant has left in an account: the password that it handed out, its end alone, or nothing. */
export type Remains = 'password' | 'end' | 'nothing';

/**
 * What revoking has to take back. INVARIANT: a password that was handed out counts as gone only when the directory shows that it was changed
 * since. That it must be replaced no more proves nothing, for an administrator can say so, and neither does an end that others moved or
 * removed. What was never handed out is nobody's access: then only an end of ours is taken back, and the password that came with it.
 */
export function leftIn(
  account: Pick<Account, 'end' | 'mustChange' | 'passwordVersion'>,
  request: Pick<ConnectorRequest, 'action' | 'issued' | 'passwordVersion' | 'repudiated'>,
): Remains {
  if (request.action === 'unlock') return 'nothing';
  assertNotBehind(account, request);
  if (account.end.of === 'ended') return 'nothing';
  const isHeld = account.end.of === 'held';
  if (!request.issued && !isHeld) return 'nothing';
  const isOwners = request.issued ? request.repudiated !== true && isReplaced(account, request) : !account.mustChange;
  if (!isOwners) return 'password';
  return isHeld ? 'end' : 'nothing';
}

/** Throws, retryable, where the server shows a password from before the grant: what it shows beside it is as old. */
function assertNotBehind({ passwordVersion = 0 }: Versioned, { passwordVersion: issued = 0 }: Issued): void {
  if (passwordVersion >= issued) return;
  throw new AdapterError('server-behind', {
    retryable: true,
    message: 'server-behind: the server shows the account as it was before the grant',
  });
}

/** Changed since it was issued, and not by a reset that must be replaced itself. */
const isReplaced = (
  { mustChange, passwordVersion }: Versioned & Pick<Account, 'mustChange'>,
  { passwordVersion: issued }: Issued,
): boolean => !mustChange && issued !== undefined && passwordVersion !== undefined && passwordVersion > issued;
