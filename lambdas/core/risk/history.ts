import { DAY, type Detector, type Touch, within } from './facts.ts';

const ATTEMPTS: readonly Touch['what'][] = ['opened', 'refused'];
const isAttempt = ({ what }: Touch): boolean => ATTEMPTS.includes(what);

/** Asked again: each attempt stands alone at a desk, and together in the account's own stream. */
export const repeatedAttempts: Detector = {
  name: 'repeated-attempts',
  weight: 20,
  detect(facts) {
    const attempts = within(facts, DAY).filter(isAttempt).length;
    return attempts < 2 ? undefined : `asked ${attempts} times before within 24 hours`;
  },
};

/** The second desk is asked because the first said no. */
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

/** "This was not me", or a stop by whoever else saw through it: what comes next may be the same caller. */
export const stoppedByOthers: Detector = {
  name: 'stopped-by-others',
  weight: 40,
  detect(facts) {
    return within(facts, 30 * DAY).some(({ what }) => what === 'stopped')
      ? 'a recovery was stopped within 30 days by somebody else than who opened it'
      : undefined;
  },
};

/** An agent, a machine or the owner took the caller for somebody else: the next agent hears of it (rule 10). */
export const suspectedBefore: Detector = {
  name: 'suspected-before',
  weight: 50,
  detect(facts) {
    return within(facts, 30 * DAY).some(({ what }) => what === 'suspected')
      ? 'somebody suspected within 30 days that the caller is not who they claim'
      : undefined;
  },
};

/** An approver looked at the last one and said no. */
export const rejectedBefore: Detector = {
  name: 'rejected-before',
  weight: 25,
  detect(facts) {
    return within(facts, 7 * DAY).some(({ what }) => what === 'rejected')
      ? 'an approver rejected a recovery of the account within 7 days'
      : undefined;
  },
};

/** Who changes the contact first and asks for the reset next gets both. */
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

/** Password, factors and contact in one afternoon: nobody loses all three. */
export const bundledChanges: Detector = {
  name: 'bundled-changes',
  weight: 35,
  detect(facts) {
    const bundle = ['reset-password', 'reset-mfa', 'change-contact', 'temporary-access'];
    const asked = within(facts, DAY)
      .filter(isAttempt)
      .flatMap(({ action }) => action ?? []);
    const different = new Set([...asked, facts.action].filter((action) => bundle.includes(action))).size;
    return different < 2
      ? undefined
      : `${different} different credentials of the account were asked for within 24 hours`;
  },
};

/** Privilege first, the reset after: the account is worth more than it was. */
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

/** Wrong answers that nobody gives by mistake alone: a challenge forgives two. */
export const SEVERAL = 3;

/** Somebody guesses, and leaves each challenge before it fails: no answer of theirs is a failed proof, and together they say enough. */
export const wrongAnswers: Detector = {
  name: 'wrong-answers',
  weight: 20,
  detect(facts) {
    const wrong = within(facts, DAY).filter(({ what }) => what === 'answer-wrong').length;
    return wrong < SEVERAL ? undefined : `${wrong} wrong answers were given within 24 hours`;
  },
};
