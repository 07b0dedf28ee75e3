import { CONNECTORS, type LdapName } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { assertAction } from '../action.ts';
import { DEFAULT_GROUP_TIERS, type GroupTier, parseGroupTiers } from '../group-tiers.ts';
import { temporaryPassword } from '../temporary-password.ts';
import type { Account, Dialect } from './dialect.ts';
import { LdapDirectory } from './directory.ts';
import { endEvidence, endWithGrant, freeOf, NEVER } from './end.ts';
import { inSession, type LdapServer, type Session } from './session.ts';

/**
 * People of an LDAP directory, found by its immutable id. A reset gives a temporary password that must be replaced at the first sign-in, in an
 * account that ends with the grant by the directory's own attribute. An end unused leaves a password that nobody knows, and the account
 * ended; whoever has replaced the password keeps the account, and its end is as it was. Unlocking grants nothing that can be revoked.
 */
export class LdapConnector implements Connector {
  readonly name: LdapName;
  readonly actions: Connector['actions'];
  readonly findsById = true;
  readonly #server: LdapServer;
  readonly #dialect: Dialect;
  readonly #directory: LdapDirectory;

  constructor(
    name: LdapName,
    server: LdapServer,
    dialect: Dialect,
    groupTiers: readonly GroupTier[] = parseGroupTiers(DEFAULT_GROUP_TIERS),
  ) {
    this.name = name;
    this.actions = CONNECTORS[name].actions;
    this.#server = server;
    this.#dialect = dialect;
    this.#directory = new LdapDirectory(server, dialect, groupTiers);
  }

  identityOf(target: string): Promise<string | undefined> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): Promise<Tier | null> {
    return this.#directory.tierOf(target);
  }

  examine(request: Omit<ConnectorRequest, 'grant' | 'expiresAt'>): Promise<Obstacle | null> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined) return { code: 'not-found', mayPass: false };
      return whyNotRecoverable(account, request) === null ? null : { code: 'user-not-recoverable', mayPass: false };
    });
  }

  /** Each attempt at a reset makes a fresh password, and the newest counts: it replaces the one before in the directory and in its box. */
  perform(request: ConnectorRequest): Promise<Performed> {
    return this.#inSession(request, async (session) => {
      const account = await this.#existing(session, request);
      const obstacle = whyNotRecoverable(account, request);
      if (obstacle !== null) throw notRecoverable(obstacle);
      if (request.action === 'unlock') return this.#unlock(session, account);
      const before = await this.#dialect.groupsOf(session, account);
      const password = new Secret(temporaryPassword());
      const end = endWithGrant(account.end, Date.parse(request.expiresAt));
      await this.#dialect.reset(session, account, { password, end });
      const after = await this.#existing(session, request);
      if (!after.mustChange || after.isLocked || after.end.of !== end.of) throw notReadBack();
      const { names } = await this.#dialect.groupsOf(session, after);
      const scope = { groupsBefore: few(before.names), groupsAfter: few(names) };
      const evidence = { ...evidenceOf(after), wasLocked: account.isLocked, ...scope };
      return { state: 'done', reference: after.id, credential: password, evidence };
    });
  }

  revoke(request: ConnectorRequest): Promise<void> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined || isGone(account, request)) return;
      // Replaced by its owner: what remains of the grant is the end that it set.
      if (isReplaced(account) && request.repudiated !== true) return this.#dialect.setEnd(session, account, NEVER);
      const end = { of: 'ended', before: freeOf(account.end) } as const;
      await this.#dialect.close(session, account, { password: new Secret(temporaryPassword()), end });
    });
  }

  verifyGone(request: ConnectorRequest): Promise<Gone> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined) return { gone: true, evidence: { user: 'absent' } };
      return { gone: isGone(account, request), evidence: evidenceOf(account) };
    });
  }

  async #unlock(session: Session, account: Account): Promise<Performed> {
    if (account.isLocked) await this.#dialect.unlock(session, account);
    const after = await this.#dialect.byId(session, account.id);
    if (after === undefined || after.isLocked) throw notReadBack();
    const evidence = { ...evidenceOf(after), wasLocked: account.isLocked };
    return { state: 'done', reference: after.id, evidence };
  }

  async #existing(session: Session, { directoryId, target }: ConnectorRequest): Promise<Account> {
    const account = await this.#dialect.byId(session, directoryId);
    if (account !== undefined) return account;
    throw new AdapterError('not-found', { retryable: false, message: `not-found: \`${target}\`` });
  }

  async #inSession<Result>(
    request: Pick<ConnectorRequest, 'action'>,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    assertAction(this, request);
    return inSession(this.#server, work);
  }
}

/** Why an account cannot be recovered; null for one that can. Only whoever may sign in again is unlocked. */
function whyNotRecoverable({ obstacle, end }: Account, { action }: Pick<ConnectorRequest, 'action'>): string | null {
  const free = freeOf(end);
  if (free.of === 'at' && free.at <= Date.now()) return 'ended';
  return action === 'unlock' && obstacle !== 'disabled' ? null : obstacle;
}

/** The password is not the temporary one any more. */
const isReplaced = ({ mustChange, end }: Account): boolean => !mustChange && end.of !== 'ended';

/**
 * Whether a grant's access is gone. An end of ours that is over does not count: whoever moves it would revive the password. In an account
 * that others gave an end to, a password that must be replaced is taken for the grant's.
 */
function isGone(account: Account, { action, repudiated }: ConnectorRequest): boolean {
  if (action === 'unlock' || account.end.of === 'ended') return true;
  if (repudiated === true || account.end.of === 'held') return false;
  return account.end.of === 'never' || !account.mustChange;
}

const evidenceOf = ({ id, isLocked, mustChange, end, obstacle }: Account): Evidence => ({
  ...{ id, locked: isLocked, mustChange, end: endEvidence(end) },
  ...(obstacle === null ? {} : { obstacle }),
});

/** Enough for a reviewer; the ledger's items are small. */
const few = (names: readonly string[]): readonly string[] =>
  names.length <= 20 ? names : [...names.slice(0, 20), `and ${names.length - 20} more`];

const notRecoverable = (obstacle: string): AdapterError =>
  new AdapterError('user-not-recoverable', { retryable: false, message: `user-not-recoverable: \`${obstacle}\`` });

const notReadBack = (): AdapterError =>
  new AdapterError('not-read-back', { retryable: true, message: 'the entry does not show the change yet' });
