import { areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { RELATIONS } from '../registry/account.ts';
import { applyingTo, factsOf, type PolicyAnswer, type PolicyQuestion } from './evaluate.ts';
import { type Floor, floorsOf } from './floor.ts';
import { untilInWords } from './in-words.ts';
import type { Condition, ExceptionUse, Policy, Rule } from './policy.ts';

/** The outcome of one rule for a request, with its reason. */
export interface RuleOutcome {
  readonly rule: string;
  readonly control: string;
  readonly owner: string;
  readonly outcome: 'denies' | 'demands' | 'waived' | 'does not apply';
  /** The reason, as one clause. */
  readonly because: string;
}

/** The outcome of every rule for a request, in the order of the file; then the product's own demands. */
export function explainRules(policy: Policy, question: PolicyQuestion): readonly RuleOutcome[] {
  const { uses } = applyingTo(policy, question);
  const ofPolicy = policy.rules.map((rule): RuleOutcome => {
    const { id, control } = rule;
    const owner = policy.controls.find((one) => one.id === control)?.owner ?? 'nobody';
    const unmet = unmetBy(rule.when, question);
    const use = unmet === undefined ? uses.find(({ waived }) => waived.includes(id)) : undefined;
    if (unmet !== undefined) return { rule: id, control, owner, outcome: 'does not apply', because: unmet };
    if (use !== undefined) return { rule: id, control, owner, outcome: 'waived', because: waivedBy(use) };
    return { rule: id, control, owner, outcome: outcomeOf(rule), because: metBy(rule.when, question) };
  });
  return [...ofPolicy, ...floorsOf(question).map(outcomeOfFloor)];
}

const waivedBy = ({ exception, until }: ExceptionUse): string => `exception ${exception} until ${untilInWords(until)}`;

/** A demand of the product: no policy can remove it, so no control and no policy owner is named. */
const outcomeOfFloor = ({ rule, because }: Floor): RuleOutcome => ({
  ...{ rule: `rule ${rule} of the product`, control: 'product', owner: 'the product', outcome: 'demands', because },
});

const outcomeOf = ({ deny }: Rule): 'denies' | 'demands' => (deny === undefined ? 'demands' : 'denies');

/** The first attribute of the request that does not meet the condition. */
function unmetBy({ riskAtLeast = 0, ...when }: Condition, question: PolicyQuestion): string | undefined {
  const facts = factsOf(question);
  const unmet = namesOf(when).find((name) => ![facts[name]].flat().some((one) => valuesOf(when, name).includes(one)));
  if (unmet !== undefined) return `${unmet} is ${spelled(facts[unmet])}, not ${valuesOf(when, unmet).join(' or ')}`;
  return question.risk >= riskAtLeast ? undefined : `risk is ${question.risk}, less than ${riskAtLeast}`;
}

function metBy({ riskAtLeast, ...when }: Condition, question: PolicyQuestion): string {
  const facts = factsOf(question);
  const met = namesOf(when).map((name) => `${name} is ${spelled(facts[name])}`);
  const risky = riskAtLeast === undefined ? [] : [`risk is ${question.risk}, at least ${riskAtLeast}`];
  return [...met, ...risky].join(', ') || 'it applies to everything';
}

const spelled = (fact: string | readonly string[]): string => [fact].flat().join(' and ') || 'none';

type Attributes = Omit<Condition, 'riskAtLeast'>;

const namesOf = (when: Attributes) => Object.keys(when) as (keyof Attributes)[];
const valuesOf = (when: Attributes, name: keyof Attributes): readonly string[] => when[name] ?? [];

/** A policy's answer in one word; folders of cases are named for it. */
export const VERDICTS = ['allow', 'escalate', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** `allow`: at most one person must approve, and execution follows at once. `escalate`: several people or some time are needed. */
export function verdictOf(answer: PolicyAnswer, groups: readonly string[]): Verdict {
  if (answer.verdict === 'deny') return 'deny';
  const { approvals, coolingOff } = answer.demands;
  return coolingOff > 0 || !areApproved(approvals, [anybody(groups)], '') ? 'escalate' : 'allow';
}

/** An imagined person in every group and with every relation to the account. */
const anybody = (groups: readonly string[]): Countersignature => ({
  ...{ approver: 'person:anybody', groups, relations: RELATIONS, digest: '', at: '' },
});
