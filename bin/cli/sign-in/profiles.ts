import { join } from 'node:path';
import type { SignIn } from '../../../lambdas/contract/sign-in.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { folderOf, readPrivate, removePrivate, writePrivate } from './private-file.ts';

/** A deployment that this person uses, as it was when they first signed in. */
export interface Profile extends SignIn {
  /** Address of the service. */
  readonly url: string;
}

/** A sign-in that is good. */
export interface SignedIn {
  readonly url: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly assurance: number;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** ISO 8601: until when the access token is good. */
  readonly until: string;
}

type Environment = Terminal['env'];

const DEFAULT_PROFILE = 'default';

/** The profile that this invocation is about. Throws a usage `Failure` for a name that is none. */
export function profileName(option: string | undefined, env: Environment): string {
  const name = option ?? (env['COUNTERSIGN_PROFILE'] || DEFAULT_PROFILE);
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    throw usageFailure('the name of a profile has small letters, digits and `-` only', 'correct `--profile`');
  return name;
}

/** Profiles in the settings, and sign-ins in the state, of one person on this machine. */
export class Profiles {
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  find(name: string): Profile | undefined {
    const all = this.#all();
    return Object.hasOwn(all, name) ? all[name] : undefined;
  }

  keep(name: string, profile: Profile): void {
    writePrivate(this.#settings, { profiles: { ...this.#all(), [name]: profile } });
  }

  signedIn(name: string): SignedIn | undefined {
    const kept = readPrivate(this.#tokensOf(name));
    if (kept === undefined) return undefined;
    if (isSignedIn(kept)) return kept;
    throw damaged(this.#tokensOf(name));
  }

  keepSignedIn(name: string, signedIn: SignedIn): void {
    writePrivate(this.#tokensOf(name), signedIn);
  }

  forget(name: string): void {
    removePrivate(this.#tokensOf(name));
  }

  /** A file that exists while somebody renews this sign-in. */
  lockOf(name: string): string {
    return join(folderOf('state', this.#env), `${name}.lock`);
  }

  get #settings(): string {
    return join(folderOf('config', this.#env), 'profiles.json');
  }

  #tokensOf(name: string): string {
    return join(folderOf('state', this.#env), `${name}.json`);
  }

  #all(): Readonly<Record<string, Profile>> {
    const kept = readPrivate(this.#settings) ?? { profiles: {} };
    const profiles = typeof kept === 'object' && kept !== null && 'profiles' in kept ? kept.profiles : undefined;
    if (typeof profiles !== 'object' || profiles === null || !Object.values(profiles).every(isProfile))
      throw damaged(this.#settings);
    return profiles as Readonly<Record<string, Profile>>;
  }
}

const damaged = (path: string): Failure =>
  new Failure(
    EXIT.refused,
    { code: 'file-damaged', title: `\`${path}\` is not as this program writes it` },
    { hint: 'remove it, then sign in again' },
  );

const texts = (value: object, ...names: readonly string[]): boolean =>
  names.every((name) => typeof Reflect.get(value, name) === 'string');

/** How to sign in, as the service answers it. */
export const isSignIn = (value: unknown): value is SignIn =>
  typeof value === 'object' &&
  value !== null &&
  texts(value, 'issuer', 'clientId', 'scopes') &&
  [1, 2, 3].includes(Number(Reflect.get(value, 'assurance')));

const isProfile = (value: unknown): value is Profile => isSignIn(value) && texts(value, 'url');

const isSignedIn = (value: unknown): value is SignedIn =>
  typeof value === 'object' &&
  value !== null &&
  texts(value, 'url', 'issuer', 'subject', 'name', 'accessToken', 'until') &&
  (texts(value, 'refreshToken') || Reflect.get(value, 'refreshToken') === null);
