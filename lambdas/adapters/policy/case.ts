import * as z from 'zod/mini';
import type { PolicyQuestion } from '../../core/policy/evaluate.ts';
import { isInHours } from '../../core/policy/hours.ts';
import type { Policy, PolicyException } from '../../core/policy/policy.ts';
import type { Instant } from '../../core/values/instant.ts';
import { parse, readPolicySource } from './source.ts';
import { spelledException, until } from './spelling.ts';

const word = z.string();

/** A described recovery in YAML. Values are not checked against those that there are: what a policy makes of strange ones is worth a case. */
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
  says: z.exactOptional(word),
});

type SpelledCase = z.infer<typeof spelledCase>;

/** A described recovery, and what is expected of a policy. */
export interface PolicyCase {
  readonly file: string;
  /** What it is about: the comment at the top of the file, empty where it has none. */
  readonly about: string;
  /** Exceptions that the policy is asked with, besides its own. */
  readonly exceptions: readonly PolicyException[];
  /** Ids of the rules that speak, sorted; undefined where that is not expected. */
  readonly rules: readonly string[] | undefined;
  /** What a denial says; undefined where that is not expected. */
  readonly says: string | undefined;
  /** What a policy is asked. Working hours are the policy's, where the case says when and not whether. */
  questionFor(policy: Policy): PolicyQuestion;
}

/** Reads a described recovery. Throws `PolicyInvalid` with everything that is wrong with it. */
export function readPolicyCase(yamlText: string, file: string): PolicyCase {
  const spelled = parse(readPolicySource(yamlText, file), spelledCase);
  const { exceptions = [], rules, says } = spelled;
  return {
    ...{ file, about: aboutOf(yamlText), exceptions, rules, says },
    questionFor: (policy) => questionOf(spelled, policy),
  };
}

const aboutOf = (text: string): string => /^# (\S.*)$/m.exec(text)?.[1] ?? '';

/** The policy as a case asks it. */
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
  // What is no value of these attributes is what the policy calls unknown, and denies.
  return asked as PolicyQuestion;
}

const hoursAt = ({ hours }: Policy, at: Instant | undefined): 'in' | 'out' =>
  at === undefined || isInHours(hours, at) ? 'in' : 'out';
