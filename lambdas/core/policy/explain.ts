import { areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { RELATIONS } from '../registry/account.ts';
import { applyingTo, factsOf, type PolicyAnswer, type PolicyQuestion } from './evaluate.ts';
import { type Floor, floorsOf } from './floor.ts';
import { untilInWords } from './in-words.ts';
import type { Condition, ExceptionUse, Policy, Rule } from './policy.ts';

/** What one rule says to a request, and why. */
export interface RuleOutcome {
  readonly rule: string;
  readonly control: string;
  readonly owner: string;
  readonly outcome: 'denies' | 'demands' | 'waived' | 'does not apply';
  /** Why, as one clause. */
  readonly because: string;
}

/** Every rule of a policy in the order of the file, whether it applies to a request or not; then what the product demands by itself. */
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

/** No policy can take it away, so no control and no owner of a policy answers for it. */
const outcomeOfFloor = ({ rule, because }: Floor): RuleOutcome => ({
  ...{ rule: `rule ${rule} of the product`, control: 'product', owner: 'the product', outcome: 'demands', because },
});

const outcomeOf = ({ deny }: Rule): 'denies' | 'demands' => (deny === undefined ? 'demands' : 'denies');

/** The first thing that the request has and the condition does not name. */
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

/** What a policy says to a request, in one word: folders of cases are named for it. */
export const VERDICTS = ['allow', 'escalate', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** `allow`: one person at most has to approve it, and then it is executed at once. `escalate`: it takes several people, or time. */
export function verdictOf(answer: PolicyAnswer, groups: readonly string[]): Verdict {
  if (answer.verdict === 'deny') return 'deny';
  const { approvals, coolingOff } = answer.demands;
  return coolingOff > 0 || !areApproved(approvals, [anybody(groups)], '') ? 'escalate' : 'allow';
}

/** One person in every group, and related to the account in every way. */
const anybody = (groups: readonly string[]): Countersignature => ({
  ...{ approver: 'person:anybody', groups, relations: RELATIONS, digest: '', at: '' },
});
