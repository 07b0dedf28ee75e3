import type { Commit } from './commit.ts';

/** Somebody with a valid token who is not registered or has no part there: refused before there was a command. */
export const isStrangerAtRegistry = ({ actor, origin, events }: Commit): boolean =>
  actor.by === 'person' &&
  origin.via === 'registry' &&
  events.some((event) => event.type === 'IntakeRefused' && STRANGERS.includes(event.code));

const STRANGERS: readonly string[] = ['person-unknown', 'role-missing', 'part-unregistered', 'group-missing'];
