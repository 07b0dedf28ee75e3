import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, KEY_FAMILIES as OF_FUNCTIONS } from '../../../lambdas/contract/functions.ts';
import {
  FAMILIES,
  PRODUCED_BY,
  WRITERS,
  type Written,
  writes,
  writingFlawOf,
} from '../../../lambdas/core/audit/families.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { PEOPLE } from '../../support/fixtures.ts';

const COMMANDS = Object.keys(WRITERS);
const ACTORS = [
  ...['person', 'ticket-system', 'vendor', 'visitor', 'signal-source', 'operator'],
  ...['workflow', 'schedule', 'sweeper'],
];
const REFUSED: LedgerEvent = { type: 'CommandRefused', code: 'wrong-status', facts: {} };

const written = (over: Partial<Written>): Written => ({
  ...{ family: 'people', command: 'CountersignPlan', by: 'person', events: [REFUSED], ...over },
});

describe('families of functions', () => {
  it('are the ones that the deployment has keys for, and each has a function', () => {
    expect(FAMILIES).toEqual(OF_FUNCTIONS);
    const used = new Set(Object.values(FUNCTIONS).flatMap(({ family }) => family ?? []));
    expect([...used].sort()).toEqual([...FAMILIES].sort());
  });

  it('write each command in at least one family', () => {
    for (const command of COMMANDS) expect(FAMILIES.filter((family) => writes(family, command))).not.toEqual([]);
  });

  it('write a command only in the families and for the actors that the table names', () => {
    const allowed = COMMANDS.flatMap((command) =>
      FAMILIES.flatMap((family) =>
        ACTORS.filter((by) => writingFlawOf(written({ family, command, by })) === undefined).map((by) => ({
          ...{ family, command, by },
        })),
      ),
    );
    const named = Object.entries(WRITERS).flatMap(([command, writers]) =>
      Object.entries(writers).flatMap(([family, actors]) => actors.map((by: string) => ({ family, command, by }))),
    );
    const spelled = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(spelled(allowed)).toEqual(spelled(named));
  });

  it.each([
    ['intake', 'RecordProof', 'person'],
    ['requester', 'CountersignPlan', 'person'],
    ['timers', 'IssueGrant', 'workflow'],
    ['workflow', 'ConfirmProposal', 'person'],
    ['people', 'ConfirmProposal', 'person'],
    ['toString', 'OpenRecovery', 'person'],
    ['people', 'constructor', 'person'],
  ])('%s may not write %s by %s', (family, command, by) => {
    expect(writingFlawOf({ family, command, by, events: [] })).toBe('family-not-allowed');
  });

  it('produce only the events of their command', () => {
    const granted = { type: 'GrantIssued', reference: 'x', claimable: true, evidence: {} } as const;
    expect(writingFlawOf(written({ events: [granted] }))).toBe('event-not-allowed');
    expect(writingFlawOf(written({ events: [REFUSED, granted] }))).toBe('event-not-allowed');
    expect(writingFlawOf({ family: 'workflow', command: 'IssueGrant', by: 'workflow', events: [granted] })).toBe(
      undefined,
    );
    const unknown = { type: 'constructor' } as unknown as LedgerEvent;
    expect(writingFlawOf(written({ events: [unknown] }))).toBe('event-not-allowed');
  });

  it('name for each event a command that writes it', () => {
    for (const commands of Object.values(PRODUCED_BY))
      for (const command of commands) expect(COMMANDS).toContain(command);
    for (const commands of Object.values(PRODUCED_BY)) expect(commands).not.toHaveLength(0);
  });

  it.each(['RecoveryAssessed', 'RecoveryDenied'] as const)('%s follows a verifier, and no vendor', (type) => {
    const events = [{ type } as unknown as LedgerEvent];
    const command = 'RecordProof';
    expect(writingFlawOf({ family: 'people', command, by: 'person', events })).toBeUndefined();
    expect(writingFlawOf({ family: 'intake', command, by: 'vendor', events })).toBe('event-not-allowed');
  });

  it.each([
    ['intake', 'RecordProof', 'vendor', 'vendor', undefined],
    ['intake', 'RecordProof', 'vendor', 'in-person', 'event-not-allowed'],
    ['intake', 'RecordProof', 'vendor', 'totp', 'event-not-allowed'],
    ['requester', 'AnswerChallenge', 'visitor', 'totp', undefined],
    ['requester', 'AnswerChallenge', 'visitor', 'in-person', 'event-not-allowed'],
    ['requester', 'AnswerChallenge', 'visitor', 'vendor', 'event-not-allowed'],
    ['requester', 'AnswerChallenge', 'visitor', 'nothing', 'event-not-allowed'],
    ['people', 'RecordProof', 'person', 'in-person', undefined],
  ])('%s: %s by a %s gives the proof %s: %s', (family, command, by, method, flaw) => {
    const proof = { id: 'p', method, outcome: 'verified', verifier: PEOPLE.verifier };
    const events = [{ type: 'ProofRecorded', proof } as unknown as LedgerEvent];
    expect(writingFlawOf({ family, command, by, events })).toBe(flaw);
  });
});
