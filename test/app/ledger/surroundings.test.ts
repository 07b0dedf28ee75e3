import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { surroundings, surroundingsOf } from '../../../lambdas/app/ledger/surroundings.ts';
import type { Actor, Command } from '../../../lambdas/core/recovery/state/commands.ts';
import { NO_REGISTRY_FACTS } from '../../../lambdas/core/recovery/state/decision.ts';
import type { Campaigns, CampaignWindow, Hand } from '../../../lambdas/ports/workspace.ts';
import { adoptPolicy } from '../../support/adopt.ts';
import { opens } from '../../support/deeds.ts';
import { ACTORS, anEnvelope, aPolicy, at, fixedSurroundings, NOW, PEOPLE, STAFF } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';
import { SIGNER } from '../../support/signing.ts';
import { worldAfter } from '../../support/specification.ts';

it('tells the time as the ledger writes it', () => {
  const before = Date.now();
  const now = surroundings.now();
  expect(now).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
});

it('makes ids of 26 letters and digits, using all of them, and never the same', () => {
  const ids = Array.from({ length: 1000 }, () => surroundings.newId());
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/);
  expect(new Set(ids).size).toBe(1000);
  expect(new Set(ids.join('')).size).toBe(32);
});

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const TRACES = { caller: 'pseudonym:calling', network: 'pseudonym:asking' } as const;
const { state } = worldAfter([opens({ agent: PEOPLE.agent, ...TRACES }, ACTORS.agent)]);
const ASSESS: Command = { type: 'AssessRecovery', directoryTier: null };

async function around(
  campaigns: Pick<Campaigns, 'counts'> | null,
  command: Command = ASSESS,
  then: (rows: MemoryRows) => void = () => undefined,
  actor: Actor = { by: 'workflow' },
) {
  const rows: MemoryRows = new Map();
  const ledger = new MemoryLedger(undefined, rows);
  const services = {
    ledger,
    campaigns,
    signer: SIGNER,
    surroundings: fixedSurroundings(),
    policy: { current: async () => aPolicy() },
  };
  await adoptPolicy(services);
  const declared = { name: 'campaign', at: NOW, until: at(3600) } as const;
  const report = anEnvelope(
    { type: 'ReportSignal', signal: declared },
    { stream: 'policy:active', recovery: null, actor: { by: 'signal-source', source: 'idp' } },
  );
  await submit(services, report);
  then(rows);
  return surroundingsOf(services, anEnvelope(command, { actor }), { state, now: NOW });
}

describe('a policy stream that a forged commit has stopped', () => {
  it('leaves the last good policy in force, and what was declared before', async () => {
    const forge = (rows: MemoryRows) => {
      const last = rows.get('policy:active')?.at(-1);
      if (last !== undefined) rows.get('policy:active')?.push({ ...last, seq: last.seq + 1, signature: 'AAAA' });
    };
    const { adopted, declared } = await around({ counts: async () => [] }, ASSESS, forge);
    expect([adopted, declared]).toEqual([aPolicy().digest, [{ name: 'campaign', at: NOW, until: at(3600) }]]);
    expect(lines.join('')).toContain('stream stopped');
  });
});

describe('what a plan is made with', () => {
  it('is the adopted policy, what was declared for everybody, whoever answers for the account, and the counters of whoever has a part in it', async () => {
    const asked: { readonly hands: readonly Hand[]; readonly window: CampaignWindow }[] = [];
    const counts: Campaigns['counts'] = async (hands, window) => {
      asked.push({ hands, window });
      return hands.map(({ by }) => ({ by, accounts: 7 }));
    };
    expect(await around({ counts })).toEqual({
      registry: { ...NO_REGISTRY_FACTS, people: STAFF.filter(({ person }) => person === PEOPLE.manager) },
      adopted: aPolicy().digest,
      declared: [{ name: 'campaign', at: NOW, until: at(3600) }],
      threats: [],
      campaign: [
        ...[
          'agent',
          'requester',
          'manager',
          'caller',
          'network',
          'false-call',
          'suspected-caller',
          'suspected-network',
        ].map((by) => ({ by, accounts: 7 })),
      ],
    });
    const hands: readonly Hand[] = [
      { by: 'agent', id: PEOPLE.agent },
      { by: 'requester', id: PEOPLE.jane },
      { by: 'manager', id: PEOPLE.manager },
      { by: 'caller', id: TRACES.caller },
      { by: 'network', id: TRACES.network },
    ];
    const suspects: readonly Hand[] = [
      { by: 'suspected-caller', id: TRACES.caller },
      { by: 'suspected-network', id: TRACES.network },
    ];
    const within = (days: number) => (hand: Hand) => ({ ...hand, since: at(-days * 86_400) });
    const counted = [
      ...[...hands, { by: 'false-call', id: 'anybody' } as const].map(within(1)),
      ...suspects.map(within(30)),
    ];
    expect(asked).toEqual([{ hands: counted, window: { now: NOW, except: ['cognito:jane', PEOPLE.jane] } }]);
  });

  it.each([
    ['cannot be read', { counts: () => Promise.reject(new Error('canary: no answer')) }],
    [
      'fail at once',
      {
        counts: () => {
          throw new Error('no answer');
        },
      },
    ],
    ['are not there', null],
  ])('says so where the counters %s, and goes on', async (_, campaigns) => {
    expect(await around(campaigns)).toMatchObject({ adopted: aPolicy().digest, campaign: null });
    expect(lines.some((line) => line.includes('counters unreadable'))).toBe(campaigns !== null);
  });

  it.each<Command>([
    { type: 'StartExecution', directoryTier: null },
    { type: 'ReviseRequest', requestedSeconds: 60, reason: 'less' },
  ])('is read again for $type', async (command) => {
    expect(await around({ counts: async () => [] }, command)).toMatchObject({ campaign: [] });
  });

  it('is read of a verifier who confirms, alone and with the caller and the network of the recovery (rule 10)', async () => {
    const asked: string[] = [];
    const counts: Campaigns['counts'] = async (hands) => {
      asked.push(...hands.map(({ by, id, since }) => `${by} ${id} ${since}`));
      return hands.map(({ by }) => ({ by, accounts: 1 }));
    };
    const proof = {
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'verified',
      reference: 'log/1',
      seen: [],
    } as const;
    const { campaign } = await around({ counts }, proof, undefined, ACTORS.verifier);
    expect(asked).toEqual([
      `verifier ${PEOPLE.verifier} ${at(-86_400)}`,
      `verifier-caller ${PEOPLE.verifier} ${TRACES.caller} ${at(-86_400)}`,
      `verifier-network ${PEOPLE.verifier} ${TRACES.network} ${at(-86_400)}`,
      `verifier-failed ${PEOPLE.verifier} ${at(-30 * 86_400)}`,
    ]);
    expect(campaign).toHaveLength(4);
    expect(await around({ counts }, proof, undefined, ACTORS.manager)).toMatchObject({ campaign: null });
  });

  it('is not read for what makes no plan', async () => {
    const nothing = { adopted: null, declared: [], threats: [], campaign: null, registry: NO_REGISTRY_FACTS };
    expect(await around({ counts: async () => [] }, { type: 'CloseRecovery' })).toEqual(nothing);
  });
});
