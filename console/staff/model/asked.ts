import type { StaffOrder } from '../../../lambdas/contract/delegations.ts';
import { bytesOf } from '../../shared/base64url.ts';

/**
 * What somebody's command line asks them to sign, as they typed it there. It comes in an address, which anybody can write: a text is one that
 * people can read, and what is not of its kind asks for nothing. It names no words of a page: whoever hears them types them here.
 */
export type Asked =
  | { readonly kind: 'countersign'; readonly digest: string; readonly for?: string }
  | { readonly kind: 'reject'; readonly reason: string; readonly for?: string }
  | {
      readonly kind: 'prove';
      readonly method: string;
      readonly outcome: 'verified';
      readonly reference?: string;
      readonly seen: readonly string[];
      readonly checked: readonly string[];
      /** Whether the sighting is bound to a page. */
      readonly page: boolean;
    }
  | { readonly kind: 'review'; readonly finding: string; readonly note: string }
  | { readonly kind: 'work'; readonly stage: string; readonly reference: string; readonly note: string }
  | { readonly kind: 'confirm-work'; readonly report: string; readonly note: string };

/** What somebody's command line asks them to lend; undefined for anything else. */
export function orderIn(content: string): StaffOrder | undefined {
  const { to, groups, until, reason } = membersIn(content) ?? {};
  if (!isText(to) || !areTexts(groups) || !isText(until) || !isText(reason)) return undefined;
  return Number.isNaN(Date.parse(until)) ? undefined : { to, groups, until, reason };
}

/** What somebody's command line asks them to loosen on duty. */
export type DutyAsked =
  | { readonly kind: 'lower'; readonly threat: string; readonly account?: string }
  | { readonly kind: 'declare'; readonly incident: string; readonly until: string; readonly reason: string };

/** The same from an address; undefined for anything else. */
export function dutyIn(kind: string, content: string): DutyAsked | undefined {
  const { threat, account, incident, until, reason } = membersIn(content) ?? {};
  if (kind === 'lower' && isText(threat) && isMaybe(account))
    return { kind, threat, ...(account === undefined ? {} : { account }) };
  if (kind !== 'declare' || !isText(incident) || !isText(until) || !isText(reason)) return undefined;
  return Number.isNaN(Date.parse(until)) ? undefined : { kind, incident, until, reason };
}

type Members = Readonly<Record<string, unknown>>;

/** What is asked for, from its kind and its members (JSON in UTF-8, base64url); undefined for anything else. */
export function askedIn(kind: string, content: string): Asked | undefined {
  const members = membersIn(content);
  return members === undefined || !Object.hasOwn(BY_KIND, kind) ? undefined : BY_KIND[kind]?.(members);
}

const BY_KIND: Readonly<Record<string, (members: Members) => Asked | undefined>> = {
  countersign: ({ digest, for: other }) =>
    isDigest(digest) && isMaybe(other) ? { kind: 'countersign', digest, ...inPlaceOf(other) } : undefined,
  reject: ({ reason, for: other }) =>
    isText(reason) && isMaybe(other) ? { kind: 'reject', reason, ...inPlaceOf(other) } : undefined,
  prove: ({ method, outcome, reference, seen, checked, page }) =>
    isText(method) && outcome === 'verified' && isMaybe(reference) && areTexts(seen) && areTexts(checked)
      ? {
          ...{ kind: 'prove', method, outcome, seen, checked, page: page === true },
          ...(reference === undefined ? {} : { reference }),
        }
      : undefined,
  work: ({ stage, reference, note }) =>
    (stage === 'perform' || stage === 'revoke') && isText(reference) && isText(note)
      ? { kind: 'work', stage, reference, note }
      : undefined,
  'confirm-work': ({ report, note }) =>
    isDigest(report) && isText(note) ? { kind: 'confirm-work', report, note } : undefined,
  review: ({ finding, note }) => (isText(finding) && isText(note) ? { kind: 'review', finding, note } : undefined),
};

const inPlaceOf = (other: string | undefined) => (other === undefined ? {} : { for: other });

function membersIn(content: string): Members | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(content)));
    return typeof read === 'object' && read !== null ? { ...read } : undefined;
  } catch {
    return undefined;
  }
}

const isDigest = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** A text as the API takes it: without what steers or reorders the text around it. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= 2_000 &&
  /\S/.test(value) &&
  /^(?:[^\p{Cc}\p{Bidi_Control}]|[\t\r\n])*$/u.test(value);

const isMaybe = (value: unknown): value is string | undefined => value === undefined || isText(value);

const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
