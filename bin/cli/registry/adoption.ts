import { policyOfText } from '../../../lambdas/adapters/policy/reader.ts';
import type { parseStored } from '../../../lambdas/core/audit/verify.ts';
import { summaryOf, type WholeDifference } from '../../../lambdas/core/policy/adopting.ts';
import type { VersionedPolicy } from '../../../lambdas/core/policy/policy.ts';
import type { Governed } from '../../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM, type PolicyVersion } from '../../../lambdas/core/registry/adoption.ts';
import { EXIT, Failure } from '../failure.ts';
import { compareAt } from '../policy/diff.ts';
import type { Session } from '../service/session.ts';
import { differencesInWords } from '../text/differences.ts';
import type { Style } from '../text/print.ts';

/** The commits of a stream, verified and in order. */
export type Commits = readonly ReturnType<typeof parseStored>[];

/** A proposed policy, as it is read here. */
export interface ReadAdoption {
  readonly rules: number;
  readonly controls: number;
  readonly difference: WholeDifference;
  /** Digest of the difference: who confirms says by it that they have read it. */
  readonly seen: string;
  /** Whether the service has computed the same difference. */
  readonly isAsServed: boolean;
}

/** Reads a proposed policy and compares it with the one in force, both from the verified ledger. Takes seconds. Throws a `Failure`. */
export async function readAdoption(
  session: Session,
  commits: Commits,
  { current, proposal }: Governed<PolicyVersion>,
): Promise<ReadAdoption | null> {
  if (proposal === null) return null;
  const [before, after] = await Promise.all([
    current === null ? null : policyIn(commits, current),
    policyIn(commits, proposal.value),
  ]);
  const read = readingOf(session, { before, after, now: proposal.at });
  return { ...read, isAsServed: read.seen === proposal.value.difference.digest };
}

/** The policy and its difference to the one in force, at this moment. */
export function readingOf(
  session: Session,
  adopting: Parameters<typeof compareAt>[1],
): Omit<ReadAdoption, 'isAsServed'> {
  const difference = compareAt(session, adopting);
  const { rules, controls } = adopting.after;
  return { rules: rules.length, controls: controls.length, difference, seen: summaryOf(difference).digest };
}

/** The text of a version, which lies in the commit that proposed it. */
export async function policyIn(commits: Commits, { seq, digest }: PolicyVersion): Promise<VersionedPolicy> {
  const events = commits.find(({ commit }) => commit.seq === seq)?.commit.events ?? [];
  const text = events.flatMap((event) => (event.type === 'PolicyProposed' ? [event.adoption.text] : [])).join('');
  const policy = await policyOfText(text);
  if ('problem' in policy || policy.digest !== digest)
    throw new Failure(
      EXIT.notIntact,
      {
        code: 'policy-unreadable',
        title: `commit ${seq} of \`${POLICY_STREAM}\` has no policy that this program can read`,
      },
      { hint: 'use the version of countersign that the service runs; confirm nothing that you have not read' },
    );
  return policy;
}

/** Everything that the policy changes, weaker first, and how to say that it was read. */
export function adoptionInWords(
  { rules, controls, difference, seen }: Omit<ReadAdoption, 'isAsServed'>,
  style: Style,
): string {
  const first = `It is the first policy: ${rules} rules of ${controls} controls. Nothing is in force to compare it with.`;
  const changes = difference.from === null ? first : differencesInWords(difference, style);
  return `${changes}\n  seen ${seen}`;
}

/** What to say of a difference that the service has computed otherwise. */
export const OTHERWISE =
  'The service has computed another difference. Use the version of countersign that the service runs; if it is the same one, confirm nothing and tell the control owner.';
