import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { GateName } from '../../lambdas/core/recovery/state/events.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import type { Gates } from '../../lambdas/ports/workspace.ts';
import type { Fault } from '../support/watched-client.ts';

/** No gate, with the handles that the contract needs behind its back. */
export interface GatesUnderTest {
  readonly gates: Gates;
  /** Lets the next access to the store fail. */
  failNext(fault: Fault): void;
  /** Everything that the store holds, as text. */
  dump(): Promise<string>;
  /** Puts what is stored for a gate in the place of another recovery's, as somebody with the store's keys could. */
  copy(from: { recovery: string; gate: GateName }, to: { recovery: string; gate: GateName }): Promise<void>;
  stop(): Promise<void>;
}

const CANARY = 'canary-AQCkAAAAKgAAAAMAAAAAAAAA';
const CONSOLE = ['log', 'info', 'warn', 'error', 'debug'] as const;

export function gatesContract(name: string, start: () => Promise<GatesUnderTest>): void {
  describe(`${name} keeps the contract of the gates`, () => {
    let test: GatesUnderTest;
    const token = (nth = 1): Secret => new Secret(`${CANARY}-${nth}`);
    const listed = async (recovery: string): Promise<readonly (readonly [GateName, string])[]> =>
      (await test.gates.list(recovery)).map((one) => [one.gate, one.token.reveal()] as const).sort();

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('lists the open gates of one recovery, and of no other', async () => {
      await test.gates.put('rec-1', 'proof', token(1));
      await test.gates.put('rec-1', 'approval', token(2));
      await test.gates.put('rec-2', 'proof', token(3));
      expect(await listed('rec-1')).toEqual([
        ['approval', `${CANARY}-2`],
        ['proof', `${CANARY}-1`],
      ]);
      expect(await listed('rec-2')).toEqual([['proof', `${CANARY}-3`]]);
      expect(await listed('rec-3')).toEqual([]);
    });

    it('keeps the longest token that Step Functions makes, to the letter', async () => {
      const longest = new Secret('é+/='.repeat(512));
      await test.gates.put('rec-1', 'hold', longest);
      expect(await listed('rec-1')).toEqual([['hold', longest.reveal()]]);
    });

    it('puts a token in place of an older one of the same gate', async () => {
      await test.gates.put('rec-1', 'proof', token(1));
      await test.gates.put('rec-1', 'proof', token(2));
      expect(await listed('rec-1')).toEqual([['proof', `${CANARY}-2`]]);
    });

    it('lists only those that are wanted, and decrypts no other', async () => {
      await test.gates.put('rec-1', 'proof', token(1));
      await test.gates.put('rec-2', 'hold', token(2));
      await test.copy({ recovery: 'rec-2', gate: 'hold' }, { recovery: 'rec-1', gate: 'hold' });
      const wanted = await test.gates.list('rec-1', (gate) => gate === 'proof');
      expect(wanted.map((one) => [one.gate, one.token.reveal()])).toEqual([['proof', `${CANARY}-1`]]);
    });

    it('removes a gate whatever its token, and one that never was', async () => {
      await test.gates.put('rec-1', 'hold', token(1));
      await test.gates.remove('rec-1', 'hold', null);
      await test.gates.remove('rec-1', 'hold', null);
      expect(await listed('rec-1')).toEqual([]);
    });

    it('removes a gate by its token, and again, and one that never was', async () => {
      await test.gates.put('rec-1', 'proof', token(1));
      await test.gates.put('rec-1', 'review', token(2));
      await test.gates.remove('rec-1', 'proof', token(1));
      await test.gates.remove('rec-1', 'proof', token(1));
      await test.gates.remove('rec-9', 'hold', token(1));
      expect(await listed('rec-1')).toEqual([['review', `${CANARY}-2`]]);
    });

    it('does not remove a gate that has a newer token', async () => {
      await test.gates.put('rec-1', 'proof', token(1));
      await test.gates.put('rec-1', 'proof', token(2));
      await test.gates.remove('rec-1', 'proof', token(1));
      expect(await listed('rec-1')).toEqual([['proof', `${CANARY}-2`]]);
    });

    it('shows a token to nobody: not in the store, not in the log', async () => {
      const spies = CONSOLE.map((method) => jest.spyOn(console, method).mockImplementation(() => {}));
      await test.gates.put('rec-1', 'proof', token());
      const answer = await test.gates.list('rec-1');
      const printed = JSON.stringify([answer, spies.flatMap((spy) => spy.mock.calls)]);
      for (const spy of spies) spy.mockRestore();
      const kept = await test.dump();
      expect(kept).toContain('rec-1');
      for (const text of [printed, kept, String(answer[0]?.token)]) {
        expect(text).not.toContain(CANARY);
        expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 20));
      }
    });

    it.each([
      ['another recovery', { recovery: 'rec-2', gate: 'proof' }],
      ['another gate', { recovery: 'rec-1', gate: 'hold' }],
    ] as const)('does not open a token that was copied to %s', async (_, to) => {
      await test.gates.put('rec-1', 'proof', token());
      await test.copy({ recovery: 'rec-1', gate: 'proof' }, to);
      const error = await test.gates.list(to.recovery).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(AdapterError);
      expect(error).toMatchObject({ retryable: false });
      expect(String(error)).not.toContain(CANARY);
    });

    it.each([
      ['and not applied', 'before', []],
      ['but applied', 'after', [['proof', `${CANARY}-1`]]],
    ] as const)('survives a put that failed %s', async (_, fault, left) => {
      test.failNext(fault);
      const error = await test.gates.put('rec-1', 'proof', token()).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: AdapterError.name, retryable: true });
      expect(String(error)).not.toContain(CANARY);
      expect(await listed('rec-1')).toEqual(left);
      await test.gates.put('rec-1', 'proof', token());
      expect(await listed('rec-1')).toEqual([['proof', `${CANARY}-1`]]);
    });

    it.each([
      ['and not applied', 'before', 1],
      ['but applied', 'after', 0],
    ] as const)('survives a removal that failed %s', async (_, fault, left) => {
      await test.gates.put('rec-1', 'proof', token());
      test.failNext(fault);
      await expect(test.gates.remove('rec-1', 'proof', token())).rejects.toMatchObject({ retryable: true });
      expect(await listed('rec-1')).toHaveLength(left);
      await test.gates.remove('rec-1', 'proof', token());
      expect(await listed('rec-1')).toEqual([]);
    });
  });
}
