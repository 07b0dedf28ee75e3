import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { signInFailure } from './failures.ts';
import type { Profile, Profiles, SignedIn } from './profiles.ts';

/** A token that ends sooner is renewed first: long enough for one request and its retries. */
const LEAST_MS = 60_000;

/** A lock that is older was left behind: renewing takes at most two requests of ten seconds. */
const STALE_MS = 30_000;
const PAUSE_MS = 100;
const PAUSES = 400;

/** The access token of a signed-in person, renewed in time. Throws a `Failure` when they must sign in. */
export async function signedInToken(name: string, url: URL, profiles: Profiles, terminal: Terminal): Promise<Secret> {
  const [kept, profile] = [profiles.signedIn(name), profiles.find(name)];
  if (kept === undefined || profile === undefined) throw signInFailure('not-signed-in');
  // A token goes only where its person signed in for.
  if (new URL(kept.url).href !== url.href)
    throw signInFailure('not-signed-in', { profile: name, for: kept.url, asked: url.href });
  if (isGood(kept, terminal)) return new Secret(kept.accessToken);
  return locked(profiles.lockOf(name), terminal, async () => {
    // Another process may have renewed it meanwhile; a refresh token that is used twice would end the sign-in.
    const now = profiles.signedIn(name);
    if (now === undefined) throw signInFailure('not-signed-in');
    const good = isGood(now, terminal) ? now : await renewed(name, now, profile, profiles);
    return new Secret(good.accessToken);
  });
}

const isGood = ({ until }: SignedIn, { now }: Terminal): boolean => Date.parse(until) - Date.parse(now()) > LEAST_MS;

async function renewed(name: string, kept: SignedIn, profile: Profile, profiles: Profiles): Promise<SignedIn> {
  if (kept.refreshToken === null) throw signInFailure('sign-in-over');
  const { Issuer } = await import('./issuer.ts');
  try {
    const fresh = { ...(await new Issuer(profile).renew(kept, kept.refreshToken)), url: kept.url };
    profiles.keepSignedIn(name, fresh);
    return fresh;
  } catch (error) {
    if (error instanceof Failure && error.problem.code === 'code-refused') throw signInFailure('sign-in-over');
    throw error;
  }
}

async function locked<Result>(path: string, terminal: Terminal, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let pause = 0; !take(path); pause += 1) {
    if (pause >= PAUSES) throw signInFailure('issuer-unreachable', { cause: 'another process renews the sign-in' });
    await terminal.sleep(PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > STALE_MS) rmSync(path, { force: true });
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
