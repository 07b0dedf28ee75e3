import { describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { composed } from '../support/compose.ts';
import { Crash, CrashingPorts } from '../support/crash.ts';
import { present, REF } from '../support/execution-world.ts';
import { ACTORS, anEnvelope } from '../support/fixtures.ts';
import { commitsOf } from '../support/relay-world.ts';
import { assessed, openedWorld } from '../support/tasks.ts';

const world = await openedWorld();
await assessed(world);
const crashing = new CrashingPorts({ call: 2, applied: false });
composed('gate-task', {
  gateServices: {
    ...world.submitting,
    ledger: crashing.wrap('ledger', world.ledger),
    gates: crashing.wrap('gates', world.gates),
  },
});
const { handler } = await import('../../lambdas/handlers/open-gate.ts');

describe('the gate task', () => {
  it('keeps the token before it looks at the ledger, so that no wake-up is lost', async () => {
    await expect(handler({ ...REF, gate: 'proof', taskToken: 'canary-1' })).rejects.toBeInstanceOf(Crash);
    expect(world.gates.open.get('rec-1/proof')?.reveal()).toBe('canary-1');
    expect(JSON.stringify(await commitsOf(world.ledger, REF.account))).not.toContain('GateOpened');
  });

  it('puts a new token in place of an older one, and no token into the ledger', async () => {
    await handler({ ...REF, gate: 'proof', taskToken: 'canary-2' });
    expect(world.gates.open.get('rec-1/proof')?.reveal()).toBe('canary-2');
    const commits = await commitsOf(world.ledger, REF.account);
    expect(JSON.stringify(commits)).not.toContain('canary');
  });

  it('records nothing of a gate that waits: what passes it is a commit of its own', async () => {
    const before = await commitsOf(world.ledger, REF.account);
    await handler({ ...REF, gate: 'proof', taskToken: 'canary-3' });
    expect(await commitsOf(world.ledger, REF.account)).toEqual(before);
  });

  it('wakes the relay for a gate that has nothing to wait for', async () => {
    const seen = { type: 'RecordProof', method: 'in-person', outcome: 'verified', reference: 'log/1' } as const;
    const proof = anEnvelope({ ...seen, seen: ['passport', 'employee-badge'] }, { actor: ACTORS.verifier });
    expect(await submit(world.submitting, proof)).toMatchObject({ refusal: null });
    await handler({ ...REF, gate: 'proof', taskToken: 'canary-4' });
    const commits = await commitsOf(world.ledger, REF.account);
    expect(present(commits.at(-1)).commit.events).toEqual([{ type: 'GateOpened', gate: 'proof' }]);
  });
});
