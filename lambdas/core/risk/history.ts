import { DAY, type Detector, type Touch, within } from './facts.ts';

const ATTEMPTS: readonly Touch['what'][] = ['opened', 'refused'];
const isAttempt = ({ what }: Touch): boolean => ATTEMPTS.includes(what);

/** Repeated attempts. At a desk each attempt looks like the only one; the account's stream shows them together. */
export const repeatedAttempts: Detector = {
  name: 'repeated-attempts',
  weight: 20,
  detect(facts) {
    const attempts = within(facts, DAY).filter(isAttempt).length;
    return attempts < 2 ? undefined : `asked ${attempts} times before within 24 hours`;
  },
};

/** Shopping for a yes: another desk is asked after the first said no. */
export const severalChannels: Detector = {
  name: 'several-channels',
  weight: 25,
  detect(facts) {
    const places = within(facts, DAY).filter(isAttempt).map(placeOf);
    const different = new Set([...places, placeOf(facts)]).size;
    return places.length === 0 || different < 2
      ? undefined
      : `asked for over ${different} channels or desks within 24 hours`;
  },
};

/** A failed or repudiated proof sticks to the account (rule 10). */
export const adverseProof: Detector = {
  name: 'adverse-proof',
  weight: 40,
  detect(facts) {
    const adverse = within(facts, 30 * DAY).filter(
      ({ what }) => what === 'proof-failed' || what === 'guesses-failed' || what === 'proof-repudiated',
    ).length;
    if (adverse === 0) return undefined;
    const proofs = adverse === 1 ? '1 proof failed or was' : `${adverse} proofs failed or were`;
    return `${proofs} repudiated within 30 days`;
  },
};

/** The owner said "This was not me", or somebody else stopped the recovery: the next request may come from the same caller. */
export const stoppedByOthers: Detector = {
  name: 'stopped-by-others',
  weight: 40,
  detect(facts) {
    return within(facts, 30 * DAY).some(({ what }) => what === 'stopped')
      ? 'a recovery was stopped within 30 days by somebody else than who opened it'
      : undefined;
  },
};

/** An agent, a machine or the owner suspected the caller of impersonation: the next agent is told (rule 10). */
export const suspectedBefore: Detector = {
  name: 'suspected-before',
  weight: 50,
  detect(facts) {
    return within(facts, 30 * DAY).some(({ what }) => what === 'suspected')
      ? 'somebody suspected within 30 days that the caller is not who they claim'
      : undefined;
  },
};

/** An approver rejected the last recovery. */
export const rejectedBefore: Detector = {
  name: 'rejected-before',
  weight: 25,
  detect(facts) {
    return within(facts, 7 * DAY).some(({ what }) => what === 'rejected')
      ? 'an approver rejected a recovery of the account within 7 days'
      : undefined;
  },
};

/** Whoever changes the contact and then asks for a reset controls both. */
export const recentContactChange: Detector = {
  name: 'recent-contact-change',
  weight: 30,
  detect(facts) {
    const changed = within(facts, 7 * DAY).some(
      ({ what, action }) => what === 'contact-changed' || (what === 'granted' && action === 'change-contact'),
    );
    return changed ? 'a contact of the account was changed within 7 days' : undefined;
  },
};

export const recentAuthenticatorChange: Detector = {
  name: 'recent-authenticator-change',
  weight: 20,
  detect(facts) {
    const changed = within(facts, 7 * DAY).some(
      ({ what, action }) => what === 'authenticator-changed' || (what === 'granted' && action === 'reset-mfa'),
    );
    return changed ? 'the authenticators of the account were changed within 7 days' : undefined;
  },
};

/** Somebody changed the account in the directory itself: this request may be made to explain it, or to take back what they took. */
export const changedOutside: Detector = {
  name: 'changed-outside',
  weight: 40,
  detect(facts) {
    const changes = within(facts, 30 * DAY).filter(({ what }) => what === 'changed-outside').length;
    if (changes === 0) return undefined;
    return `the log of the directory shows ${changes === 1 ? '1 change' : `${changes} changes`} within 30 days that belong to no recovery`;
  },
};

/** Password, factors and contact in one afternoon: honest people do not lose all three at once. */
export const bundledChanges: Detector = {
  name: 'bundled-changes',
  weight: 35,
  detect(facts) {
    const bundle = [...['reset-password', 'reset-mfa', 'change-contact', 'temporary-access', 'issue-first-credential']];
    const asked = within(facts, DAY)
      .filter(isAttempt)
      .flatMap(({ action }) => action ?? []);
    const different = new Set([...asked, facts.action].filter((action) => bundle.includes(action))).size;
    return different < 2
      ? undefined
      : `${different} different credentials of the account were asked for within 24 hours`;
  },
};

/** A privilege was added before the reset: the account is worth more than before. */
export const recentPrivilegeChange: Detector = {
  name: 'recent-privilege-change',
  weight: 25,
  detect(facts) {
    return within(facts, 7 * DAY).some(({ what }) => what === 'privilege-raised')
      ? 'the account was given more privilege within 7 days'
      : undefined;
  },
};

const placeOf = ({ channel, desk }: { readonly channel: string; readonly desk: string | null }): string =>
  `${channel} ${desk ?? ''}`;

/** Wrong answers that are more than honest mistakes: one challenge forgives two. */
export const SEVERAL = 3;

/** Somebody guesses and leaves each challenge before it fails: single answers are no failed proof, but together they are a signal. */
export const wrongAnswers: Detector = {
  name: 'wrong-answers',
  weight: 20,
  detect(facts) {
    const wrong = within(facts, DAY).filter(({ what }) => what === 'answer-wrong').length;
    return wrong < SEVERAL ? undefined : `${wrong} wrong answers were given within 24 hours`;
  },
};
