import * as z from 'zod/mini';
import type { PolicyQuestion } from '../../core/policy/evaluate.ts';
import { isInHours } from '../../core/policy/hours.ts';
import type { Policy, PolicyException } from '../../core/policy/policy.ts';
import type { Instant } from '../../core/values/instant.ts';
import { parse, readPolicySource } from './source.ts';
import { spelledException, until } from './spelling.ts';

const word = z.string();

/** A described recovery in YAML. Its values are not checked: a case may test how a policy treats unknown ones. */
const spelledCase = z.strictObject({
  account: z.strictObject({
    kind: word,
    tier: word,
    environment: word,
    id: z.exactOptional(word),
    labels: z.exactOptional(z.array(word)),
  }),
  action: word,
  channel: word,
  desk: z.exactOptional(word),
  requester: z.exactOptional(word),
  hours: z.exactOptional(z.enum(['in', 'out'])),
  at: z.exactOptional(until),
  risk: z.exactOptional(z.int()),
  exceptions: z.exactOptional(z.array(spelledException)),
  rules: z.exactOptional(z.array(word)),
  escalatesTo: z.exactOptional(z.array(word)),
  says: z.exactOptional(word),
});

type SpelledCase = z.infer<typeof spelledCase>;

/** A described recovery with the expected answer of a policy. */
export interface PolicyCase {
  readonly file: string;
  /** The comment at the top of the file; empty without one. */
  readonly about: string;
  /** Exceptions that are added to the policy's own. */
  readonly exceptions: readonly PolicyException[];
  /** Ids of the rules that apply, sorted; undefined when the case expects none in particular. */
  readonly rules: readonly string[] | undefined;
  /** Groups that are asked too after half of the window, sorted; undefined when the case expects none in particular. */
  readonly escalatesTo: readonly string[] | undefined;
  /** Expected text of a denial; undefined when the case expects none in particular. */
  readonly says: string | undefined;
  /** The question for a policy. When the case gives a moment, the policy's working hours decide between in and out. */
  questionFor(policy: Policy): PolicyQuestion;
}

/** Reads a described recovery. Throws `PolicyInvalid` with all of its problems. */
export function readPolicyCase(yamlText: string, file: string): PolicyCase {
  const spelled = parse(readPolicySource(yamlText, file), spelledCase);
  const { exceptions = [], rules, escalatesTo, says } = spelled;
  return {
    ...{ file, about: aboutOf(yamlText), exceptions, rules, escalatesTo, says },
    questionFor: (policy) => questionOf(spelled, policy),
  };
}

const aboutOf = (text: string): string => /^# (\S.*)$/m.exec(text)?.[1] ?? '';

/** The policy together with the exceptions of the case. */
export const policyIn = ({ exceptions }: PolicyCase, policy: Policy): Policy =>
  exceptions.length === 0 ? policy : { ...policy, exceptions: [...(policy.exceptions ?? []), ...exceptions] };

function questionOf(spelled: SpelledCase, policy: Policy): PolicyQuestion {
  const { account, action, channel, desk = 'none', requester = 'owner', at, risk = 0 } = spelled;
  const { id, ...profile } = account;
  const { hours = hoursAt(policy, at) } = spelled;
  const asked = {
    profile: { ...profile, ...(id === undefined ? {} : { account: id }) },
    ...{ action, channel, desk, requester, hours, risk, ...(at === undefined ? {} : { now: at }) },
  };
  // A value that these attributes do not have is unknown to the policy, which denies.
  return asked as PolicyQuestion;
}

const hoursAt = ({ hours }: Policy, at: Instant | undefined): 'in' | 'out' =>
  at === undefined || isInHours(hours, at) ? 'in' : 'out';
