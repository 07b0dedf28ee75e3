import { CONNECTORS, type LdapName } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import type { Scope } from '../../../core/registry/scope.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { assertAction } from '../action.ts';
import { directoryGroupTiers, type GroupTier } from '../group-tiers.ts';
import { temporaryPassword } from '../temporary-password.ts';
import type { Account, Dialect } from './dialect.ts';
import { LdapDirectory } from './directory.ts';
import { endEvidence, endWithGrant, freeOf, NEVER } from './end.ts';
import { leftIn } from './left.ts';
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
    groupTiers: readonly GroupTier[] = directoryGroupTiers(),
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

  scopeOf(target: string): Promise<Scope | undefined> {
    return this.#directory.scopeOf(target);
  }

  examine(request: Omit<ConnectorRequest, 'grant' | 'expiresAt' | 'issued'>): Promise<Obstacle | null> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined) return { code: 'not-found', mayPass: false };
      if (whyNotRecoverable(account, request) !== null) return { code: 'user-not-recoverable', mayPass: false };
      const code = whyNotFirst(account, request);
      return code === null ? null : { code, mayPass: false };
    });
  }

  /** Each attempt at a reset makes a fresh password, and the newest counts: it replaces the one before in the directory and in its box. */
  perform(request: ConnectorRequest): Promise<Performed> {
    return this.#inSession(request, async (session) => {
      const account = await this.#existing(session, request);
      const obstacle = whyNotRecoverable(account, request);
      if (obstacle !== null) throw notRecoverable(obstacle);
      const code = whyNotFirst(account, request);
      if (code !== null) throw new AdapterError(code, { retryable: false, message: `${code}: \`${request.target}\`` });
      if (request.action === 'unlock') return this.#unlock(session, account);
      const before = await this.#dialect.groupsOf(session, account);
      const password = new Secret(temporaryPassword());
      const end = endWithGrant(account.end, Date.parse(request.expiresAt));
      await this.#dialect.reset(session, account, { password, end });
      const after = await this.#existing(session, request);
      const isDone = after.mustChange && !after.isLocked && after.end.of === end.of;
      if (!isDone || after.passwordVersion === undefined) throw notReadBack();
      const { names } = await this.#dialect.groupsOf(session, after);
      const scope = { groupsBefore: few(before.names), groupsAfter: few(names) };
      const evidence = { ...evidenceOf(after), wasLocked: account.isLocked, ...scope };
      return { state: 'done', reference: after.id, credential: password, evidence };
    });
  }

  revoke(request: ConnectorRequest): Promise<void> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined) return;
      const left = leftIn(account, request);
      if (left === 'nothing') return;
      if (left === 'end') return this.#dialect.setEnd(session, account, NEVER);
      const end = { of: 'ended', before: freeOf(account.end) } as const;
      await this.#dialect.close(session, account, { password: new Secret(temporaryPassword()), end });
    });
  }

  verifyGone(request: ConnectorRequest): Promise<Gone> {
    return this.#inSession(request, async (session) => {
      const account = await this.#dialect.byId(session, request.directoryId);
      if (account === undefined) return { gone: true, evidence: { user: 'absent' } };
      return { gone: leftIn(account, request) === 'nothing', evidence: evidenceOf(account) };
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

/**
 * Why an account gets no first credential; null for one that does. INVARIANT: a first credential never replaces one. Nobody's own are a password that
 * must be replaced at the first sign-in, the one that an end of ours left, and the one of an attempt of this grant that broke before it told
 * anybody. A directory that says nothing of a password may keep one.
 */
function whyNotFirst(
  { mustChange, passwordVersion, end }: Account,
  { action, issued }: Pick<ConnectorRequest, 'action'> & Partial<Pick<ConnectorRequest, 'issued'>>,
): string | null {
  const isNobodys = mustChange || end.of === 'ended' || (end.of === 'held' && issued === false);
  if (action !== 'issue-first-credential' || isNobodys) return null;
  return passwordVersion === undefined ? 'password-unknown' : 'credential-in-use';
}

const evidenceOf = ({ id, isLocked, mustChange, passwordVersion, end, obstacle }: Account): Evidence => ({
  ...{ id, locked: isLocked, mustChange, end: endEvidence(end) },
  ...(passwordVersion === undefined ? {} : { passwordVersion }),
  ...(obstacle === null ? {} : { obstacle }),
});

/** Enough for a reviewer; the ledger's items are small. */
const few = (names: readonly string[]): readonly string[] =>
  names.length <= 20 ? names : [...names.slice(0, 20), `and ${names.length - 20} more`];

const notRecoverable = (obstacle: string): AdapterError =>
  new AdapterError('user-not-recoverable', { retryable: false, message: `user-not-recoverable: \`${obstacle}\`` });

const notReadBack = (): AdapterError =>
  new AdapterError('not-read-back', { retryable: true, message: 'the entry does not show the change yet' });
