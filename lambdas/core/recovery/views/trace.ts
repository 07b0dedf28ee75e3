import type { RuleReference } from '../../policy/policy.ts';
import type { Relation } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import type { Pseudonym } from '../../risk/facts.ts';
import type { Instant } from '../../values/instant.ts';
import { planDigest } from '../state/plan.ts';
import { partsHeld } from '../state/situation.ts';
import type { Recovery, TicketRef } from '../state/state.ts';

/** What a recovery is found by: who did what in it, where it came from, and which controls made its plan. */
export interface Trace {
  readonly requester: PersonId;
  /** Everybody with a part in it, each once. */
  readonly people: readonly PersonId[];
  readonly approvals: readonly Approval[];
  readonly desk: string | null;
  readonly channel: string;
  readonly ticket: Pick<TicketRef, 'source' | 'id'> | null;
  /** The rules that made the plan, each with its control and the owner of that. */
  readonly rules: readonly RuleReference[];
  /** Digest of the policy version that made the plan; null without a plan. */
  readonly policy: string | null;
  readonly caller: Pseudonym | null;
  readonly network: Pseudonym | null;
}

/** A countersignature, and whether it was given for the plan that stands or was executed. */
export interface Approval {
  readonly approver: PersonId;
  /** Whom they stood in for; null for nobody. */
  readonly for: PersonId | null;
  readonly groups: readonly string[];
  readonly relations: readonly Relation[];
  readonly at: Instant;
  readonly counts: boolean;
}

export function traceOf(recovery: Recovery): Trace {
  const { id, requester, desk, channel, ticket, plan, proofs, caller, network, grant, countersignatures } = recovery;
  // The last one let the execution begin. A proof that was bound to a page since gives the plan another digest and changes nothing of that.
  const executed = grant === null ? undefined : countersignatures.at(-1)?.digest;
  const digest = executed ?? (plan === null ? null : planDigest(id, plan, proofs));
  return {
    ...{ requester, desk, channel, caller, network },
    ticket: ticket === null ? null : { source: ticket.source, id: ticket.id },
    people: [...new Set(partsHeld(recovery).map(([, person]) => person))],
    approvals: countersignatures.map(({ approver, for: other, groups, relations, at, digest: signed }) => ({
      ...{ approver, for: other?.person ?? null, groups, relations, at },
      counts: signed === digest,
    })),
    rules: plan?.rules ?? [],
    policy: plan?.policy ?? null,
  };
}

/** What is asked of a search. Each part that is given must hold; texts are parts of names, in any case. */
export interface Search {
  /** Each word is somewhere in the row. */
  readonly words?: string | undefined;
  readonly person?: string | undefined;
  readonly account?: string | undefined;
  readonly ticket?: string | undefined;
  readonly approver?: string | undefined;
  /** A control, one of its rules, or its owner. */
  readonly control?: string | undefined;
}

/** A recovery as a search sees it. */
export interface Traced {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly tier: string | null;
  readonly kind: string | null;
  readonly trace: Trace | null;
}

/** Whether a recovery is one that was searched for. One without a trace is found by its own words only. */
export function isFound(row: Traced, { words = '', person, account, ticket, approver, control }: Search): boolean {
  const { trace } = row;
  const has = (wanted: string | undefined, texts: readonly string[]): boolean =>
    wanted === undefined || texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
  const all = [row.id, row.account, row.action, row.status, row.tier ?? '', row.kind ?? '', ...textsOf(trace)];
  return (
    words.split(/\s+/).every((word) => has(word, all)) &&
    has(account, [row.account]) &&
    has(person, trace?.people ?? []) &&
    has(ticket, ticketsOf(trace)) &&
    has(approver, trace?.approvals.map((one) => one.approver) ?? []) &&
    has(control, controlsOf(trace))
  );
}

const ticketsOf = (trace: Trace | null): readonly string[] =>
  trace === null || trace.ticket === null ? [] : [`${trace.ticket.source}/${trace.ticket.id}`];

const controlsOf = (trace: Trace | null): readonly string[] =>
  trace?.rules.flatMap(({ rule, control, owner }) => [rule, control, owner]) ?? [];

function textsOf(trace: Trace | null): readonly string[] {
  if (trace === null) return [];
  const { people, desk, channel, approvals } = trace;
  const groups = approvals.flatMap((one) => one.groups);
  return [...people, ...groups, desk ?? '', channel, ...ticketsOf(trace), ...controlsOf(trace)];
}
