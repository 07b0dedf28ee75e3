import type { Policy } from '../../policy/policy.ts';
import { DAY } from '../../risk/facts.ts';
import { ageOf, type Instant } from '../../values/instant.ts';
import {
  ADOPTED_POLICY,
  type ClientFacts,
  type ServiceFacts,
  type SourceFacts,
  type SystemFacts,
  type SystemKind,
  WITHHOLDERS,
  type Withholder,
} from './facts.ts';
import { type FindingCode, found, type HealthFinding } from './finding.ts';

/** Seconds after which a webhook key is old. */
const KEY_AGE = 365 * DAY;
/** Seconds before the end of an exception from which it is named. */
const ENDING = 14 * DAY;
/** Seconds after which a held ticket has waited too long. */
const WAITING = DAY;
/** Executions at once from which a share is worth reserving: Lambda's own default, which a new account does not have yet. */
const RESERVABLE = 1_000;
/** Milliseconds by which clocks may differ: half of what ticket systems and tokens are allowed. */
const SKEW = 30_000;

/** What is wrong with the deployment itself. */
export const serviceFindings = (service: ServiceFacts): readonly HealthFinding[] => [
  ...policyFindings(service),
  ...messageFindings(service),
  ...directoryFindings(service),
  ...fileFindings(service),
  ...(service.systems ?? []).flatMap(systemFinding),
  ...rightFindings(service),
  ...sourceFindings(service),
  ...concurrencyFindings(service),
  ...(service.keys ?? []).flatMap(({ use, state }) => (state === 'Enabled' ? [] : [found('key-unusable', use)])),
  ...((service.overdue ?? 0) > 0 ? [found('grants-overdue')] : []),
  ...(isOlder(service.heldSince, service.at, WAITING) ? [found('tickets-waiting')] : []),
  ...service.unread.map(({ what, code }) => found('unread', `${what} (${code})`)),
];

function policyFindings({ policy: { adopted, deployed }, at, unread }: ServiceFacts): readonly HealthFinding[] {
  if (deployed === null) return [found('policy-missing')];
  if (adopted === null) return unread.some(({ what }) => what === ADOPTED_POLICY) ? [] : [found('policy-not-adopted')];
  return [...(adopted === deployed.digest ? [] : [found('policy-not-deployed')]), ...endingExceptions(deployed, at)];
}

const endingExceptions = ({ exceptions = [] }: Policy, at: Instant): readonly HealthFinding[] =>
  exceptions.filter(({ until }) => ageOf(at, until) < ENDING).map(({ id }) => found('exception-ending', id));

/** What the directories of the connectors say of our applications. */
const directoryFindings = ({ directories }: ServiceFacts): readonly HealthFinding[] =>
  directories.flatMap(({ connector, flaw }) =>
    flaw === null
      ? []
      : [found(UNREACHED.includes(flaw) ? 'directory-unreached' : 'connector-refused', `${connector} (${flaw})`)],
  );

/** What is wrong with files of people. */
const fileFindings = ({ files }: ServiceFacts): readonly HealthFinding[] =>
  files.flatMap(({ connector, flaw }) =>
    flaw === null
      ? []
      : [found(flaw === 'open-to-anybody' ? 'people-file-open' : 'people-file-refused', `${connector} (${flaw})`)],
  );

/** Codes of a directory that was not reached, or is not the one whose certificate is expected. */
const UNREACHED: readonly string[] = ['unavailable', 'certificate-refused'];

const systemFinding = ({ kind, name, flaw }: SystemFacts): readonly HealthFinding[] => {
  if (flaw === null) return [];
  const { codes, others } = CODES_OF[kind];
  return [found(codes[flaw] ?? others, `${name} (${flaw})`)];
};

/** What the flaws of the systems behind secrets are found as. */
const CODES_OF: Readonly<
  Record<SystemKind, { readonly codes: Readonly<Record<string, FindingCode>>; readonly others: FindingCode }>
> = {
  database: {
    codes: {
      'administrator-powerful': 'database-rights',
      'roles-denied': 'database-rights',
      'sessions-denied': 'database-rights',
    },
    others: 'database-refused',
  },
  'key-api': { codes: { 'accepts-anything': 'key-api-open' }, others: 'key-api-refused' },
  probe: { codes: { 'accepts-anything': 'probe-blind' }, others: 'probe-unheard' },
  rotator: { codes: { 'may-more': 'rotator-excess' }, others: 'rotator-refused' },
};

/** Every missing right by name, and who can give it back. */
function rightFindings({ rights }: ServiceFacts): readonly HealthFinding[] {
  return WITHHOLDERS.flatMap((by) => {
    const missing = (rights ?? []).filter((one) => one.by === by).map(({ holder, action }) => `${holder} ${action}`);
    return missing.length > 0 ? [found(WITHHELD[by], ...missing)] : [];
  });
}

const WITHHELD: Readonly<Record<Withholder, FindingCode>> = {
  role: 'right-missing',
  boundary: 'right-bounded',
  organization: 'right-denied',
  nobody: 'right-excess',
};

function messageFindings({ subscribers, ways, mail, texts, chats, tickets }: ServiceFacts): readonly HealthFinding[] {
  return [
    ...(subscribers !== null && subscribers.confirmed === 0 ? [found('alerts-unheard')] : []),
    ...(ways.includes('email') ? [] : [found('mail-off')]),
    ...(mail?.verified === false ? [found('mail-unverified')] : []),
    ...(mail?.sandbox === true ? [found('mail-sandbox')] : []),
    ...(mail?.nearQuota === true ? [found('mail-near-quota')] : []),
    ...(ways.includes('sms') && texts?.sandbox === true ? [found('text-sandbox')] : []),
    ...chats.flatMap(({ chat, flaw }) => (flaw === null ? [] : [found('chat-refused', `${chat} (${flaw})`)])),
    ...tickets.flatMap(({ source, flaw }) => (flaw === null ? [] : [found('tickets-refused', `${source} (${flaw})`)])),
  ];
}

function sourceFindings({ sources, at }: ServiceFacts): readonly HealthFinding[] {
  if (sources === null) return [];
  const named = (isMeant: (one: SourceFacts) => boolean) => sources.filter(isMeant).map(({ source }) => source);
  const deleted = named(({ key }) => key === 'deleted');
  const old = named(({ key, changedAt }) => key === 'there' && isOlder(changedAt, at, KEY_AGE));
  return [
    ...(sources.some(({ key }) => key === 'there') ? [] : [found('webhooks-none')]),
    ...(deleted.length > 0 ? [found('webhook-key-deleted', ...deleted)] : []),
    ...(old.length > 0 ? [found('webhook-key-old', ...old)] : []),
  ];
}

/** Null where it could not be read, which is said as such. */
function concurrencyFindings({ concurrency, capped }: ServiceFacts): readonly HealthFinding[] {
  if (concurrency === null || capped) return [];
  return [found(concurrency.limit < RESERVABLE ? 'concurrency-small' : 'caps-off')];
}

const isOlder = (since: Instant | null, now: Instant, seconds: number): boolean =>
  since !== null && ageOf(since, now) > seconds;

const LOOPBACK = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])([:/]|$)/;

/** What only the command line can see: how this person and this machine reach the service. */
export function clientFindings(
  { skew, url, profileIssuer, release }: ClientFacts,
  service: ServiceFacts,
): readonly HealthFinding[] {
  const { you, issuer } = service;
  const isState = release.state === service.release.state;
  const isRelease = release.version === service.release.version;
  const both = [`here ${release.version}`, `deployed ${service.release.version}`];
  const half = [...(you.halfHeld?.token ?? []), ...(you.halfHeld?.record ?? [])];
  return [
    ...(half.length > 0 ? [found('part-half-held', ...half)] : []),
    ...(you.assurance < 2 ? [found('sign-in-weak')] : []),
    ...(skew !== null && Math.abs(skew) > SKEW ? [found('clock-apart')] : []),
    ...(profileIssuer !== null && profileIssuer !== issuer ? [found('issuer-changed', issuer)] : []),
    ...(isState ? [] : [found('state-differs', ...both)]),
    ...(isState && !isRelease ? [found('release-differs', ...both)] : []),
    ...(url.startsWith('http:') && !LOOPBACK.test(url) ? [found('address-plain', url)] : []),
  ];
}
