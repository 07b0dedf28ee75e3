import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../lambdas/core/recovery/decide.ts';
import { evolve } from '../../../lambdas/core/recovery/evolve.ts';
import { INITIAL } from '../../../lambdas/core/recovery/state.ts';
import { canonical } from '../../../lambdas/core/values/canonical.ts';
import { aContext, anEnvelope, anOrigin, NOW } from '../../support/fixtures.ts';

const source = { stream: 'source:jira', recovery: null, actor: { by: 'ticket-system', source: 'jira' } } as const;

describe('what arrives without an account', () => {
  it('is recorded as refused, with the code and the facts', () => {
    const command = { type: 'RefuseIntake', code: 'signature-invalid', facts: { delivery: 'd-1' } } as const;
    expect(decide(INITIAL, anEnvelope(command, source), aContext())).toEqual({
      accepted: true,
      events: [{ type: 'IntakeRefused', code: 'signature-invalid', facts: { delivery: 'd-1' } }],
    });
  });

  it('is held for an agent when it is a ticket', () => {
    const ticket = { source: 'jira', id: 'HELP-7' };
    const command = { type: 'HoldTicket', ticket, cause: 'no account', facts: {} } as const;
    expect(decide(INITIAL, anEnvelope(command, source), aContext())).toEqual({
      accepted: true,
      events: [{ type: 'TicketHeld', ticket, cause: 'no account', facts: {} }],
    });
  });

  it('leaves the state of its stream as it was, however much arrives', () => {
    const event = { type: 'IntakeRefused', code: 'x', facts: {} } as const;
    const state = evolve(INITIAL, event, { at: NOW, recovery: null, origin: anOrigin(), command: { type: 'test' } });
    expect(canonical(state)).toBe(canonical(INITIAL));
  });
});
