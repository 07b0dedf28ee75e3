import type { Json } from '../../values/hash.ts';
import type { Claimants } from '../assess/handover.ts';
import type { Actor } from '../state/commands.ts';
import type { LedgerEvent } from '../state/events.ts';
import type { Recovery } from '../state/state.ts';

interface Entry {
  readonly actor: Actor;
  readonly events: readonly LedgerEvent[];
}

interface Answer<E extends Entry> {
  readonly recovery: Recovery;
  readonly handover: Claimants | null;
  readonly timeline: readonly E[];
}

/**
 * A recovery with its timeline for people: without hashes, without chance, and without the sessions of pages. The words of a page follow
 * from its session, so whoever read one could name that page as theirs. Each session is replaced, everywhere, by the page's number.
 */
export function shownTo<E extends Entry>({ recovery, handover, timeline }: Answer<E>): Answer<E> {
  const answer: Answer<E> = {
    recovery: shownRecovery(recovery),
    handover,
    timeline: timeline.map((entry) => ({ ...entry, events: entry.events.map(shownEvent) })),
  };
  const sessions = [...new Set([...sessionsIn(timeline), ...sessionsIn(recovery), ...(handover?.pages ?? [])])];
  return renamed(answer, new Map(sessions.map((session, index) => [session, `page ${index + 1}`]))) as Answer<E>;
}

/** The texts in members that hold sessions: `session`, `pages` and `bindings`. */
function sessionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(sessionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    HOLDERS.includes(name) ? textsIn(member) : sessionsIn(member),
  );
}

const HOLDERS: readonly string[] = ['session', 'pages', 'bindings'];

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => renamed(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member, names)])) as Json;
}

/**
 * A recovery for readers: without the hashes of codes. A code is short: whoever has its hash
 * and enough machines finds it before it expires. Only the product compares hashes.
 */
export const shownRecovery = (recovery: Recovery): Recovery => ({
  ...recovery,
  challenges: recovery.challenges.map((challenge) => ({ ...challenge, hash: null })),
});

/** An event for readers, without hashes; also without that of a replacement saved code. */
export function shownEvent(event: LedgerEvent): LedgerEvent {
  if (event.type === 'ChallengeIssued') return { ...event, challenge: { ...event.challenge, hash: null } };
  if (event.type !== 'AuthenticatorUsed' || event.use.method !== 'saved-code') return event;
  return { ...event, use: { ...event.use, replacement: { method: 'saved-code', hash: '', salt: '' } } };
}
