import type { FunctionName } from '../lambdas/contract/functions.ts';
import { ROUTES } from '../lambdas/contract/routes.ts';

/** Functions that somebody without a token can call: only they can be flooded by everybody. */
const PUBLIC: readonly FunctionName[] = [
  ...new Set(ROUTES.filter(({ auth }) => auth !== 'token').map(({ function: name }) => name)),
];

/** What ends grants, and the relay, which takes a stop to the workflow. */
const ENDING: readonly FunctionName[] = ['revoke', 'relay'];

/** The sweeper runs every minute and ends before the next one; a second one is room for a retry. */
const SWEEPERS = 2;

/**
 * Reserved concurrency of a function under this cap: a public one has at most as many executions at once, and whatever ends grants has as
 * many that nobody else can take (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html). Undefined: it takes part in
 * what the account has left.
 */
export function reservedFor(name: FunctionName, caps: number | undefined): number | undefined {
  if (caps === undefined) return undefined;
  if (name === 'sweeper') return SWEEPERS;
  return PUBLIC.includes(name) || ENDING.includes(name) ? caps : undefined;
}
