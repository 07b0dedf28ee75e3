import type { Detector, RiskFacts, Signal } from './facts.ts';
import {
  adverseProof,
  bundledChanges,
  changedOutside,
  recentAuthenticatorChange,
  recentContactChange,
  recentPrivilegeChange,
  rejectedBefore,
  repeatedAttempts,
  severalChannels,
  stoppedByOthers,
  suspectedBefore,
  wrongAnswers,
} from './history.ts';
import {
  counterUnreadable,
  falseCalls,
  manyByOne,
  reportedSignals,
  suspectedElsewhere,
  threatLevel,
  ticketUnread,
} from './reported.ts';
import { openedOnBehalf, outOfHours, pressuringLanguage } from './request.ts';
import { unusualVerifier, verifierOutOfPlace } from './verifiers.ts';

interface Ranked {
  readonly name: string;
  readonly weight: number;
}

const heaviestFirst = (one: Ranked, other: Ranked): number =>
  other.weight - one.weight || (one.name < other.name ? -1 : 1);

/** All signals, heaviest first. */
export const DETECTORS: readonly Detector[] = [
  ...[repeatedAttempts, severalChannels, adverseProof, recentContactChange, recentAuthenticatorChange],
  ...[
    bundledChanges,
    changedOutside,
    recentPrivilegeChange,
    wrongAnswers,
    suspectedBefore,
    stoppedByOthers,
    rejectedBefore,
  ],
  ...[openedOnBehalf, outOfHours, pressuringLanguage],
  ...[
    manyByOne,
    falseCalls,
    unusualVerifier,
    verifierOutOfPlace,
    suspectedElsewhere,
    threatLevel,
    counterUnreadable,
    ticketUnread,
    ...reportedSignals,
  ],
].sort(heaviestFirst);

export interface Risk {
  /** The sum of the weights; 0 without signals. */
  readonly score: number;
  /** Heaviest first. */
  readonly signals: readonly Signal[];
}

/** Computes the score. INVARIANT: risk only adds: policy may demand more above a score, never less below one. */
export function assessRisk(facts: RiskFacts): Risk {
  const signals = DETECTORS.flatMap(({ name, weight, detect }): readonly Signal[] => {
    const sentence = detect(facts);
    return sentence === undefined ? [] : [{ name, sentence, weight }];
  });
  return riskOfSignals(signals);
}

/** The current signals plus those of an earlier plan: waiting for a signal to pass never makes a plan weaker. */
export function onTopOf(earlier: Risk | undefined, now: Risk): Risk {
  const gone = earlier?.signals.filter(({ name }) => !now.signals.some((found) => found.name === name)) ?? [];
  return gone.length === 0 ? now : riskOfSignals([...now.signals, ...gone]);
}

const riskOfSignals = (signals: readonly Signal[]): Risk => ({
  score: signals.reduce((sum, { weight }) => sum + weight, 0),
  signals: [...signals].sort(heaviestFirst),
});
