import { afterEach, describe, expect, it } from '@jest/globals';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { type Circumstances, cli } from '../../../support/cli.ts';
import { aStory, type Story } from '../../../support/cli-story.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../../support/fake-service.ts';

const READ = 'GET /recoveries/rec-1';
const SIGN = 'POST /recoveries/rec-1/countersignatures';
const SIGNED = { recovery: 'rec-1', status: 'approved', seq: 6, repeated: false, warnings: [] };

let service: FakeService | undefined;

/** What the approver sees and what the service then gets. */
async function approving(
  answer: unknown,
  argv: readonly string[],
  circumstances: Circumstances & { readonly reply?: Scripted } = {},
) {
  service = await fakeService({ [READ]: { body: answer }, [SIGN]: circumstances.reply ?? { body: SIGNED } });
  const ran = await cli(['recoveries', 'approve', 'rec-1', ...argv], { ...circumstances, url: service.url });
  const sent = service.seen.filter(({ line }) => line === SIGN).map(({ body }) => body);
  return { ...ran, sent, lines: service.seen.map(({ line }) => line) };
}

afterEach(async () => {
  await service?.close();
  expect(service?.complaints).toEqual([]);
});

describe('recoveries approve', () => {
  it('reads the plan out, asks, and countersigns the digest of what it has shown', async () => {
    const story = await aStory();
    const { code, out, sent, asked } = await approving(story.answer, [], {
      tty: true,
      types: ['y'],
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(0);
    expect(asked).toEqual(['Countersign this plan? [y/N] ']);
    expect(out).toContain('because       "lost my password"');
    expect(out).toContain('It acts on `jane` through cognito, and ends 1 hour after it was executed.');
    expect(out).toContain(
      'in-person verified by person:vera-verifier, who saw passport and employee-badge, kept at badge-log/4711',
    );
    expect(out).toContain(`digest ${story.digest}`);
    expect(sent).toEqual([{ digest: story.digest }]);
    expect(out).toContain('This is recorded as commit 6. Recovery rec-1 is approved and waits for its execution.\n');
  });

  it.each([[['n']], [['']], [['yeah, no']], [[]]])('countersigns nothing after the answer %p', async (types) => {
    const { code, sent, err } = await approving((await aStory()).answer, [], { tty: true, types });
    expect(code).toBe(1);
    expect(sent).toEqual([]);
    expect(err).toContain('nothing has been done');
  });

  it('shows the plan and does not ask with --yes', async () => {
    const { answer, digest } = await aStory();
    const { code, asked, sent, out } = await approving(answer, ['--yes']);
    expect([code, asked, sent]).toEqual([0, [], [{ digest }]]);
    expect(out).toContain('Approval, within 2 hours: 1 approver of group identity.');
  });

  it('neither guesses nor sends anything where nobody can be asked', async () => {
    const { code, lines, err } = await approving((await aStory()).answer, []);
    expect([code, lines]).toEqual([2, []]);
    expect(err).toContain('`--digest`');
  });

  it('sends a digest that was read before as it is where nobody is asked', async () => {
    const digest = 'a'.repeat(64);
    const { code, lines, sent } = await approving((await aStory()).answer, ['--digest', digest]);
    expect([code, lines, sent]).toEqual([0, [READ, SIGN], [{ digest }]]);
  });

  it('asks about a digest that was read before only if the plan still has it; otherwise the service refuses', async () => {
    const { answer, digest } = await aStory();
    const reply = aProblem(409, 'digest-mismatch', { current: digest });
    const terminal = { tty: true, types: ['y'] };
    const other = await approving(answer, ['--digest', 'a'.repeat(64)], { ...terminal, reply });
    expect([other.code, other.asked, other.sent]).toEqual([1, [], [{ digest: 'a'.repeat(64) }]]);
    await service?.close();
    const same = await approving(answer, ['--digest', digest], terminal);
    expect([same.code, same.asked.length, same.sent]).toEqual([0, 1, [{ digest }]]);
  });

  it('keeps standard output for JSON with --json', async () => {
    const { code, out, err } = await approving((await aStory()).answer, ['--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(SIGNED);
    expect(err).toContain('It acts on `jane`');
  });

  type Altered = (story: Story) => object;
  const LIES: readonly (readonly [string, Altered])[] = [
    ['a digest of something else', ({ answer }) => ({ ...answer, digest: 'b'.repeat(64) })],
    ['no digest', ({ answer }) => ({ ...answer, digest: null })],
    ['a plan with another duration', (story) => withPlan(story, { grant: 60 })],
    ['a plan for another target', (story) => withPlan(story, { target: 'harmless' })],
    ['a plan that has no digest', (story) => withPlan(story, { grant: 0.5 })],
    ['the proofs of somebody else', ({ answer, recovery }) => ({ ...answer, recovery: { ...recovery, proofs: [] } })],
    ['another recovery, with its own digest', anotherRecovery],
    [
      'another action in its heading',
      ({ answer, recovery }) => ({ ...answer, recovery: { ...recovery, action: 'unlock' } }),
    ],
    ['another account in its heading', ({ answer }) => ({ ...answer, account: 'cognito:joe' })],
  ];
  function anotherRecovery({ answer, recovery }: Story): object {
    const other = { ...recovery, id: 'rec-2' };
    const digest = recovery.plan === null ? null : planDigest(other.id, recovery.plan, recovery.proofs);
    return { ...answer, recovery: other, digest };
  }
  const withPlan = ({ answer, recovery }: Story, over: object) => ({
    ...answer,
    recovery: { ...recovery, plan: { ...recovery.plan, ...over } },
  });

  it.each(LIES)('countersigns nothing where the service shows %s', async (_, altered) => {
    const { code, sent, err } = await approving(altered(await aStory()), ['--yes']);
    expect([code, sent]).toEqual([4, []]);
    expect(err).toContain('plan-not-intact');
  });

  it.each([
    ['has no plan yet', ({ answer, recovery }: Story) => ({ ...answer, recovery: { ...recovery, plan: null } })],
    ['has ended', ({ answer }: Story) => ({ ...answer, end: 'stopped' })],
  ])('countersigns nothing of a recovery that %s', async (_, altered) => {
    const { code, sent, err } = await approving(altered(await aStory()), ['--yes']);
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('there is no plan to countersign');
  });
});
