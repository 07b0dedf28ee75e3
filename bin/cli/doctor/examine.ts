import { RELEASE } from '../../../lambdas/contract/release.ts';
import type { HealthFacts, RecordFacts, ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import { FINDINGS, type HealthFinding } from '../../../lambdas/core/audit/findings/finding.ts';
import { findingsIn } from '../../../lambdas/core/audit/findings/findings.ts';
import { staffingOf } from '../../../lambdas/core/policy/staffing.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { Told } from '../failure.ts';
import { isServiceFacts } from '../service/answers.ts';
import { list } from '../service/pages.ts';
import type { Session } from '../service/session.ts';
import { printable, type Style } from '../text/print.ts';

/** The exit codes of the doctor, as monitors count them. */
const EXITS = { sound: 0, warnings: 1, errors: 2 } as const;

/** `doctor`: prints what is found; its exit code says how bad it is. */
export async function examine(session: Session): Promise<void> {
  reportOf(session, await findingsOf(session));
}

/** Prints findings, for a program with `more`. Throws `Told` with the exit code unless there are none. */
export function reportOf(
  { document, json, style, terminal }: Session,
  findings: readonly HealthFinding[],
  more: object = {},
): void {
  terminal.out(json ? document({ ...asJson(findings), ...more }) : inWords(findings, style));
  const isBad = findings.some(({ code }) => FINDINGS[code].severity === 'error');
  if (findings.length > 0) throw new Told(isBad ? EXITS.errors : EXITS.warnings);
}

/** Everything that is wrong with the deployment of this session, worst first. */
export async function findingsOf(session: Session): Promise<readonly HealthFinding[]> {
  const facts = await gather(session);
  const { deployed } = facts.service.policy;
  return findingsIn(facts, deployed === null ? [] : staffingOf(deployed));
}

async function gather(session: Session): Promise<HealthFacts> {
  const { api, url, profiles, terminal } = session;
  const asked = Date.parse(terminal.now());
  const service: ServiceFacts = session.read(await api.get(['doctor']), isServiceFacts);
  // The service looked at its clock between the two.
  const middle = (asked + Date.parse(terminal.now())) / 2;
  const { items: records } = await list<RecordFacts>(session, { path: ['doctor', 'records'] });
  const profile = profiles.find(session.profile);
  const profileIssuer = profile !== undefined && profile.url === url.href ? profile.issuer : null;
  const release = { version: RELEASE, state: STATE_VERSION };
  return { service, records, client: { release, skew: middle - Date.parse(service.at), url: url.href, profileIssuer } };
}

const asJson = (findings: readonly HealthFinding[]) => ({
  ok: findings.length === 0,
  findings: findings.map(({ code, about }) => ({ code, ...FINDINGS[code], about })),
});

/** Names of a finding that are printed; `--json` has all. */
const MOST_NAMED = 8;

function inWords(findings: readonly HealthFinding[], style: Style): string {
  if (findings.length === 0) return `${style.good('sound:')} nothing was found\n`;
  return findings.map((one) => findingInWords(one, style)).join('');
}

function findingInWords({ code, about }: HealthFinding, style: Style): string {
  const { severity, says, next } = FINDINGS[code];
  const rest = about.length - MOST_NAMED;
  const named = [...printable(about).slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return [
    `${(severity === 'error' ? style.bad : style.strong)(severity)}: ${says}\n`,
    ...(named.length === 0 ? [] : [`  of:  ${named.join(', ')}\n`]),
    `  do:  ${next}\n`,
  ].join('');
}
