import { InvalidArgumentError } from 'commander';
import type { TicketRef } from '../../lambdas/core/recovery/state/state.ts';
import { isPersonId } from '../../lambdas/core/registry/person.ts';

/** A whole number of at least 1. */
export function numberArgument(text: string): number {
  const number = Number(text);
  if (!/^[0-9]{1,9}$/.test(text) || number < 1)
    throw new InvalidArgumentError('It must be a whole number, at least 1.');
  return number;
}

/** Most items of one list. */
const MOST_LISTED = 1000;

/** The range of `limitArgument`, for the help. */
export const LIMIT = `how many at most, 1 to ${MOST_LISTED}`;

/** A whole number from 1 to 1000. */
export function limitArgument(text: string): number {
  const number = Number(text);
  if (!/^[0-9]{1,4}$/.test(text) || number < 1 || number > MOST_LISTED)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_LISTED}.`);
  return number;
}

/** A moment as the service spells it. */
export function timeArgument(text: string): string {
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) || Number.isNaN(time))
    throw new InvalidArgumentError('It must be a moment in UTC, such as 2026-12-01T06:00:00Z.');
  return new Date(time).toISOString();
}

/** A registered person; `ivan` is the one with this short name. */
export function personArgument(text: string): string {
  const person = text.includes(':') ? text : `person:${text}`;
  if (!isPersonId(person)) throw new InvalidArgumentError('It must be a person, such as person:ivan.');
  return person;
}

/** `source/id`, such as `jira/OPS-7`. */
export function ticketArgument(text: string): TicketRef {
  const [, source, id] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (source === undefined || id === undefined)
    throw new InvalidArgumentError('It must be source/id, such as jira/OPS-7.');
  return { source, id };
}

/** A valid idempotency key for the service. */
export function keyArgument(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) throw new InvalidArgumentError('It has 1 to 64 of A-Z, a-z, 0-9, _ and -.');
  return text;
}

/** A hexadecimal SHA-256. */
export function digestArgument(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('It has 64 hexadecimal digits.');
  return text;
}
