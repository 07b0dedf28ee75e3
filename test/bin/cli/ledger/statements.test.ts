import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { type DelegationOrder, digestOfDelegation } from '../../../../lambdas/core/registry/delegation.ts';
import { cli } from '../../../support/cli.ts';
import { REF } from '../../../support/execution-world.ts';
import { ACTORS, at, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { FORGED_APPROVALS } from '../../../support/forged-approvals.ts';
import { BESIDE_A_DECISION } from '../../../support/forged-decisions.ts';
import { halfApproved, ONE, TWO } from '../../../support/forged-statements.ts';
import { forgedAfter } from '../../../support/forgery.ts';
import { SightingWorld } from '../../../support/sighting-world.ts';
import { PUBLISHED } from '../../../support/signing.ts';
import { StatementWorld } from '../../../support/statement-world.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-statements-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** `ledger verify --file` of an export of everything, without the streams that are left out. */
function verified({ rows }: StatementWorld, without: readonly string[] = []) {
  const streams = [...rows].filter(([account]) => !without.includes(account));
  const lines = streams.flatMap(([account, commits]) => {
    const { seq = 0, hash } = commits.at(-1) ?? {};
    return [{ account, seq, hash }, ...commits];
  });
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
}

const ORDER = { to: PEOPLE.agent, groups: ['identity'], until: at(86_400), reason: 'on leave' };

/** A delegation of the first approver, written by hand as the people's functions would, with what they signed. */
async function delegated(world: StatementWorld, signed: unknown): Promise<void> {
  const stream = PEOPLE[ONE];
  const delegation = { ...ORDER, id: 'delegation-1', at: NOW };
  const given = { type: 'DelegationGiven', delegation, signed } as LedgerEvent;
  const by = { stream, recovery: null, family: 'people', command: 'Delegate', actor: ACTORS[ONE], at: NOW } as const;
  await world.ledger.append(forgedAfter(await world.ledger.head(stream), { ...by, events: [given] }));
}

/** What the first approver signs for a delegation. */
const signsFor = (world: StatementWorld, order: DelegationOrder, over: object = {}) =>
  world.signs(ONE, {
    ...{ kind: 'delegate', stream: PEOPLE[ONE], recovery: null, digest: digestOfDelegation(order), ...over },
  });

describe('ledger verify, offline, of what approvers lent', () => {
  it('is intact where the giver signed exactly that', async () => {
    const world = await StatementWorld.begin();
    await delegated(world, await signsFor(world, ORDER));
    const { code, out } = await verified(world);
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each<[string, (world: StatementWorld) => Promise<unknown>]>([
    ['nothing', async () => undefined],
    ['a statement to another person', (world) => signsFor(world, { ...ORDER, to: PEOPLE.jane })],
    ['a statement that ends earlier', (world) => signsFor(world, { ...ORDER, until: at(3600) })],
    ['a statement on another stream', (world) => signsFor(world, ORDER, { stream: PEOPLE[TWO] })],
  ])('names a delegation with %s beside it', async (_, forge) => {
    const world = await StatementWorld.begin();
    await delegated(world, await forge(world));
    const { code, out } = await verified(world);
    expect(code).toBe(4);
    expect(out).toContain(`of \`${PEOPLE[ONE]}\`: ${PEOPLE[ONE]} did not sign this delegation`);
  });
});

describe('ledger verify, offline, of what verifiers signed', () => {
  it.each(BESIDE_A_DECISION)('names a sighting with %s beside it', async (_, forge) => {
    const seen = await SightingWorld.begin();
    const seq = await seen.forges(await forge(seen));
    const { code, out } = await verified(seen.world);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`${REF.account}\`: ${PEOPLE.secondVerifier} did not sign this proof`);
  });
});

describe('ledger verify, offline, of what approvers signed', () => {
  it('is intact where every approver signed', async () => {
    const { code, out } = await verified(await (await StatementWorld.begin()).approved());
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each(FORGED_APPROVALS)('names $what', async ({ does, named }) => {
    const world = await halfApproved();
    const before = (await world.ledger.head(REF.account))?.commit.seq ?? 0;
    await does(world);
    const { code, out } = await verified(world);
    expect([code, out]).toEqual([4, expect.stringContaining(named)]);
    const places = [...out.matchAll(/ {2}commit (\d+) of `cognito:jane`/g)].map(([, seq]) => Number(seq));
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((seq) => seq < before)).toEqual([]);
  });

  it('is intact after a passkey was taken out: it counted then', async () => {
    const world = await (await StatementWorld.begin()).approved();
    world.surroundings.advance(1);
    await world.enrol(TWO);
    expect((await verified(world)).code).toBe(0);
  });

  it('is not intact where the record of an approver is missing', async () => {
    const world = await (await StatementWorld.begin()).approved();
    const { code, out } = await verified(world, [PEOPLE[TWO]]);
    expect([code, out]).toEqual([4, expect.stringContaining(`nobody can tell whether ${PEOPLE[TWO]} signed`)]);
  });
});
