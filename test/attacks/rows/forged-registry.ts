import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { BOOTSTRAP_STREAM } from '../../../lambdas/core/registry/bootstrap.ts';
import { identityStream } from '../../../lambdas/core/registry/identity.ts';
import type { Reply } from '../../../local/serve/api.ts';
import type { Attack } from '../attack.ts';
import { forge } from '../forging.ts';
import type { AttackWorld } from '../world.ts';

/** Forged commits on the streams that are no account: each stops and rings, and goes on after two administrators void it. */

const GRANTED: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };

/** A stream, and a use of it that its forged commit stops. */
interface Kind {
  readonly name: string;
  readonly stage: (world: AttackWorld) => Promise<{
    readonly stream: string;
    readonly use: () => Promise<Reply>;
    readonly meanwhile?: () => Promise<Reply>;
  }>;
  /** What the use comes to after the voiding: its code, its commits with those of the refused one, and its alerts. */
  readonly goesOn: Pick<Attack, 'alerts'> & { readonly commits: number; readonly code?: string };
}

const newcomer = (world: AttackWorld) => {
  const short = world.fresh('newcomer');
  const person = { person: `person:${short}`, name: short, nature: 'human', subjects: [world.subject(`sub-${short}`)] };
  return { ...person, addresses: [], ticketUsers: [], parts: [] };
};

const proposes = (world: AttackWorld, body: object) => world.call('adam', 'POST', '/registry/proposals', body);

const KINDS: readonly Kind[] = [
  {
    name: 'of the policy',
    stage: async (world) => {
      const account = await world.account();
      const { policy } = world.system;
      return {
        ...{ stream: 'policy:active', use: () => proposes(world, { policy }) },
        // The last good policy stays in force.
        meanwhile: () =>
          world.call('jane', 'POST', '/recoveries', { account, action: 'reset-password', reason: 'forgot it' }),
      };
    },
    goesOn: { alerts: ['warning'], commits: 2 },
  },
  {
    name: 'of the bootstrap',
    stage: async (world) => {
      const [ada, adam] = ['ada', 'adam'].map((short) => ({
        ...{
          person: `person:${short}-second`,
          name: short,
          nature: 'human',
          subjects: [world.subject(`sub-${short}-2`)],
        },
        ...{ addresses: [], ticketUsers: [], parts: ['admin'] },
      }));
      return { stream: BOOTSTRAP_STREAM, use: () => world.operates('bootstrap', { administrators: [ada, adam] }) };
    },
    goesOn: { alerts: ['warning'], commits: 1, code: 'registry-not-empty' },
  },
  {
    name: 'of a person',
    stage: async (world) => {
      const { person } = await world.person([]);
      const record = { ...newcomer(world), person };
      return { stream: person, use: () => proposes(world, { person: record }) };
    },
    goesOn: { alerts: ['warning'], commits: 3 },
  },
  {
    name: 'of an identity',
    stage: async (world) => {
      const person = newcomer(world);
      const stream = identityStream(`subject:${person.subjects[0] ?? ''}`);
      return { stream, use: () => proposes(world, { person }) };
    },
    goesOn: { alerts: ['warning'], commits: 2 },
  },
];

/** By HTTP, and the name of the error that an invoked function throws. */
const STOPPED: readonly string[] = ['stream-stopped', 'LedgerCorrupt'];

/** Two forged commits in a row by a captured function of people; whoever uses the stream is refused until both are voided. */
const stoppedAndVoided = ({ name, stage, goesOn }: Kind): Attack => ({
  ...{
    tries: `stop the stream ${name} with two forged commits`,
    against: 'signed commits',
    code: goesOn.code ?? 'done',
  },
  ...{
    alerts: ['critical', 'critical', 'critical', 'critical', 'critical', ...goesOn.alerts],
    commits: 5 + goesOn.commits,
  },
  stage: async (world) => {
    const { stream, use, meanwhile } = await stage(world);
    return async () => {
      const forging = { account: stream, family: 'people', command: 'StopRecovery', events: [GRANTED] } as const;
      const from = await forge(world, forging);
      const to = await forge(world, forging);
      const { reply: refused } = await world.traced(use);
      if (!STOPPED.includes(String(refused.body['code']))) return refused;
      const went = (await meanwhile?.()) ?? refused;
      if (meanwhile !== undefined && went.status >= 300) return went;
      const { body } = await proposes(world, { void: { stream, from, to } });
      const voided = await world.call('ada', 'POST', '/registry/confirmations', body);
      return voided.status >= 300 ? voided : use();
    };
  },
});

export const FORGED_REGISTRY: readonly Attack[] = KINDS.map(stoppedAndVoided);
