import { fixedRule, type RuleReference } from '../../policy/policy.ts';
import type { LedgerEvent } from './events.ts';
import { REFUSALS, type RefusalCode } from './refusals.ts';

/** The next steps after a denial. */
type StepAfterDenial =
  | 'let-somebody-entitled-ask'
  | 'have-the-connectors-looked-at'
  | 'open-again-as-registered-now'
  | 'have-it-registered'
  | 'have-the-freeze-lifted'
  | 'have-the-policy-cover-it'
  | 'ask-the-control-owner';

/** The next steps after an end that nobody asked for. Messages have a text for each. */
export type StepAfterEnd = StepAfterDenial | 'prove-it-in-person' | 'ask-why-it-was-rejected' | 'open-again';

/** Why a recovery ended without being carried out: who said no, and the next step (rule 21). */
export interface EndedBy {
  readonly rules: readonly RuleReference[];
  readonly next: StepAfterEnd;
}

/** Why these events ended a recovery; undefined when they ended none, or when somebody stopped it or it was finished. */
export function whyEnded(events: readonly LedgerEvent[]): EndedBy | undefined {
  for (const event of events) {
    if (event.type === 'RecoveryDenied') return { rules: event.rules, next: stepAfterDenial(event.rules) };
    if (event.type === 'RecoveryRefused') return { rules: [fixedRule(10)], next: 'prove-it-in-person' };
    if (event.type === 'RecoveryRejected') return { rules: [fixedRule(4)], next: 'ask-why-it-was-rejected' };
    if (event.type === 'RecoveryExpired') return { rules: [ruleOf('window-passed')], next: 'open-again' };
  }
  return undefined;
}

const ruleOf = (code: RefusalCode): RuleReference => fixedRule(REFUSALS[code].rule);

/** The next step after a denial, by the first rule that denied. */
export function stepAfterDenial([first]: readonly RuleReference[]): StepAfterDenial {
  if (first === undefined) return 'have-the-policy-cover-it';
  return (Object.hasOwn(BY_FIXED_RULE, first.rule) ? BY_FIXED_RULE[first.rule] : undefined) ?? 'ask-the-control-owner';
}

const BY_FIXED_RULE: Readonly<Record<string, StepAfterDenial>> = {
  'rule 1': 'let-somebody-entitled-ask',
  'rule 2': 'have-the-connectors-looked-at',
  'rule 3': 'open-again-as-registered-now',
  'rule 7': 'let-somebody-entitled-ask',
  'rule 8': 'have-it-registered',
  'rule 10': 'have-the-freeze-lifted',
  'rule 21': 'have-the-policy-cover-it',
};
