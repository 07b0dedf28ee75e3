import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import {
  batchContent,
  batchDigest,
  batchStream,
  inOrder,
  type Batch as Proposed,
  type RowRecord,
  seenOfBatch,
} from '../../../lambdas/core/registry/batch.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { inclusionPath } from '../../../lambdas/core/values/merkle.ts';
import { NAMES } from '../../../local/start/environment.ts';
import type { Attack } from '../attack.ts';
import { forge } from '../forging.ts';
import type { AttackWorld } from '../world.ts';

/** Many records at once without two administrators who agree on exactly these (rule 6). */

const newcomer = (world: AttackWorld, over: Partial<Person> = {}): Person => {
  const short = world.fresh('row');
  return {
    ...{ person: `person:${short}`, name: short, nature: 'human', subjects: [world.subject(`sub-${short}`)] },
    ...{ addresses: [], ticketUsers: [], parts: [] },
    ...over,
  };
};

const batchOf = (records: readonly RowRecord[]) => {
  const ordered = inOrder(records, (one) => one);
  const { content, tree } = batchContent(ordered);
  const digest = batchDigest(content);
  return { content, tree, ordered, digest, stream: batchStream(digest) };
};
type Batch = ReturnType<typeof batchOf>;

const upload = (world: AttackWorld, { digest, ordered }: Pick<Batch, 'digest' | 'ordered'>, who = 'adam') =>
  world.call(who, 'POST', '/registry/proposals', { rows: { digest, from: 0, records: ordered } });
const propose = (world: AttackWorld, { content }: Pick<Batch, 'content'>, who = 'adam') =>
  world.call(who, 'POST', '/registry/proposals', { batch: content });
const confirm = (world: AttackWorld, who: string, { stream, digest }: Batch, seen?: string) =>
  world.call(who, 'POST', '/registry/confirmations', { stream, digest, ...(seen === undefined ? {} : { seen }) });

/** What an administrator reads of the proposal that waits. */
async function readBy(world: AttackWorld, who: string, { stream }: Batch): Promise<string> {
  const { body } = await world.call(who, 'GET', `/registry/proposals/${encodeURIComponent(stream)}`);
  const [{ proposed: value, by, at }] = body['proposals'] as [{ proposed: Proposed; by: string; at: string }];
  return seenOfBatch({ value, by, at });
}

async function proposed(world: AttackWorld, records: readonly RowRecord[]): Promise<Batch> {
  const batch = batchOf(records);
  await upload(world, batch);
  await propose(world, batch);
  return batch;
}

/** Whoever may write to the workspace puts another row in place of the first. */
async function changed(world: AttackWorld, { digest }: Batch): Promise<void> {
  const rows = [newcomer(world, { parts: ['admin'] })];
  const chunk = { from: 0, rows, at: new Date().toISOString(), fresh: 1, changing: 0, same: 0, apart: [] };
  const key = { pk: { S: `batch#${digest}#person:adam` }, sk: { S: '00000000' } };
  const Item = { ...key, value: { S: JSON.stringify(chunk) } };
  await world.system.aws.dynamodb.unguarded('PutItem', { TableName: NAMES.workspace, Item });
}

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 6', alerts: ['warning'], commits: 1 },
  ...row,
});

export const BATCHES: readonly Attack[] = [
  refused({
    ...{ tries: 'confirm a batch that one has proposed oneself', code: 'same-proposer' },
    stage: async (world) => {
      const batch = await proposed(world, [newcomer(world), newcomer(world)]);
      const seen = await readBy(world, 'adam', batch);
      return () => confirm(world, 'adam', batch, seen);
    },
  }),
  refused({
    ...{ tries: 'propose a batch of other rows than those that were looked at', code: 'batch-invalid' },
    stage: async (world) => {
      const [looked, other] = [newcomer(world), newcomer(world, { parts: ['admin'] })];
      const { content, digest } = batchOf([other]);
      await upload(world, { digest, ordered: [looked] });
      return () => propose(world, { content });
    },
  }),
  refused({
    ...{ tries: 'put a second person with the mailbox of Jane into a batch', code: 'batch-invalid' },
    stage: async (world) => {
      const batch = batchOf([newcomer(world), newcomer(world, { addresses: ['Jane+y@EXAMPLE.com'] })]);
      return async () => {
        await upload(world, batch);
        return propose(world, batch);
      };
    },
  }),
  refused({
    // The confirmation rings, and the refusal is a commit too. Nothing is applied of rows that are not those that two administrators agreed on.
    ...{ tries: 'change a row of a batch after its proposal', code: 'batch-invalid', alerts: ['critical'] },
    commits: 2,
    stage: async (world) => {
      const batch = await proposed(world, [newcomer(world)]);
      await changed(world, batch);
      const seen = await readBy(world, 'ada', batch);
      return () => confirm(world, 'ada', batch, seen);
    },
  }),
  refused({
    ...{ tries: 'confirm a batch without having read what its rows are', code: 'batch-unseen' },
    stage: async (world) => {
      const batch = await proposed(world, [newcomer(world)]);
      return () => confirm(world, 'ada', batch);
    },
  }),
  refused({
    ...{ tries: 'have a batch confirmed by what was read of an earlier proposal of it', code: 'batch-unseen' },
    stage: async (world) => {
      const batch = await proposed(world, [newcomer(world)]);
      const seen = await readBy(world, 'ada', batch);
      await propose(world, batch);
      return () => confirm(world, 'ada', batch, seen);
    },
  }),
  refused({
    // Proposal and confirmation ring, and so does the row that is refused by name: the part stays away.
    ...{
      tries: 'bring back a part that was taken, by rows that were looked at before that',
      code: 'part-unregistered',
    },
    ...{ alerts: ['warning', 'critical', 'warning', 'warning'], commits: 4 },
    stage: async (world) => {
      const person = newcomer(world, { parts: ['admin'] });
      await world.register({ stream: person.person, body: { person } });
      const batch = batchOf([person]);
      await upload(world, batch);
      await world.register({ stream: person.person, body: { person: { ...person, parts: [] } } });
      const [subject = ''] = person.subjects;
      const token = await world.token({ subject: subject.replace(/^[^|]*\|/, ''), groups: ['admin'] });
      return async () => {
        await propose(world, batch);
        await confirm(world, 'ada', batch, await readBy(world, 'ada', batch));
        return world.call(token, 'POST', '/registry/proposals', { person: newcomer(world) });
      };
    },
  }),
  refused({
    // Nothing of it reaches the batch of the others, which is proposed.
    ...{ tries: 'block a batch by rows behind its end, as a third administrator', code: 'done', commits: 1 },
    stage: async (world) => {
      const { token } = await world.person(['admin'], { parts: ['admin'] });
      const batch = batchOf([newcomer(world)]);
      await upload(world, batch);
      return async () => {
        for (const from of [0, 1]) {
          const rows = { digest: batch.digest, from, records: [newcomer(world)] };
          await world.call(token, 'POST', '/registry/proposals', { rows });
        }
        return propose(world, batch);
      };
    },
  }),
  refused({
    // It is confirmed, and its rows are gone: as after a crash in the middle.
    ...{ tries: 'propose a batch again while its confirmer applies it', code: 'proposal-waiting' },
    stage: async (world) => {
      const { token } = await world.person(['admin'], { parts: ['admin'] });
      const batch = await proposed(world, [newcomer(world)]);
      await changed(world, batch);
      await confirm(world, 'ada', batch, await readBy(world, 'ada', batch));
      return async () => {
        await upload(world, batch, token);
        return propose(world, batch, token);
      };
    },
  }),
  refused({
    // The relay refuses the commit, and rings; nobody can sign in by it. The call of the stranger leaves the other commit.
    ...{
      tries: 'sign in by a forged row of a batch that nobody confirmed',
      code: 'person-unknown',
      against: 'signed commits',
    },
    ...{ alerts: ['warning', 'critical', 'warning'], commits: 2 },
    stage: async (world) => {
      const person = newcomer(world, { parts: ['admin'] });
      const batch = await proposed(world, [person]);
      const token = await world.token({
        subject: (person.subjects[0] ?? '').replace(/^[^|]*\|/, ''),
        groups: ['admin'],
      });
      return async () => {
        const forgery = { account: person.person, family: 'registry', command: 'ApplyRow' } as const;
        // The relay has worked it when the world is quiet again.
        await world.traced(async () => {
          await forge(world, { ...forgery, events: rowOf(batch, person) });
          return { status: 200, body: {} };
        });
        return world.call(token, 'POST', '/registry/proposals', { person: newcomer(world) });
      };
    },
  }),
];

/** The row as a captured function would apply it, with a proof that leads to the batch. */
function rowOf({ content, tree, stream }: Batch, person: Person): readonly LedgerEvent[] {
  const digest = digestOf(person);
  const place = { index: 0, path: inclusionPath(tree, 0), confirmed: 1, lookedAt: new Date().toISOString() };
  return [
    { type: 'RowApplied', row: { ...content, ...place, batch: stream, replaces: false } },
    { type: 'PersonProposed', person, by: 'person:adam', digest, claims: [], lookAlikes: [] },
    { type: 'PersonConfirmed', by: 'person:ada', digest },
  ];
}
