import { ageOf, type Instant } from '../values/instant.ts';
import { checkWords } from './check-vocabulary.ts';
import { isInForce, LONGEST_EXCEPTION } from './exceptions.ts';
import { isBlank } from './in-words.ts';
import type { Policy, PolicyException, PolicyProblem } from './policy.ts';

const at = (path: PolicyProblem['path'], reason: string): PolicyProblem => ({ path, reason });

/** The problems of an exception at `now`: no owner, no scope, no end or a late one, or nothing to waive. */
export function checkException(
  exception: PolicyException,
  policy: Policy,
  now: Instant | null,
): readonly PolicyProblem[] {
  const { id, control, owner, reason, replaces } = exception;
  const isKnown = policy.controls.some((one) => one.id === control);
  return [
    ...(policy.rules.some((rule) => rule.id === id) ? [at(['id'], `\`${id}\` is the name of a rule`)] : []),
    ...(isKnown ? [] : [at(['control'], `there is no control \`${control}\``)]),
    ...(isBlank(owner) ? [at(['owner'], `exception \`${id}\` has no owner`)] : []),
    ...(isBlank(reason) ? [at(['reason'], 'an exception says why')] : []),
    ...(now === null ? [] : checkEnd(exception, now)),
    ...checkScope(exception),
    ...checkWords(exception.scope, policy).map(({ path, reason: why }) => at(['scope', ...path], why)),
    ...checkWaived(exception, policy),
    ...(replaces !== undefined && Object.keys(replaces).length === 0 ? [at(['replaces'], 'it demands nothing')] : []),
  ];
}

function checkEnd(exception: PolicyException, now: Instant): readonly PolicyProblem[] {
  const { id, until } = exception;
  if (!isInForce(exception, now)) return [at(['until'], `exception \`${id}\` has expired`)];
  const days = Math.ceil(ageOf(now, until) / 86_400);
  return ageOf(now, until) > LONGEST_EXCEPTION
    ? [at(['until'], `exception \`${id}\` ends in ${days} days; at most 90, or it is a rule`)]
    : [];
}

function checkScope({ id, scope }: PolicyException): readonly PolicyProblem[] {
  const members = Object.entries(scope);
  if (members.length === 0) return [at(['scope'], `exception \`${id}\` has no scope: it would be for everybody`)];
  return members.flatMap(([name, values]: [string, readonly string[]]) =>
    values.length === 0 ? [at(['scope', name], `\`${name}\` names no value, so it applies to nothing`)] : [],
  );
}

function checkWaived({ id, control, waives }: PolicyException, { rules }: Policy): readonly PolicyProblem[] {
  if (waives.length === 0) return [at(['waives'], `exception \`${id}\` takes nothing away`)];
  return waives.flatMap((name, index) => {
    const rule = rules.find((one) => one.id === name);
    const why =
      rule === undefined
        ? `there is no rule \`${name}\``
        : rule.control !== control
          ? `rule \`${name}\` is of control \`${rule.control}\`, whose owner was not asked`
          : rule.when.riskAtLeast !== undefined
            ? `rule \`${name}\` is what risk adds, and that is never waived`
            : undefined;
    return why === undefined ? [] : [at(['waives', index], why)];
  });
}
