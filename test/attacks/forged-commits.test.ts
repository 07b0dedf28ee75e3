import { beforeEach, describe, expect, it } from '@jest/globals';
import { judge } from '../../bin/cli/ledger/judge.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import { verifyRecovery } from '../../lambdas/app/ledger/verified.ts';
import { relayRecords } from '../../lambdas/app/relay/records.ts';
import { relay } from '../../lambdas/app/relay/relay.ts';
import { LedgerCorrupt, type SignedCommit } from '../../lambdas/core/audit/commit.ts';
import { FAMILIES, WRITERS, writes } from '../../lambdas/core/audit/families.ts';
import { parseStored } from '../../lambdas/core/audit/verify.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { aStory } from '../support/commits.ts';
import { anNhiProfile } from '../support/fixtures.ts';
import { type Forgery, forgedAfter } from '../support/forgery.ts';
import { caughtLog } from '../support/http.ts';
import { relayWorld } from '../support/relay-world.ts';
import { KEYS } from '../support/signing.ts';
import { insertOf } from '../support/stream-records.ts';

/** Commits that a captured function writes by hand: signed with its own key, and with correct hashes. */

const JANE = 'cognito:jane';
const GRANTED: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };

let world = relayWorld();
let head: SignedCommit | undefined;

beforeEach(async () => {
  caughtLog();
  world = relayWorld();
  for (const commit of aStory(JANE)) {
    await world.ledger.append(commit);
    await relay(world.services, commit);
    head = commit;
  }
  world.workflow.started.clear();
  world.bus.published.length = 0;
});

/** The next commit as the captured function writes it. */
function forged(forgery: Omit<Forgery, 'stream'>): SignedCommit {
  head = forgedAfter(head, { stream: JANE, ...forgery });
  return head;
}

/** Stores a commit past every rule of the adapter, and lets the stream deliver it. */
async function put(commit: SignedCommit): Promise<void> {
  await world.ledger.append(commit);
  await relayRecords(world.services, { Records: [insertOf(commit)] }, () => 60_000);
}

const effects = () => [
  ...[world.workflow.started.size, world.workflow.stopped.size, world.workflow.resumed.length],
  ...[world.bus.published.length, world.notices.waiting.length],
];

/** The finding of an offline auditor in the rows of an export. */
const found = async () =>
  judge({ account: JANE, rows: await world.ledger.read(JANE, { from: 1, limit: 99 }), reported: undefined }, KEYS)
    .finding;

const COMMANDS = Object.keys(WRITERS) as readonly Command['type'][];
const PAIRS = COMMANDS.flatMap((command) => FAMILIES.map((family) => ({ command, family })));
const POLLUTED: StreamState = { ...INITIAL, profile: { current: anNhiProfile(), proposal: null } };

describe('a forged commit', () => {
  it.each(PAIRS.filter(({ family, command }) => !writes(family, command)))(
    '$command by $family: the next reader and the relay refuse it, it alerts, and ledger verify names it',
    async ({ family, command }) => {
      const before = effects();
      await put(forged({ family, command }));
      expect(effects()).toEqual(before);
      await expect(load(world.ledger, JANE)).rejects.toMatchObject({ corruption: 'family-not-allowed', seq: 6 });
      expect(world.alerts).toMatchObject([{ severity: 'critical', account: JANE, seq: 6 }]);
      expect(await found()).toEqual({ seq: 6, corruption: 'family-not-allowed' });
    },
  );

  it.each(PAIRS.filter(({ family, command }) => writes(family, command)))(
    '$command by $family, with an event of another command: the next reader and the relay refuse it',
    async ({ family, command }) => {
      const other: LedgerEvent = command === 'IssueGrant' ? { type: 'RecoveryClosed' } : GRANTED;
      const before = effects();
      await put(forged({ family, command, events: [other] }));
      expect(effects()).toEqual(before);
      await expect(load(world.ledger, JANE)).rejects.toMatchObject({ corruption: 'event-not-allowed', seq: 6 });
      expect(world.alerts).toHaveLength(1);
      expect(await found()).toEqual({ seq: 6, corruption: 'event-not-allowed' });
    },
  );

  it.each(PAIRS.filter(({ family, command }) => writes(family, command)))(
    '$command by $family, with a state that its events do not lead to: the relay and the execution refuse it',
    async ({ family, command }) => {
      const before = effects();
      await put(forged({ family, command, state: POLLUTED }));
      expect(effects()).toEqual(before);
      await expect(verifyRecovery(world.ledger, JANE, 'rec-1')).rejects.toMatchObject({
        ...{ name: LedgerCorrupt.name, corruption: 'state-altered', seq: 6 },
      });
      expect(world.alerts).toHaveLength(1);
      expect(await found()).toEqual({ seq: 6, corruption: 'state-altered' });
    },
  );

  it.each(FAMILIES)(
    'of a command that %s may write, signed by another key, is refused by the next reader',
    async (key) => {
      const family = key === 'people' ? 'workflow' : 'people';
      const command = family === 'people' ? 'StopRecovery' : 'CloseRecovery';
      await put(forged({ family, command, key }));
      await expect(load(world.ledger, JANE)).rejects.toMatchObject({ corruption: 'signature-wrong' });
      expect(world.alerts).toHaveLength(1);
    },
  );

  it.each(['recovery', 'command'] as const)('without its copy of the %s is refused, and alerts', async (name) => {
    const commit = forged({ family: 'people', command: 'StopRecovery' });
    const record = insertOf(commit);
    const { [name]: _gone, ...image } = record.dynamodb?.NewImage ?? {};
    const before = effects();
    const silent = { ...record, dynamodb: { ...record.dynamodb, NewImage: image } };
    await relayRecords(world.services, { Records: [silent] }, () => 60_000);
    expect(effects()).toEqual(before);
    expect(world.alerts).toMatchObject([{ what: ['tampering: the commit was copy-altered'] }]);
  });
});

describe('two forged commits in a row', () => {
  it.each(FAMILIES)(
    'by a captured function of %s: what stands on the first has no effect, however often it is told',
    async (family) => {
      const command = COMMANDS.find((one) => writes(family, one)) ?? 'RefuseIntake';
      const before = effects();
      await put(forged({ family, command, state: POLLUTED }));
      const second = forged({ family, command });
      await put(second);
      // The second verifies by itself, so readers continue from it: an honest function writes the third.
      expect(await load(world.ledger, JANE)).toMatchObject({ profile: { current: anNhiProfile() } });
      const third = forged({ family: 'people', command: 'StopRecovery' });
      await put(third);
      for (const commit of [second, third])
        await expect(relay(world.services, commit)).rejects.toMatchObject({ corruption: 'state-altered', seq: 6 });
      expect(effects()).toEqual(before);
      expect(world.alerts).toMatchObject([{ seq: 6 }]);
      expect(world.deadLetters.waiting).toEqual([6, 7, 8].map((seq) => ({ stream: JANE, seq })));
      await expect(verifyRecovery(world.ledger, JANE, 'rec-1')).rejects.toMatchObject({ seq: 6 });
      expect(await found()).toEqual({ seq: 6, corruption: 'state-altered' });
    },
  );
});

describe('what is not forged', () => {
  it('is verified from the last commit that was, also where records were lost between', async () => {
    const honest = [1, 2, 3].map(() => forged({ family: 'people', command: 'StopRecovery' }));
    for (const commit of honest) await world.ledger.append(commit);
    const [, , last] = honest;
    if (last === undefined) throw new Error('three were made');
    await relay(world.services, last);
    expect(world.views.streams.get(JANE)).toMatchObject({ seq: 8, hash: last.hash });
    expect(world.alerts).toEqual([]);
    const rows = await world.ledger.read(JANE, { from: 1, limit: 99 });
    expect(rows.map(parseStored)).toHaveLength(8);
    await expect(verifyRecovery(world.ledger, JANE, 'rec-1')).resolves.toBeUndefined();
  });
});
