import type { Staffing } from '../../policy/staffing.ts';
import type { HealthFacts } from './facts.ts';
import { FINDINGS, type FindingCode, found, type HealthFinding } from './finding.ts';
import { accountFindings } from './of-accounts.ts';
import { clientFindings, serviceFindings } from './of-service.ts';
import { staffFindings } from './of-staff.ts';
import { FINDING_SEVERITIES } from './row.ts';

/**
 * Everything that is wrong, worst first; what is about several records is said once. Empty for a sound deployment. `staffing` is that of the
 * deployed policy, which takes seconds to count.
 */
export function findingsIn(
  { service, records, client }: HealthFacts,
  staffing: readonly Staffing[],
): readonly HealthFinding[] {
  const policy = service.policy.deployed;
  const all = [
    ...serviceFindings(service),
    ...clientFindings(client, service),
    ...staffFindings(records, policy === null ? null : { groups: policy.groups, staffing }),
    ...accountFindings(records, service),
  ];
  const merged = (Object.keys(FINDINGS) as FindingCode[]).flatMap((code) => {
    const some = all.filter((one) => one.code === code);
    return some.length === 0 ? [] : [found(code, ...new Set(some.flatMap(({ about }) => about)))];
  });
  return FINDING_SEVERITIES.flatMap((severity) => merged.filter(({ code }) => FINDINGS[code].severity === severity));
}
