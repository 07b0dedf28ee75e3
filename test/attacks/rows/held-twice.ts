import type { Reply } from '../../../local/serve/api.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Parts that only the token or only the record names (rule 6). */

interface Use {
  readonly part: string;
  /** A demo person with this part in the record. */
  readonly holder: string;
  /** The group of the part. */
  readonly group: string;
  readonly commits: 0 | 1;
  readonly alerts?: Attack['alerts'];
  /** Uses the part; the stage is set first. */
  readonly stage: (world: AttackWorld) => Promise<(token: string) => Promise<Reply>>;
}

const reads = (path: string) => async (world: AttackWorld) => (token: string) => world.call(token, 'GET', path);

const USES: readonly Use[] = [
  {
    ...{ part: 'agent', holder: 'alex', group: 'agent', commits: 1 },
    stage: async (world) => {
      const account = await world.account();
      const body = { account, action: 'unlock', reason: 'she called', requester: 'person:jane', channel: 'phone' };
      return (token) => world.call(token, 'POST', '/recoveries', body);
    },
  },
  {
    ...{ part: 'verifier', holder: 'vera', group: 'verifier', commits: 1 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const seen = ['passport', 'employee-badge'];
      const body = { method: 'in-person', outcome: 'verified', seen, reference: 'log/1' };
      return (token) => world.call(token, 'POST', `/recoveries/${recovery}/proofs`, body);
    },
  },
  {
    ...{ part: 'approver', holder: 'ida', group: 'approver:identity', commits: 1 },
    stage: async (world) => {
      const { recovery, digest } = await world.approving('jane', await world.account());
      return (token) => world.call(token, 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
    },
  },
  {
    ...{ part: 'on-duty', holder: 'dana', group: 'on-duty', commits: 1, alerts: ['warning'] },
    stage: async (world) => {
      const until = new Date(Date.now() + 3_600_000).toISOString();
      return (token) => world.call(token, 'POST', '/threats', { until, reason: 'calls all over the place' });
    },
  },
  {
    ...{ part: 'administrator', holder: 'adam', group: 'admin', commits: 1, alerts: ['warning'] },
    stage: async (world) => {
      const short = world.fresh('newcomer');
      const person = {
        ...{ person: `person:${short}`, nature: 'human', name: short, subjects: [world.subject(short)] },
        ...{ addresses: [], ticketUsers: [], parts: [] },
      };
      return (token) => world.call(token, 'POST', '/registry/proposals', { person });
    },
  },
  { ...{ part: 'auditor', holder: 'otto', group: 'auditor', commits: 0 }, stage: reads('/ledger') },
  { ...{ part: 'reviewer', holder: 'rita', group: 'reviewer', commits: 0 }, stage: reads('/recoveries') },
  { ...{ part: 'custodian', holder: 'cora', group: 'custodian', commits: 0 }, stage: reads('/recoveries') },
];

/** Ken is an employee without any part in the record. */
const byTokenAlone = ({ part, group, commits, alerts = [], stage }: Use): Attack => ({
  ...{ tries: `act as ${part} by a group of the token alone`, against: 'rule 6', code: 'part-unregistered' },
  ...{ commits, alerts },
  stage: async (world) => {
    const use = await stage(world);
    const token = await world.token({ subject: 'local-ken', groups: [group] });
    return () => use(token);
  },
});

const byRecordAlone = ({ part, holder, commits, alerts = [], stage }: Use): Attack => ({
  ...{ tries: `act as ${part} by the record alone`, against: 'rule 6', code: 'group-missing', commits, alerts },
  stage: async (world) => {
    const use = await stage(world);
    const token = await world.token({ subject: `local-${holder}`, groups: [] });
    return () => use(token);
  },
});

export const HELD_TWICE: readonly Attack[] = [...USES.map(byTokenAlone), ...USES.map(byRecordAlone)];
