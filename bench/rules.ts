import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROKEN_SENTENCES, type BrokenRule } from './broken-sentences.ts';
import type { Bench, Measure } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COPIED = ['bin', 'console', 'lambdas', 'lib', 'local', 'policies', 'test', 'package.json', 'jest.config.js'];

const CORE = 'lambdas/core/recovery';
const RULES = 'test/core/recovery/rules.test.ts';
const CLAIMS = 'test/core/recovery/decide/claim.test.ts';

export const BROKEN_RULES: readonly BrokenRule[] = [
  {
    ...{ rule: 1, breaks: 'a person plays two parts', file: `${CORE}/state/situation.ts`, tests: RULES },
    ...{ text: 'isSelf(actor, holder) && part !== wanted', instead: 'isSelf(actor, holder) && part === null' },
  },
  {
    ...{ rule: 2, breaks: 'anybody takes the steps of the workflow', file: `${CORE}/decide/workflow.ts`, tests: RULES },
    ...{ text: "if (by !== 'workflow' && ", instead: "if (by === 'vendor' && " },
  },
  {
    ...{ rule: 3, breaks: 'a countersignature of another plan counts', tests: RULES },
    ...{ file: 'lambdas/core/approvals/countersignature.ts' },
    ...{ text: 'countersignatures.filter((given) => given.digest === digest)', instead: 'countersignatures' },
  },
  {
    ...{
      rule: 4,
      breaks: 'an approver counts as often as they sign',
      file: `${CORE}/decide/approval.ts`,
      tests: RULES,
    },
    ...{
      text: "if (hasCountersigned(situation, approver.value, digest)) return refuse('already-countersigned');",
      instead: '',
    },
  },
  {
    ...{ rule: 5, breaks: 'machines decide', file: `${CORE}/state/situation.ts`, tests: RULES },
    ...{ text: " || actor.nature === 'machine'", instead: '' },
  },
  {
    ...{ rule: 5, breaks: 'one group is enough for a sensitive account', file: 'lambdas/core/policy/floor.ts' },
    ...{ text: '{ leaf: { groups: 2 } }', instead: '{ leaf: { groups: 1 } }', tests: RULES },
  },
  {
    ...{
      rule: 6,
      breaks: 'one administrator proposes and confirms',
      file: `${CORE}/decide/confirmation.ts`,
      tests: RULES,
    },
    ...{ text: "if (isSelf(actor, proposal.by)) return refuse('same-proposer');", instead: '' },
  },
  {
    ...{ rule: 6, breaks: 'a token alone makes an administrator', tests: 'test/core/recovery/decide/registry.test.ts' },
    ...{
      file: `${CORE}/assess/administrators.ts`,
      text: 'record !== undefined && record.nature',
      instead: "record?.nature ?? 'human'",
    },
  },
  {
    ...{ rule: 6, breaks: 'a policy is adopted unread', tests: 'test/core/recovery/decide/registry.test.ts' },
    ...{
      file: `${CORE}/decide/confirmation.ts`,
      text: 'seen === digest ? undefined',
      instead: "seen !== '' ? undefined",
    },
  },
  {
    ...{ rule: 7, breaks: 'a proof counts for longer than a day', file: 'lambdas/core/proofing/numbers.ts' },
    ...{ text: 'PROOF_SECONDS = ', instead: 'PROOF_SECONDS = 10 * ', tests: 'test/core/proofing.test.ts' },
  },
  {
    ...{ rule: 8, breaks: 'a new contact counts at once', file: `${CORE}/assess/reach.ts` },
    ...{
      text: 'return isSettled(contact, context.now, minAgesOf(context.policy).contact)',
      instead: 'return context.now',
    },
    tests: 'test/core/recovery/assess/reach.test.ts',
  },
  {
    ...{ rule: 8, breaks: 'a changed contact has the date that was typed', file: 'lambdas/core/registry/contact.ts' },
    ...{
      text: 'known?.since ?? later(contact.since, at)',
      instead: 'contact.since',
      tests: 'test/core/registry.test.ts',
    },
  },
  {
    ...{ rule: 9, breaks: 'a code goes the way of the request', file: `${CORE}/assess/reach.ts` },
    ...{
      text: 'if (wayOf(target.kind) === wayOf(situation.recovery.channel)) return',
      instead: 'if (contact === null) return',
    },
    tests: 'test/core/recovery/assess/reach.test.ts',
  },
  {
    ...{ rule: 9, breaks: 'two proofs by one way are two', file: 'lambdas/core/proofing/proof.ts' },
    ...{ text: 'one.channel === other.channel', instead: 'one === other', tests: 'test/core/proofing.test.ts' },
  },
  {
    ...{ rule: 10, breaks: 'failed proofs never freeze an account', file: `${CORE}/decide/proof.ts` },
    ...{ text: '...refused, ...freezeAfter(state, adverse)', instead: '...refused, ...(what ? [] : [])' },
    tests: 'test/core/recovery/rule-10.test.ts',
  },
  {
    ...{ rule: 10, breaks: 'no sighting is ever drawn for a review', file: `${CORE}/state/sample.ts` },
    ...{ text: '< share }', instead: '< 0 }', tests: 'test/core/recovery/state/sample.test.ts' },
  },
  {
    ...{ rule: 11, breaks: 'the link of a notice stops nothing', file: `${CORE}/decide/people.ts` },
    ...{
      text: "if (warrant.by === 'stop-token') return undefined;",
      instead: "if (warrant.by === 'stop-token') return refuse('stop-unproved');",
    },
    tests: CLAIMS,
  },
  {
    ...{ rule: 12, breaks: 'any words are those of the help desk', file: `${CORE}/assess/pages.ts` },
    ...{
      text: "if (asWords(heard) !== staffWordsOf(context.wordsOf, recovery).join(' ')) return refuse('words-wrong');",
      instead: '',
    },
    tests: 'test/core/recovery/assess/pages.test.ts',
  },
  {
    ...{ rule: 13, breaks: 'a credential is handed over twice', file: `${CORE}/decide/claim.ts`, tests: RULES },
    ...{ text: "grant.claim === null ? undefined : refuse('already-claimed', { at: grant.claim.at })" },
    instead: 'undefined',
  },
  {
    ...{ rule: 13, breaks: 'a session takes a personal credential', file: `${CORE}/decide/claim.ts`, tests: CLAIMS },
    ...{ text: "recovery.subject === null ? undefined : refuse('claim-on-page')", instead: 'undefined' },
  },
  {
    ...{
      rule: 14,
      breaks: 'a revocation is confirmed that never began',
      file: `${CORE}/decide/workflow.ts`,
      tests: RULES,
    },
    ...{ text: "if (status !== 'revoking' && status !== 'revocation-overdue')", instead: "if (status === 'closed')" },
  },
  {
    ...{ rule: 15, breaks: 'a revision may ask for more time', file: `${CORE}/decide/people.ts`, tests: RULES },
    ...{ text: 'if (requestedSeconds >= recovery.plan.grant) return', instead: 'if (requestedSeconds < 0) return' },
  },
  {
    ...{ rule: 16, breaks: 'what an account does after its recovery ends nothing', file: `${CORE}/evolve/watch.ts` },
    ...{
      text: 'isLive(one) && (one.grant?.startedAt ?? reportedAt) <= reportedAt',
      instead: 'one.id === reportedAt',
    },
    tests: 'test/core/recovery/evolve/watch.test.ts',
  },
  {
    ...{ rule: 17, breaks: 'a refusal is not recorded', file: 'lambdas/app/ledger/submit.ts', tests: RULES },
    ...{ text: "[{ type: 'CommandRefused', ...decision.refusal }]", instead: '[]' },
  },
  {
    ...{
      rule: 18,
      breaks: 'a privileged account is touched in silence',
      file: 'lambdas/core/audit/alert.ts',
      tests: RULES,
    },
    ...{ text: "(tier !== null && tier !== 'standard') ||", instead: '' },
  },
  {
    ...{ rule: 19, breaks: 'the glass is broken without an incident', file: `${CORE}/decide/break-glass.ts` },
    ...{ text: 'if (!uses.some(isUsed) || declared', instead: 'if (!uses.some(isUsed) && declared' },
    tests: 'test/core/recovery/decide/break-glass.test.ts',
  },
  {
    ...{ rule: 19, breaks: 'one of the roster is enough', file: `${CORE}/state/emergency.ts` },
    ...{ text: 'count: 2', instead: 'count: 1' },
    tests: 'test/core/recovery/decide/break-glass.test.ts',
  },
  {
    ...{ rule: 19, breaks: 'an overdue review locks nobody', file: `${CORE}/decide/break-glass.ts` },
    ...{ text: 'overdueAt(one) <= now', instead: 'now < one.at' },
    tests: 'test/core/recovery/decide/break-glass.test.ts',
  },
  {
    ...{ rule: 20, breaks: 'an exception counts after its end', file: 'lambdas/core/policy/exceptions.ts' },
    ...{ text: 'Date.parse(now) < Date.parse(until)', instead: 'Date.parse(until) > 0' },
    tests: 'test/core/recovery/exceptions.test.ts',
  },
  {
    ...{ rule: 21, breaks: 'a refusal names no rule', file: `${CORE}/assess/permitted.ts` },
    ...{ text: '...answerableBy(rulesThat(plan, context.policy, bars), 9),', instead: '' },
    tests: 'test/core/recovery/assess/permitted.test.ts',
  },
];

/** Takes each rule of `docs/rules.md` out of a copy of the code, one at a time, and runs the tests that are named after the rule. */
export const rulesBench: Bench = {
  says: 'each rule is taken out of a copy of the code: its tests must fail without it',
  run: async () => {
    const copy = mkdtempSync(join(tmpdir(), 'broken-rules-'));
    try {
      for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
      const measures: Measure[] = [];
      for (const broken of [...BROKEN_RULES, ...BROKEN_SENTENCES]) measures.push(await measured(copy, broken));
      return measures;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
};

/** How many of the rule's test files still pass without the rule: none may. Throws where the copy has no such place to break. */
async function measured(copy: string, { rule, breaks, file, text, instead, tests }: BrokenRule): Promise<Measure> {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (!(await passed(copy, tests, rule))) throw new Error(`the tests of rule ${rule} in \`${tests}\` do not pass`);
  if (!whole.includes(text)) throw new Error(`\`${file}\` has no place \`${text}\``);
  writeFileSync(
    path,
    whole.replace(text, () => instead),
  );
  try {
    const passes = await passed(copy, tests, rule);
    return { what: `rule ${rule}: ${breaks}`, value: passes ? 1 : 0, unit: 'passing', atMost: 0 };
  } finally {
    writeFileSync(path, whole);
  }
}

/** Whether the tests of a file that are named after a rule pass. */
function passed(copy: string, tests: string, rule: number): Promise<boolean> {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const args = ['--experimental-vm-modules', jest, tests, '--testNamePattern', `[Rr]ule ${rule}\\b`, '--runInBand'];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
}
