import type { SignIn } from '../../../lambdas/contract/sign-in.ts';
import { EXIT, Failure } from '../failure.ts';
import { unexpectedAnswer } from '../service/api.ts';
import type { Session } from '../service/session.ts';
import { facts, printable } from '../text/print.ts';
import { signInFailure } from './failures.ts';
import { type Granted, Issuer } from './issuer.ts';
import { openLoopback } from './loopback.ts';
import { isSignIn, type SignedIn } from './profiles.ts';

export interface LoginOptions {
  /** Seconds. */
  readonly wait: number;
  readonly newIssuer?: true;
}

const TIMEOUT_MS = 10_000;

/** Signs a person in by their browser, and keeps the sign-in under the profile. Keeps nothing unless all went well. */
export async function login(session: Session, options: LoginOptions): Promise<void> {
  const { url, profile, profiles } = session;
  const signIn = await howToSignIn(url);
  const known = profiles.find(profile);
  const isNew = known !== undefined && known.url === url.href && known.issuer !== signIn.issuer;
  if (isNew && options.newIssuer !== true)
    throw signInFailure('issuer-changed', { before: known.issuer, now: signIn.issuer });
  const issuer = new Issuer(signIn);
  const granted = await byBrowser(issuer, session, options.wait * 1000);
  if (granted.assurance < 2) {
    // What is not used ends; that this fails changes nothing for the person.
    if (granted.refreshToken !== null) await isEnded(issuer, granted.refreshToken);
    throw signInFailure('one-factor', { subject: granted.subject });
  }
  const signedIn = { ...granted, url: url.href };
  profiles.keep(profile, { ...signIn, url: url.href });
  profiles.keepSignedIn(profile, signedIn);
  tell(session, signedIn);
}

/** Forgets the sign-in here, also when the issuer cannot be told. */
export async function logout(session: Session): Promise<void> {
  const { profile, profiles } = session;
  const [kept, known] = [profiles.signedIn(profile), profiles.find(profile)];
  profiles.forget(profile);
  if (kept === undefined) throw signInFailure('not-signed-in');
  const ended =
    kept.refreshToken !== null && known !== undefined && (await isEnded(new Issuer(known), kept.refreshToken));
  const says = ended
    ? `Signed out, here and at the issuer. A copy of the token that you used is good until ${kept.until}.`
    : 'Signed out here. The issuer did not confirm the end: what it gave ends by itself.';
  session.terminal.out(session.json ? session.document({ profile, ended, until: kept.until }) : `${says}\n`);
}

export function whoami(session: Session): void {
  const kept = session.profiles.signedIn(session.profile);
  if (kept === undefined) throw signInFailure('not-signed-in');
  tell(session, kept);
}

function tell(session: Session, signedIn: SignedIn): void {
  const { profile, json, terminal } = session;
  const { name, subject, url, issuer, assurance, until } = json ? signedIn : printable(signedIn);
  const shown = { profile, name, subject, url, issuer, factors: assurance, until };
  const words = facts([
    ['Signed in as', name],
    ['Subject', subject],
    ['Service', url],
    ['Issuer', issuer],
    ['Profile', profile],
    ['Token until', until],
  ]);
  terminal.out(json ? session.document(shown) : words);
}

async function byBrowser(issuer: Issuer, { terminal }: Session, milliseconds: number): Promise<Granted> {
  const loopback = await openLoopback();
  try {
    const { address, state, finish } = await issuer.begin(loopback.address);
    const answered = loopback.answer(state, milliseconds);
    terminal.err(`Sign in in your browser. If none opens, open this address:\n${address.href}\n`);
    terminal.open(address.href);
    const answer = await answered;
    if (answer === undefined) throw signInFailure('browser-closed');
    return await finish(answer);
  } finally {
    await loopback.close();
  }
}

/** The service says it itself, so that a person types only its address. */
export async function howToSignIn(url: URL): Promise<SignIn> {
  const address = new URL(url);
  address.pathname = `${url.pathname.replace(/\/$/, '')}/.well-known/countersign`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(address, { redirect: 'error', signal }).catch(() => undefined);
  if (response === undefined)
    throw new Failure(
      EXIT.unreachable,
      { code: 'unreachable', title: `cannot reach ${url.origin}` },
      { hint: 'is it running? `npm start` serves it on this machine; another address is given with `--url`' },
    );
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok || !isSignIn(body)) throw unexpectedAnswer(url, response.status);
  return body;
}

/** Whether the issuer has ended the sign-in; false when it offers that not, or cannot be told. */
async function isEnded(issuer: Issuer, refreshToken: string): Promise<boolean> {
  try {
    return await issuer.revoke(refreshToken);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
