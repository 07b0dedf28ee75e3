import * as z from 'zod/mini';
import type { SubmitServices } from '../../app/ledger/submit.ts';
import { giveDelegation, withdrawDelegation } from '../../app/people/delegations.ts';
import { freeText, personId, token, word } from '../../app/untrusted/fields.ts';
import { command, type Operation } from '../operation.ts';
import { passkeysOfCaller, signedStatement, standingInFor } from './statements.ts';

const MOST_GROUPS = 16;

/** `GET /recoveries/{id}/offers`. */
export const offersQuery = () => z.strictObject({ for: standingInFor() });

/** Answer to `POST /people/searches`. */
export const colleagues = () =>
  z.object({ items: z.array(z.object({ person: z.string(), name: z.string() })), more: z.boolean() });

/** `POST /delegations`. */
export const delegationBody = () =>
  z.strictObject({
    to: personId(),
    groups: z
      .array(word())
      .check(
        z.maxLength(MOST_GROUPS),
        z.describe('approver groups of the caller; what they approve as manager or custodian is always lent with them'),
      ),
    until: z.iso.datetime({ precision: 3 }).check(z.describe('in the future, by 30 days at most')),
    reason: freeText(),
    signed: z
      .exactOptional(signedStatement())
      .check(
        z.describe(
          'what the caller signed: `digest` is the SHA-256 of the canonical `groups`, `reason`, `to` and `until`',
        ),
      ),
  });

/** Answer to `POST /delegations`. */
export const delegationGiven = () =>
  z.object({ delegation: z.string(), from: z.string(), to: z.string(), until: z.string() });

/** Answer to `POST /delegations/withdrawals`. */
export const delegationWithdrawn = () => z.object({ delegation: z.string(), from: z.string() });

/** `POST /delegations/withdrawals`. */
export const withdrawalBody = () => z.strictObject({ from: personId(), delegation: token() });

const delegation = () =>
  z.object({
    ...{ id: z.string(), from: z.string(), to: z.string(), groups: z.array(z.string()) },
    ...{ until: z.string(), reason: z.string(), at: z.string() },
  });

/** Answer to `GET /delegations`. */
export const delegationList = () =>
  z.object({
    person: z.string(),
    groups: z.array(z.string()).check(z.describe('what the caller can lend now')),
    passkeys: passkeysOfCaller(),
    given: z.array(delegation()),
    taken: z.array(delegation()).check(z.describe('in whose place the caller may decide')),
  });

/** The routes by which people lend their right to approve, and take it back. */
export const delegationRoutes = (services: () => SubmitServices): Readonly<Record<string, Operation>> => ({
  'POST /delegations': command(delegationBody, ({ actor, input, commandId }) =>
    giveDelegation(services(), { actor, id: commandId(services().surroundings) }, input),
  ),
  'POST /delegations/withdrawals': command(withdrawalBody, ({ actor, input, commandId }) =>
    withdrawDelegation(services(), { actor, id: commandId(services().surroundings) }, input),
  ),
});
