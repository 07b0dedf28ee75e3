import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { executeRecovery, revokeGrant } from '../../../../lambdas/app/workflow/execution.ts';
import type { Family } from '../../../../lambdas/core/audit/families.ts';
import type { Command } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { cli } from '../../../support/cli.ts';
import { REF } from '../../../support/execution-world.ts';
import { forgedAfter } from '../../../support/forgery.ts';
import { HandWorld, handOf } from '../../../support/hand-world.ts';
import { PUBLISHED } from '../../../support/signing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-unworked-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `ledger verify --file` of an export of everything. */
async function verified({ rows }: HandWorld) {
  const lines = [...rows].flatMap(([account, commits]) => {
    const { seq = 0, hash } = commits.at(-1) ?? {};
    return [{ account, seq, hash }, ...commits];
  });
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { code, out } = await cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
  return { code, out };
}

interface Put {
  readonly family: Family;
  readonly command: Command['type'];
  readonly by?: 'nora' | 'nils' | 'paul';
}

async function puts(world: HandWorld, { family, command, by }: Put, event: object): Promise<void> {
  const head = await world.memory.head(REF.account);
  const actor = by === undefined ? {} : { actor: handOf(by) };
  const about = { stream: REF.account, family, command, ...actor, at: world.surroundings.now() };
  await world.memory.append(forgedAfter(head, { ...about, events: [event as LedgerEvent] }));
}

async function waiting(): Promise<HandWorld> {
  const world = await HandWorld.approved();
  await executeRecovery(world.services, REF).catch(() => undefined);
  return world;
}

async function ending(): Promise<HandWorld> {
  const world = await (await waiting()).worked();
  await executeRecovery(world.services, REF);
  world.surroundings.advance(3600);
  await revokeGrant(world.services, REF, 'workflow').catch(() => undefined);
  return world;
}

const GRANTED = { type: 'GrantIssued', reference: 'x/1', claimable: false, evidence: {} };

describe('ledger verify, offline, of work by hand', () => {
  it('is intact where two operators signed for the beginning and for the end', async () => {
    const world = await (await ending()).worked('revoke');
    await revokeGrant(world.services, REF, 'workflow');
    expect(await verified(world)).toEqual({ code: 0, out: expect.stringMatching(/^intact: /) });
  });

  it.each<[string, (world: HandWorld) => Promise<void>, string]>([
    [
      'a grant that began without anybody',
      (world) => puts(world, { family: 'workflow', command: 'IssueGrant' }, GRANTED),
      '(unworked)',
    ],
    [
      'a grant that began when only one had signed',
      async (world) => {
        await world.reports('nora');
        await puts(world, { family: 'workflow', command: 'IssueGrant' }, GRANTED);
      },
      '(unworked)',
    ],
    [
      'a report that its person did not sign',
      (world) =>
        puts(
          world,
          { family: 'people', command: 'ReportWork', by: 'nora' },
          { type: 'WorkReported', stage: 'perform', by: 'person:nora', reference: 'x/1', note: 'x' },
        ),
      'person:nora did not sign this work by hand (missing)',
    ],
    [
      'a confirmation that its person did not sign',
      async (world) => {
        await world.reports('nora');
        const { report, note } = await world.confirming();
        const event = { type: 'WorkConfirmed', stage: 'perform', by: 'person:nils', report, note };
        await puts(world, { family: 'people', command: 'ConfirmWork', by: 'nils' }, event);
      },
      'person:nils did not sign this confirmation of work by hand (missing)',
    ],
    [
      'work of somebody who was no operator',
      async (world) => {
        const said = { stage: 'perform', reference: 'x/1', note: 'x' } as const;
        const signed = world.signs('paul', { type: 'ReportWork', ...said });
        const event = { type: 'WorkReported', by: 'person:paul', ...said, signed };
        await puts(world, { family: 'people', command: 'ReportWork', by: 'paul' }, event);
      },
      'person:paul was no operator at the time of this work by hand (not-operator)',
    ],
    [
      'a grant on a confirmation by the same person',
      async (world) => {
        await world.reports('nora');
        const command = await world.confirming();
        const { report, note } = command;
        const signed = world.signs('nora', command);
        const event = { type: 'WorkConfirmed', stage: 'perform', by: 'person:nora', report, note, signed };
        await puts(world, { family: 'people', command: 'ConfirmWork', by: 'nora' }, event);
        await puts(world, { family: 'workflow', command: 'IssueGrant' }, GRANTED);
      },
      '(unworked)',
    ],
  ])('names %s', async (_, forges, named) => {
    const world = await waiting();
    await forges(world);
    expect(await verified(world)).toEqual({ code: 4, out: expect.stringContaining(named) });
  });

  it('names an end that nobody made', async () => {
    const world = await ending();
    const event = { type: 'RevocationConfirmed', evidence: {} };
    await puts(world, { family: 'timers', command: 'ConfirmRevocation' }, event);
    expect(await verified(world)).toEqual({ code: 4, out: expect.stringContaining('(unworked)') });
  });
});
