import { describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../lambdas/ports/ledger.ts';
import { type LedgerUnderTest, ledgerContract } from '../contracts/ledger.ts';
import { nextCommit, nextCommits } from './commits.ts';
import { type Faults, MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import type { Fault } from './watched-client.ts';

ledgerContract('MemoryLedger', async (): Promise<LedgerUnderTest> => {
  const rows: MemoryRows = new Map();
  let requests = 0;
  let next: Fault | 'none' = 'none';
  const faults: Faults = () => {
    requests += 1;
    const fault = next;
    next = 'none';
    return fault;
  };
  return {
    ledger: new MemoryLedger(faults, rows),
    failNext: (fault) => {
      next = fault;
    },
    requests: () => requests,
    alter: async (account, seq, change) => {
      const row = rows.get(account)?.[seq - 1];
      if (row !== undefined) rows.get(account)?.splice(seq - 1, 1, { ...row, ...change });
    },
    stop: async () => {},
  };
});

describe('MemoryLedger', () => {
  it('asks its faults once for every call, by the name of the method', async () => {
    const asked: (keyof Ledger)[] = [];
    const ledger = new MemoryLedger((operation) => {
      asked.push(operation);
      return 'none';
    });
    await ledger.head('a:b');
    await ledger.findCommand('a:b', 'cmd');
    await ledger.append(nextCommit('a:b'));
    await ledger.locate('rec');
    await ledger.read('a:b', { from: 1, limit: 1 });
    await ledger.readRecovery('a:b', 'rec');
    expect(asked).toEqual(['head', 'findCommand', 'append', 'locate', 'read', 'readRecovery']);
  });

  it('opens on the rows that another one has left, as after a restart', async () => {
    const rows: MemoryRows = new Map();
    const [first, second] = nextCommits('a:b', 2);
    if (first === undefined || second === undefined) throw new Error('two commits were asked for');
    await new MemoryLedger(undefined, rows).append(first);
    const reopened = new MemoryLedger(undefined, rows);
    expect(await reopened.head('a:b')).toEqual(first);
    expect(await reopened.append(second)).toBe('appended');
  });
});
