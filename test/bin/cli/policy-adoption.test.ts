import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { differenceOf, summaryOf } from '../../../lambdas/core/policy/adopting.ts';
import type { RegistryCommand } from '../../../lambdas/core/recovery/state/commands.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { cli } from '../../support/cli.ts';
import { CliRegistry } from '../../support/cli-registry.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { ACTORS, NOW } from '../../support/fixtures.ts';

const STREAM = 'policy:active';
const PROPOSE = 'POST /registry/proposals';
const CONFIRM = 'POST /registry/confirmations';
const LEDGER = `GET /ledger/${encodeURIComponent(STREAM)}?from=1&limit=100`;

const granting = (grant: string): string => `name: small
groups: [identity, security]
controls: [{ id: proving, title: Proving, owner: head of identity, maps: [] }]
rules:
  - id: base
    control: proving
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: ${grant} }
`;
const compiled = (grant: string) => {
  const { policy, digest, json } = compilePolicy(granting(grant), 'small.yaml', NOW);
  return { ...policy, digest, json };
};
const adoptionOf = ({ name, digest, json }: ReturnType<typeof compiled>) => ({ name, digest, text: json });
const [OLD, LONGER] = [compiled('1h'), compiled('2h')];
const propose = (policy: typeof OLD): RegistryCommand => ({ type: 'ProposePolicy', adoption: adoptionOf(policy) });
const withoutText = ({ json: _, ...policy }: typeof OLD) => policy;
const DIFFERENCE = differenceOf({ before: withoutText(OLD), after: withoutText(LONGER), now: NOW });
const SUMMARY = summaryOf(DIFFERENCE);
/** Digest of the proposal. */
const DIGEST = digestOf({ name: LONGER.name, digest: LONGER.digest });

let service: FakeService | undefined;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-adoption-'));
  file = join(folder, 'small.yaml');
  writeFileSync(file, granting('2h'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

async function policy(script: Script, argv: readonly string[], person: { readonly types?: readonly string[] } = {}) {
  service = await fakeService(script);
  return cli(['policy', ...argv], { ...person, tty: person.types !== undefined, url: service.url });
}

const sent = (line: string) => service?.seen.filter((one) => one.line === line).map(({ body }) => body);

async function inForce(...others: readonly RegistryCommand[]): Promise<CliRegistry> {
  const registry = new CliRegistry();
  await registry.registers(STREAM, propose(OLD));
  for (const command of others) await registry.does(ACTORS.admin, STREAM, command);
  return registry;
}

const SHOWN = [
  'WEAKER than the policy before\nunlock of human accounts (',
  '\n  grant        1 hour -> 2 hours\n  for example  unlock of standard human',
  ' requests that the policies can tell apart change: 1 weaker, 0 stricter, 0 different\n',
  `\n  seen ${SUMMARY.digest}\n`,
];

describe('policy propose', () => {
  const answered = { body: { stream: STREAM, digest: DIGEST, difference: SUMMARY } };

  it('shows how the policy differs from the one in force, and proposes its text', async () => {
    const script = { ...(await inForce()).script(STREAM), [PROPOSE]: answered };
    const { code, out, err } = await policy(script, ['propose', file]);
    expect([code, err]).toEqual([0, '']);
    for (const text of SHOWN) expect(out).toContain(text);
    expect(out).toContain(`Proposed for ${STREAM}, digest ${DIGEST}.\n`);
    expect(out).toContain('Next, another administrator: npx countersign policy confirm\n');
    expect(sent(PROPOSE)).toEqual([{ policy: adoptionOf(LONGER) }]);
  });

  it('is what `registry propose` does with a policy', async () => {
    service = await fakeService({ ...(await inForce()).script(STREAM), [PROPOSE]: answered });
    const { out } = await cli(['registry', 'propose', '--file', file], { url: service.url });
    expect(out).toContain(SHOWN[0]);
  });

  it('says that it is the first, where none is in force', async () => {
    const difference = summaryOf(differenceOf({ before: null, after: withoutText(LONGER), now: NOW }));
    const script = {
      [LEDGER]: aProblem(404, 'stream-unknown'),
      [PROPOSE]: { body: { stream: STREAM, digest: DIGEST, difference } },
    };
    const { code, out } = await policy(script, ['propose', file]);
    expect([code, out]).toEqual([0, expect.stringContaining('It is the first policy: 1 rules of 1 controls.')]);
    expect(out).toContain(`  seen ${difference.digest}\n`);
  });

  it('says the whole difference as JSON', async () => {
    const script = { ...(await inForce()).script(STREAM), [PROPOSE]: answered };
    const { out } = await policy(script, ['propose', file, '--json']);
    expect(JSON.parse(out)).toEqual({
      ...{ stream: STREAM, digest: DIGEST, seen: SUMMARY.digest },
      difference: JSON.parse(JSON.stringify(DIFFERENCE)),
    });
  });

  it('sends nothing of a policy that is not sound', async () => {
    writeFileSync(file, granting('8d'));
    const { code, err } = await policy({}, ['propose', file]);
    expect([code, err, service?.seen]).toEqual([1, expect.stringContaining('`grant` is 8d'), []]);
  });

  it('says so when the service has computed another difference', async () => {
    const difference = { ...SUMMARY, digest: 'a'.repeat(64) };
    const script = { ...(await inForce()).script(STREAM), [PROPOSE]: { body: { ...answered.body, difference } } };
    const { code, err } = await policy(script, ['propose', file]);
    expect([code, err]).toEqual([4, expect.stringContaining('The service has computed another difference')]);
  });
});

/** What a terminal shows, without its colours. */
const plain = (text: string): string =>
  text
    .split('\u001b')
    .map((part) => part.replace(/^\[\d+m/, ''))
    .join('');

describe('policy confirm', () => {
  const confirmed = { [CONFIRM]: { body: { stream: STREAM, seq: 4 } } };
  const script = async () => ({ ...(await inForce(propose(LONGER))).script(STREAM), ...confirmed });

  it('shows the difference, asks, and says by its digest that it was read', async () => {
    const { code, out } = await policy(await script(), ['confirm'], { types: ['y'] });
    expect(code).toBe(0);
    for (const text of SHOWN) expect(plain(out)).toContain(text);
    expect(out).toContain(`The policy is adopted, by commit 4 of ${STREAM}.\n`);
    expect(sent(CONFIRM)).toEqual([{ stream: STREAM, digest: DIGEST, seen: SUMMARY.digest }]);
  });

  it('does nothing for whoever does not say yes', async () => {
    const { code } = await policy(await script(), ['confirm'], { types: ['n'] });
    expect([code, sent(CONFIRM)]).toEqual([1, []]);
  });

  it('takes no --yes without the digest of the difference', async () => {
    const { code, err } = await policy(await script(), ['confirm', '--yes']);
    expect([code, sent(CONFIRM)]).toEqual([2, []]);
    expect(err).toContain('`--yes` adopts a policy only with `--seen`');
    await service?.close();
    expect(await policy(await script(), ['confirm', '--yes', '--seen', SUMMARY.digest])).toMatchObject({ code: 0 });
    expect(sent(CONFIRM)).toEqual([{ stream: STREAM, digest: DIGEST, seen: SUMMARY.digest }]);
  });

  it('says the difference as JSON in `registry show`, without the text', async () => {
    service = await fakeService(await script());
    const { out } = await cli(['registry', 'show', STREAM, '--json'], { url: service.url });
    expect(JSON.parse(out)).toMatchObject({
      registered: { name: 'small', digest: OLD.digest },
      proposals: [
        {
          ...{ of: 'policy', digest: DIGEST, current: { digest: OLD.digest }, proposed: { digest: LONGER.digest } },
          adoption: { seen: SUMMARY.digest, isAsServed: true, difference: { from: OLD.digest, to: LONGER.digest } },
        },
      ],
    });
    expect(out).not.toContain('proofWindow\\"');
  });

  it('confirms nothing that the service has compared otherwise', async () => {
    const registry = new CliRegistry();
    registry.comparesOtherwise();
    await registry.does(ACTORS.admin, STREAM, propose(LONGER));
    const { code, err, asked } = await policy({ ...registry.script(STREAM), ...confirmed }, ['confirm'], {
      types: ['y'],
    });
    expect([code, asked, sent(CONFIRM)]).toEqual([4, [], []]);
    expect(err).toContain('confirm nothing and tell the control owner');
  });

  it('says what to do when the difference was not read', async () => {
    const argv = ['confirm', '--digest', DIGEST, '--seen', 'b'.repeat(64)];
    const { code, err } = await policy({ [CONFIRM]: aProblem(409, 'difference-unseen') }, argv);
    expect([code, err]).toEqual([1, expect.stringContaining('npx countersign policy confirm')]);
  });
});
