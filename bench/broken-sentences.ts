/** One rule of `docs/rules.md`, one edit of the code that takes it away, and the tests that hold it. */
export interface BrokenRule {
  readonly rule: number;
  /** What the code does after the edit. */
  readonly breaks: string;
  readonly file: string;
  /** What stands in the file once, and what takes its place. */
  readonly text: string;
  readonly instead: string;
  /** The test file whose tests of this rule must fail then. */
  readonly tests: string;
}

const CORE = 'lambdas/core/recovery';
const RULES = 'test/core/recovery/rules.test.ts';
const DUTY = 'test/core/recovery/decide/threat.test.ts';
const FREEZE = 'test/core/recovery/assess/freeze.test.ts';
const CONFIRMATION = 'test/core/recovery/decide/confirmation.test.ts';
const REGISTRY = 'test/core/recovery/decide/registry.test.ts';

/** Edits for further sentences of `docs/rules.md`: a rule of several sentences is held by more than one test. */
export const BROKEN_SENTENCES: readonly BrokenRule[] = [
  {
    ...{ rule: 1, breaks: 'the owner approves what somebody else asked for', file: `${CORE}/state/situation.ts` },
    ...{ text: "...one('requester', recovery.subject),", instead: '', tests: RULES },
  },
  {
    ...{ rule: 1, breaks: 'a second identity is a second person', file: `${CORE}/state/situation.ts`, tests: RULES },
    ...{ text: '(person === other || aliases.includes(other))', instead: 'person === other' },
  },
  {
    ...{ rule: 2, breaks: 'one factor is enough for any part', file: `${CORE}/state/situation.ts` },
    ...{ text: 'return weak === undefined ? yes(actor) : no(weak);', instead: 'return yes(actor);' },
    tests: 'test/core/recovery/rule-2.test.ts',
  },
  {
    ...{ rule: 2, breaks: 'one factor is enough for the claim', file: `${CORE}/decide/claim.ts` },
    ...{ text: 'if (weak !== undefined) return weak;', instead: '', tests: 'test/core/recovery/rule-2.test.ts' },
  },
  {
    ...{ rule: 2, breaks: 'an approver who left the group counts', file: `${CORE}/assess/standing.ts` },
    ...{ text: 'isGroupOf(recovery, policy, group) &&', instead: 'isGroupOf(recovery, policy, group) ||' },
    tests: 'test/core/recovery/assess/standing.test.ts',
  },
  {
    ...{ rule: 2, breaks: 'whoever can sign in no more counts', file: 'lambdas/core/registry/answering.ts' },
    ...{ text: ' && subjects.length > 0', instead: '', tests: 'test/core/recovery/assess/standing.test.ts' },
  },
  {
    ...{ rule: 3, breaks: 'a plan of an earlier policy is executed', file: `${CORE}/decide/workflow.ts`, tests: RULES },
    ...{ text: "if (plan.policy !== context.policy.digest) return 'the policy has changed';", instead: '' },
  },
  {
    ...{ rule: 3, breaks: 'a plan for an earlier record is executed', file: `${CORE}/decide/workflow.ts` },
    ...{ text: 'if (!isSame(today, plan))', instead: "if (!isSame(today, plan) && plan.target === '')", tests: RULES },
  },
  {
    ...{ rule: 4, breaks: 'one of two groups is enough', file: 'lambdas/core/values/requirement.ts', tests: RULES },
    ...{
      text: 'return assign([...goal.all, ...rest], free);',
      instead: 'return goal.all.some((one) => assign([one, ...rest], free));',
    },
  },
  {
    ...{ rule: 5, breaks: 'the approver of the policy is enough', file: 'lambdas/core/approvals/countersignature.ts' },
    ...{ text: 'return requirements.every(', instead: 'return requirements.some(', tests: RULES },
  },
  {
    ...{ rule: 4, breaks: 'a rejection ends nothing', file: `${CORE}/state/life.ts`, tests: RULES },
    ...{ text: "RecoveryRejected: 'rejected',", instead: '' },
  },
  {
    ...{ rule: 6, breaks: 'a lower tier in the record counts', file: `${CORE}/assess/directory-tier.ts` },
    ...{ text: 'higherTier(current.tier, directoryTier)', instead: 'current.tier' },
    tests: 'test/core/recovery/assess/directory-tier.test.ts',
  },
  {
    ...{ rule: 6, breaks: 'an identity has two holders', file: `${CORE}/decide/founding.ts` },
    ...{ text: 'standing !== undefined && standing.holder !== holder', instead: "standing?.holder === ''" },
    tests: 'test/core/recovery/decide/founding.test.ts',
  },
  {
    ...{ rule: 6, breaks: 'the first two are named again', file: `${CORE}/decide/founding.ts` },
    ...{ text: "if (state.bootstrap !== null) return refuse('registry-not-empty');", instead: '' },
    tests: 'test/core/recovery/decide/founding.test.ts',
  },
  {
    ...{ rule: 6, breaks: 'a look-alike is confirmed unseen', file: `${CORE}/decide/confirmation.ts`, tests: REGISTRY },
    ...{ text: 'if (digest === null || digest === seen)', instead: 'if (digest !== seen || digest === seen)' },
  },
  {
    ...{ rule: 6, breaks: 'a passkey is not asked for', file: `${CORE}/decide/confirmation.ts`, tests: CONFIRMATION },
    ...{ text: '!isRow && hasPasskey(record)', instead: 'isRow && hasPasskey(record)' },
  },
  {
    ...{ rule: 6, breaks: 'a statement confirms a later proposal', file: `${CORE}/decide/confirmation.ts` },
    ...{ text: 'signed.statement.at < proposedAt', instead: "signed.statement.at < ''", tests: CONFIRMATION },
  },
  {
    ...{ rule: 6, breaks: 'agents of every desk read a recovery', file: `${CORE}/views/readers.ts` },
    ...{ text: 'desks.some((desk) => actor.desks.includes(desk))', instead: 'desks.length > 0' },
    tests: 'test/core/recovery/views/readers.test.ts',
  },
  {
    ...{ rule: 6, breaks: 'a changed record is relied on at once', file: `${CORE}/assess/assess.ts` },
    ...{
      text: "if (recovery.action === 'revoke-sessions') return null;",
      instead: "if (recovery.action !== 'unlock') return null;",
    },
    tests: 'test/core/recovery/cooling-off.test.ts',
  },
  {
    ...{ rule: 9, breaks: 'one verifier is enough for a sensitive account', file: 'lambdas/core/policy/floor.ts' },
    ...{ text: '|| risk >= SEEN_TWICE_FROM ? 2 : 1', instead: '|| risk >= SEEN_TWICE_FROM ? 1 : 1' },
    tests: 'test/core/recovery/sightings.test.ts',
  },
  {
    ...{ rule: 10, breaks: 'a threat level is lowered unsigned', file: `${CORE}/assess/signed.ts`, tests: DUTY },
    ...{
      text: "isLoosening(command) && actor.by === 'person'",
      instead: "command.type === 'EndIncident' && actor.by === 'person'",
    },
  },
  {
    ...{ rule: 10, breaks: 'one person on duty signs twice', file: 'lambdas/app/ledger/duty-statements.ts' },
    ...{ text: "(asked.person === done.person ? 'same-proposer' : null)", instead: 'null' },
    tests: 'test/app/ledger/duty-statements.test.ts',
  },
  {
    ...{ rule: 10, breaks: 'one person freezes an account', file: `${CORE}/assess/freeze.ts`, tests: FREEZE },
    ...{ text: '|| !isWitnessed(counted)) return [];', instead: ') return [];' },
  },
  {
    ...{ rule: 10, breaks: 'a machine freezes an account', file: `${CORE}/assess/freeze.ts`, tests: FREEZE },
    ...{ text: "!(isSuspicion(touch) && touch.by?.as === 'machine')", instead: "touch.what !== 'opened'" },
  },
  {
    ...{
      rule: 10,
      breaks: 'one recovery counts as often as it fails',
      file: `${CORE}/assess/freeze.ts`,
      tests: FREEZE,
    },
    ...{ text: 'oncePerWitness(oncePerRecovery(adverse))', instead: 'oncePerWitness(adverse)' },
  },
  {
    ...{ rule: 10, breaks: 'a freeze stops the end of sessions', file: `${CORE}/state/state.ts` },
    ...{ text: 'freeze !== null && !isContainment(action)', instead: "freeze !== null && action !== 'unlock'" },
    tests: 'test/core/recovery/assess/freeze.test.ts',
  },
  {
    ...{
      rule: 10,
      breaks: 'one person on duty lowers the threat level',
      file: `${CORE}/decide/threat.ts`,
      tests: DUTY,
    },
    ...{ text: "if (isSelf(actor, threat.loweredBy)) return refuse('same-proposer');", instead: '' },
  },
  {
    ...{
      rule: 11,
      breaks: 'a change of contacts is not told at the old contacts',
      tests: 'test/app/relay/notices/changes.test.ts',
    },
    ...{
      file: 'lambdas/app/relay/notices/recipients.ts',
      text: 'const contacts = together(now, then);',
      instead: 'const contacts = now;',
    },
  },
  {
    ...{ rule: 13, breaks: 'any page takes the credential', file: `${CORE}/decide/claim.ts` },
    ...{ text: 'return pages.includes(actor.session) ? undefined', instead: 'return pages.length >= 0 ? undefined' },
    tests: 'test/core/recovery/decide/claim.test.ts',
  },
  {
    ...{ rule: 14, breaks: 'a grant is ended before it is due', file: `${CORE}/decide/workflow.ts`, tests: RULES },
    ...{
      text: "if (!stopped && context.now < grant.expiresAt) return refuse('not-due', { expiresAt: grant.expiresAt });",
      instead: '',
    },
  },
  {
    ...{ rule: 14, breaks: 'a newer grant replaces no older one', file: `${CORE}/evolve/supersede.ts` },
    ...{ text: 'if (older.id === newer.id || given === null', instead: "if (older.id !== '' || given === null" },
    tests: 'test/core/recovery/evolve/supersede.test.ts',
  },
  {
    ...{ rule: 14, breaks: 'what was stopped is not reviewed', file: `${CORE}/state/life.ts` },
    ...{
      text: 'stopped || sample?.reviewed === true ? OWED_REVIEW',
      instead: 'sample?.reviewed === true ? OWED_REVIEW',
    },
    tests: 'test/core/recovery/state/life.test.ts',
  },
  {
    ...{ rule: 16, breaks: 'the watch period has no end', file: `${CORE}/evolve/watch.ts` },
    ...{ text: 'watch === null || now >= watch.until', instead: 'watch === null' },
    tests: 'test/core/recovery/evolve/watch.test.ts',
  },
  {
    ...{ rule: 17, breaks: 'each refusal of a page is a commit', file: 'lambdas/app/ledger/submit.ts' },
    ...{
      text: "if (decision.accepted || actor.by !== 'visitor') return envelope;",
      instead: 'if (decision.accepted || actor.by) return envelope;',
    },
    tests: 'test/app/ledger/submit.test.ts',
  },
  {
    ...{ rule: 17, breaks: 'an ended recovery grows', file: 'lambdas/app/ledger/submit.ts' },
    ...{ text: "return actor.by === 'visitor' && (recovery", instead: "return actor.by === 'operator' && (recovery" },
    tests: 'test/app/ledger/submit.test.ts',
  },
  {
    ...{ rule: 18, breaks: 'a failed proof of a standard account is silent', file: 'lambdas/core/audit/alert.ts' },
    ...{ text: 'if (isFailure(event) || ', instead: 'if (', tests: 'test/core/audit/alert.test.ts' },
  },
  {
    ...{ rule: 20, breaks: 'an exception needs no owner', file: 'lambdas/core/policy/check-exception.ts' },
    ...{
      text: '...(isBlank(owner) ?',
      instead: "...(owner === 'nobody' ?",
      tests: 'test/core/policy/check-exception.test.ts',
    },
  },
  {
    ...{ rule: 21, breaks: 'a denial names no rule', file: `${CORE}/assess/assess.ts` },
    ...{ text: 'rules.length === 0 ? [fixedRule(21)] : rules', instead: '[]' },
    tests: 'test/core/recovery/views/next-steps.test.ts',
  },
];
