import { asksOf, type MethodName } from './methods.ts';

/**
 * Evidence that a trusted referee compares the requester with: the kind, never a number or a copy. Strengths by NIST SP 800-63A-4 section
 * 2.4.1; a document without a verified chip is at most strong. `original`: the evidence kept from the first proofing; then only the
 * comparison is repeated (SP 800-63B-4 section 4.2.1.4).
 */
const EVIDENCE = {
  'employee-badge': 'fair',
  'payment-card': 'fair',
  'driving-licence': 'strong',
  'identity-card': 'strong',
  passport: 'strong',
  'residence-permit': 'strong',
  'document-chip': 'superior',
  'portrait-on-file': 'original',
} as const;

export type EvidenceKind = keyof typeof EVIDENCE;
export const EVIDENCE_KINDS = Object.keys(EVIDENCE) as readonly EvidenceKind[];

/**
 * What a verifier checks while they see somebody: `cue`, something asked for that nobody can prepare, and `camera`, signs of a virtual
 * camera, only over video. What was not checked is not held against anybody: reviewers and auditors see it beside the proof.
 */
const CHECKS = {
  'in-person': ['document', 'portrait', 'alone'],
  'live-video': ['document', 'portrait', 'cue', 'camera', 'alone'],
} as const;

export type CheckName = (typeof CHECKS)[keyof typeof CHECKS][number];
export const CHECK_NAMES: readonly CheckName[] = CHECKS['live-video'];

/** The checks that belong to a method; none where nobody is seen. */
export const checksOf = (method: MethodName): readonly CheckName[] =>
  method === 'in-person' || method === 'live-video' ? CHECKS[method] : [];

/** Whether a verifier looks at the requester and at evidence: in person, or over video. */
export const isSighting = (method: MethodName): boolean => asksOf(method).for === 'sighting';

/**
 * Whether the evidence meets IAL2: one fair and one strong, two strong, or one superior (SP 800-63A-4 section 4.2). Each kind counts once.
 */
export function isEnough(seen: readonly EvidenceKind[]): boolean {
  const strengths = [...new Set(seen)].map((kind) => EVIDENCE[kind]);
  const count = (strength: (typeof strengths)[number]) => strengths.filter((one) => one === strength).length;
  return count('superior') + count('original') > 0 || count('strong') > 1 || (count('strong') > 0 && count('fair') > 0);
}
