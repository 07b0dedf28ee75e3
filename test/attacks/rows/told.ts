import type { Attack } from '../attack.ts';

/** Attacks that people must hear of, and messages that must not help an attacker (rules 11, 13 and 18). */
export const TOLD: readonly Attack[] = [
  {
    ...{ tries: 'fail a proof of a standard account and hope that nobody hears of it', against: 'rule 18' },
    ...{ code: 'done', alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const failed = { method: 'in-person', outcome: 'failed', seen: ['passport'], reference: 'log/1' };
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, failed);
    },
  },
  {
    ...{ tries: 'get into a standard account before its owner takes a proof back', against: 'rule 18' },
    ...{ code: 'done', alerts: ['critical'], commits: 1 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const taken = { method: 'in-person', outcome: 'repudiated', seen: [], reference: 'log/1' };
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, taken);
    },
  },
];
