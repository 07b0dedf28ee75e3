import { describe, expect, it } from '@jest/globals';
import { actorInWords, eventInWords, eventsInWords } from '../../../../bin/cli/text/events.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { ACTORS, at } from '../../../support/fixtures.ts';

const DIGEST = '0123456789abcdef'.repeat(4);

const TOLD: readonly (readonly [LedgerEvent, string])[] = [
  [
    {
      type: 'RecoveryDenied',
      reasons: ['a', 'b'],
      rules: [{ rule: 'rule 10', control: 'product', owner: 'the product' }],
    },
    'denied it: a; b (rule 10); next: ask two administrators to look at the account and lift the freeze; stopping still works',
  ],
  [{ type: 'GateOpened', gate: 'hold' }, "waits for the grant's end"],
  [{ type: 'RecoveryRejected', by: 'person:a', reason: 'odd' }, 'rejected it: "odd"'],
  [{ type: 'RequestRevised', by: 'person:a', requestedSeconds: 60, reason: 'b' }, 'shortened it to 1 minute: "b"'],
  [{ type: 'PlanVoided', cause: 'the policy has changed' }, 'voided the plan: the policy has changed'],
  [
    { type: 'GrantIssued', reference: 'ref-1', claimable: true, evidence: {} },
    'issued grant `ref-1`, with a credential to claim',
  ],
  [
    { type: 'GrantIssued', reference: 'ref-1', claimable: true, evidence: { keyId: '1A2B3C4D' } },
    'issued grant `ref-1` of key 1A2B3C4D, with a credential to claim',
  ],
  [
    { type: 'ExecutionStarted', digest: DIGEST, grant: 'g', expiresAt: at(0), sample: null },
    'began to execute; the grant ends at 2026-11-20 10:00:00 UTC',
  ],
  [
    { type: 'ApprovalCompleted', digest: DIGEST, executeNotBefore: at(60) },
    'which completes the approval; executed not before 2026-11-20 10:01:00 UTC',
  ],
  [{ type: 'ApprovalCompleted', digest: DIGEST, executeNotBefore: at(0) }, 'which completes the approval'],
  [{ type: 'RevocationStarted', trigger: 'workflow' }, 'began to revoke'],
  [{ type: 'RevocationStarted', trigger: 'sweeper' }, 'began to revoke, as the sweeper found it due'],
  [{ type: 'RevocationConfirmed', evidence: {} }, 'read back that the access is gone'],
  [{ type: 'RecoveryExpired', stage: 'approval' }, 'gave up waiting for approval: expired'],
  [{ type: 'ReviewRecorded', by: 'person:a', finding: 'appropriate', note: '' }, 'reviewed it as appropriate'],
  [
    { type: 'TicketHeld', ticket: { source: 'jira', id: 'OPS-7' }, cause: 'no account', facts: {} },
    'held ticket OPS-7 for an agent: no account',
  ],
  ...([[[], 'nothing of it could be stopped'] as const, [['rec-1'], 'stops rec-1'] as const] as const).map(
    ([stops, words]): [LedgerEvent, string] => [
      { type: 'TicketClosedAsFraud', ticket: { source: 'jira', id: 'OPS-7' }, account: 'cognito:jane', stops },
      `closed ticket OPS-7 as a fraud: ${words}`,
    ],
  ),
  [
    { type: 'CommandRefused', code: 'already-claimed', facts: {} },
    'was refused: already-claimed (a credential is handed over once)',
  ],
];

describe('events in words', () => {
  it.each(TOLD)('tells %j', (event, words) => {
    expect(eventInWords(event, at(0))).toBe(words);
  });

  it('tells what it does not know, or without its facts, by its name', () => {
    expect(eventInWords({ type: 'SomethingNewHappened' } as unknown as LedgerEvent, at(0))).toBe(
      'something new happened',
    );
    expect(eventInWords({ type: 'ProofRecorded' } as unknown as LedgerEvent, at(0))).toBe('proof recorded');
    expect(eventsInWords(['ProofRecorded', 'ProofingCompleted'], at(0))).toBe('proof recorded, proofing completed');
  });

  it('tells who did it', () => {
    expect(actorInWords(ACTORS.jane)).toBe('person:jane');
    expect(actorInWords({ by: 'ticket-system', source: 'jira' })).toBe('tickets of jira');
    expect(actorInWords({ by: 'sweeper' })).toBe('the sweeper');
    expect(actorInWords('person:joe')).toBe('person:joe');
  });
});

describe('a denial in words', () => {
  it('names the rules that said no, their controls, and whom to ask (rule 21)', () => {
    const rules = [{ rule: 'contact-change', control: 'contact-points', owner: 'head of human resources systems' }];
    expect(eventInWords({ type: 'RecoveryDenied', reasons: ['contacts change elsewhere'], rules }, at(0))).toContain(
      'denied it: contacts change elsewhere (rule contact-change of control contact-points; ask the head of human resources systems)',
    );
  });
});
