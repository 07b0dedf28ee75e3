import { beforeEach, describe, expect, it } from '@jest/globals';
import { ENDING_NOTICES, ENDING_TEXTS } from '../../../../lambdas/app/messages/ending-texts.ts';
import { fixedRule, type RuleReference } from '../../../../lambdas/core/policy/policy.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { type AccountProfile, LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { streamOf } from '../../../support/commits.ts';
import { anOpenRecovery, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';

beforeEach(() => void caughtLog());

const CONTACTS: readonly Contact[] = [
  { id: 'mail', kind: 'email', address: 'jane@example.com', since: NOW },
  { id: 'house', kind: 'postal', address: 'Jane Doe\n1 Street', since: NOW },
];
const opened: LedgerEvent = { ...anOpenRecovery(), type: 'RecoveryOpened', subject: PEOPLE.jane };
const OWNED: RuleReference = { rule: 'closed', control: 'c-1', owner: 'the identity team' };
const CANARY = 'call 555-0100 to go on';
const denied = (...rules: readonly RuleReference[]): LedgerEvent => ({
  ...{ type: 'RecoveryDenied', reasons: [CANARY], rules },
});

/** What is written to Jane, by mail and by letter, when this ends the recovery of her account. */
async function written(event: LedgerEvent, over: Partial<AccountProfile> = {}): Promise<readonly string[]> {
  const world = relayWorld();
  const profile = aProfile({ contacts: CONTACTS, assurance: 3, ...over });
  const commits = streamOf('cognito:jane', [
    [
      { type: 'ProfileProposed', ...NO_GROUNDS, profile, by: PEOPLE.admin, digest: 'd' },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
    ],
    [opened],
    [event],
  ]);
  for (const commit of commits) await world.ledger.append(commit);
  const last = commits.at(-1);
  if (last !== undefined) await sendNotices(world.services, last);
  return world.delivery.sent.map(({ message }) => message.text.reveal());
}

describe('the notice of a recovery that ended by a no (rule 21)', () => {
  it('says which rule and control of the policy denied, who owns it, and what to do next', async () => {
    const texts = await written(denied(OWNED));
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text).toContain('Rule “closed” of our policy says no. It belongs to control “c-1”.');
      expect(text).toContain('Responsible for it: the identity team.');
      expect(text).toContain('ask the help desk to talk to: the identity team.');
    }
  });

  it.each<[string, LedgerEvent, RegExp, RegExp]>([
    ['a fixed rule', denied(fixedRule(8)), /Rule 8 of/, /Two administrators must register the account first/],
    ['a refused proof', { type: 'RecoveryRefused', proof: 'p' }, /Rule 10 of/, /go to your help desk in person/],
    [
      'a rejection',
      { type: 'RecoveryRejected', by: PEOPLE.manager, reason: CANARY },
      /Rule 4 of/,
      /ask the help desk why it was rejected/,
    ],
    ['a passed window', { type: 'RecoveryExpired', stage: 'proof' }, /Rule 4 of/, /open a new recovery/],
  ])('names the rule of the product and the next step: %s', async (_, event, rule, next) => {
    for (const text of await written(event)) {
      expect(text).toMatch(rule);
      expect(text).toMatch(next);
    }
  });

  it('repeats nothing that a requester, a ticket or an approver has typed', async () => {
    for (const event of [denied(OWNED), { type: 'RecoveryRejected', by: PEOPLE.manager, reason: CANARY } as const])
      expect((await written(event)).join()).not.toContain('555');
  });

  it('names three rules at most, and offers nothing to stop', async () => {
    const rules = [1, 2, 3, 4, 5].map((nth) => ({ ...OWNED, rule: `closed-${nth}` }));
    const [text = ''] = await written(denied(...rules));
    expect(text.match(/closed-\d/g)).toEqual(['closed-1', 'closed-2', 'closed-3']);
    expect(text).not.toMatch(/https?:|#stop/);
  });

  it('has nobody to name where somebody stopped it', async () => {
    const [text] = await written({ type: 'RecoveryStopped', by: PEOPLE.jane, reason: 'mine', cause: 'withdrawn' });
    expect(text).not.toMatch(/Rule /);
  });

  it.each(LANGUAGES)('is written in %s, with every placeholder filled', async (language) => {
    const { notices, next, byPolicy, byProduct } = ENDING_TEXTS[language];
    for (const kind of ENDING_NOTICES) expect(notices[kind].subject).not.toMatch(/[{}\n]/);
    const [ofPolicy = ''] = await written(denied(OWNED), { language });
    const [ofProduct = ''] = await written(denied(fixedRule(10)), { language });
    expect(ofPolicy).toContain(next['ask-the-control-owner'].replace('{owner}', OWNED.owner));
    expect(ofProduct).toContain(next['have-the-freeze-lifted']);
    for (const text of [ofPolicy, ofProduct]) expect(text).not.toMatch(/[{}]/);
    for (const name of ['{rule}', '{control}', '{owner}']) expect(byPolicy).toContain(name);
    expect(byProduct).toContain('{number}');
    for (const step of Object.values(next)) expect(step.replace('{owner}', '')).not.toMatch(/[{}\n]/);
  });
});
