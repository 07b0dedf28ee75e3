import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A user of the organization, as the Directory API shows one. */
export interface WorkspaceUser {
  readonly id: string;
  primaryEmail: string;
  aliases: readonly string[];
  suspended: boolean;
  archived: boolean;
  isAdmin: boolean;
  isDelegatedAdmin: boolean;
  lastLoginTime: string;
  isGuestUser: boolean;
  isEnrolledIn2Sv: boolean;
  isEnforcedIn2Sv: boolean;
  changePasswordAtNextLogin: boolean;
  password: string;
  /** Backup codes that were not used. */
  codes: readonly string[];
  sessions: number;
  /** Groups that the user is a direct member of: their addresses before the domain, which are their names too. */
  groups: readonly string[];
}

/** Codes that are made at once. */
const CODES = 10;

/** Users of a Google Workspace in memory, and what people do with what they were handed. */
export class Workspace {
  readonly domain = 'example.com';
  readonly users = new Map<string, WorkspaceUser>();
  /** The administrator in whose name service accounts call. */
  readonly subject: string;

  constructor() {
    this.subject = this.addUser(`countersign-reader@${this.domain}`, { isDelegatedAdmin: true }).primaryEmail;
  }

  addUser(primaryEmail: string, over: Partial<WorkspaceUser> = {}): WorkspaceUser {
    const user: WorkspaceUser = {
      ...{ id: idOf(), primaryEmail, aliases: [], suspended: false, archived: false, isAdmin: false },
      ...{ isDelegatedAdmin: false, isGuestUser: false, isEnrolledIn2Sv: true, isEnforcedIn2Sv: false },
      // https://developers.google.com/workspace/admin/directory/reference/rest/v1/users: of who has never signed in.
      lastLoginTime: new Date(0).toISOString(),
      ...{ changePasswordAtNextLogin: false, password: `canary-${randomUUID()}`, codes: [], sessions: 1, groups: [] },
      ...over,
    };
    this.users.set(user.id, user);
    return user;
  }

  /** By id, or by an address in any case, also an alias. */
  find(name: string): WorkspaceUser | undefined {
    const wanted = name.toLowerCase();
    const has = ({ primaryEmail, aliases }: WorkspaceUser) =>
      [primaryEmail, ...aliases].some((address) => address.toLowerCase() === wanted);
    return this.users.get(name) ?? [...this.users.values()].find(has);
  }

  giveCodes(user: WorkspaceUser): void {
    user.codes = Array.from({ length: CODES }, () => String(randomInt(10_000_000, 99_999_999)));
  }

  /**
   * Signs a person in, as they would at Google's page: with the password, a backup code where they have a second step, and another password where
   * Google asks for one.
   */
  signIn(
    name: string,
    password: string,
    { code, next }: { readonly code?: string; readonly next?: string } = {},
  ): boolean {
    const user = this.find(name);
    if (user === undefined || user.suspended || user.archived || user.password !== password) return false;
    if (user.isEnrolledIn2Sv && (code === undefined || !user.codes.includes(code))) return false;
    if (!user.isEnrolledIn2Sv && user.isEnforcedIn2Sv) return false;
    if (user.changePasswordAtNextLogin && next === undefined) return false;
    if (user.isEnrolledIn2Sv) user.codes = user.codes.filter((one) => one !== code);
    if (user.changePasswordAtNextLogin) Object.assign(user, { password: next, changePasswordAtNextLogin: false });
    user.sessions += 1;
    return true;
  }
}

/** 21 digits. */
const idOf = (): string => `1${Array.from(randomBytes(20), (byte) => byte % 10).join('')}`;
