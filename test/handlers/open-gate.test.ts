import { describe, expect, it } from '@jest/globals';
import { composed } from '../support/compose.ts';
import { Crash, CrashingPorts } from '../support/crash.ts';
import { present, REF } from '../support/execution-world.ts';
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
  it('keeps the token before it says in the ledger that the gate is open, so that no wake-up is lost', async () => {
    await expect(handler({ ...REF, gate: 'proof', taskToken: 'canary-1' })).rejects.toBeInstanceOf(Crash);
    expect(world.gates.open.get('rec-1/proof')?.reveal()).toBe('canary-1');
    expect(JSON.stringify(await commitsOf(world.ledger, REF.account))).not.toContain('GateOpened');
  });

  it('puts a new token in place of an older one, and no token into the ledger', async () => {
    await handler({ ...REF, gate: 'proof', taskToken: 'canary-2' });
    expect(world.gates.open.get('rec-1/proof')?.reveal()).toBe('canary-2');
    const commits = await commitsOf(world.ledger, REF.account);
    expect(present(commits.at(-1)).commit.events).toEqual([{ type: 'GateOpened', gate: 'proof' }]);
    expect(JSON.stringify(commits)).not.toContain('canary');
  });
});
