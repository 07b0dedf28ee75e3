import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { present } from '../support/execution-world.ts';
import { aProfile, PEOPLE, subjectOf } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY, spokenWords } from '../support/keys.ts';

const world = new ApiWorld();
composed('ledger', { submitServices: world.services });
composed('ledger', { planningServices: world.services, countingServices: world.services });
composed('intake', { pseudonyms: new HmacPseudonyms(new MemoryKey(PSEUDONYM_KEY)) });
composed('clients/secrets', { spokenWords });
composed('people', { people: world.people, callerServices: world.callers });
const { handler: open } = await import('../../lambdas/handlers/open-recovery.ts');
const { handler: command } = await import('../../lambdas/handlers/recovery-commands.ts');

beforeEach(async () => {
  await world.reset();
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The agent keeps a shared mailbox as well, and works with a second identity at the token issuer. */
async function agentWithTwoFaces(): Promise<void> {
  const mailbox = {
    account: 'cognito:team',
    target: 'team',
    directoryId: 'team',
    kind: 'shared-mailbox',
    owner: null,
    custodians: [PEOPLE.agent],
  } as const;
  await world.register(aProfile(mailbox));
  world.known.set(
    `subject:${subjectOf('sub-agent-privately')}`,
    present(world.known.get(`subject:${subjectOf('sub-agent')}`)),
  );
}

describe('one person under several names (rule 1)', () => {
  beforeEach(agentWithTwoFaces);

  it.each(['agent@example.com', 'AGENT@Example.COM', ' agent+mailbox@example.com ', 'ａｇｅｎｔ@example.com'])(
    'is the requester, and no agent, of what they ask for themselves as %p',
    async (requester) => {
      const ask = { account: 'cognito:team', action: 'reset-password', reason: 'lost', requester };
      const result = await open(anEvent('POST /recoveries', signedIn('sub-agent', ['agent']), ask));
      expect(result.statusCode).toBe(202);
      expect(world.events('cognito:team').at(-1)).toMatchObject({ requester: PEOPLE.agent, agent: null });
    },
  );

  it('does not approve as somebody else what they opened as an agent', async () => {
    const ask = {
      account: 'cognito:jane',
      action: 'reset-password',
      reason: 'lost',
      requester: ' Jane+desk@EXAMPLE.com',
      channel: 'phone',
    };
    const opened = await open(anEvent('POST /recoveries', signedIn('sub-agent', ['agent']), ask));
    const id = String(bodyOf(opened)['recovery']);
    const post = (what: string, who: ReturnType<typeof signedIn>, json: object) =>
      command(anEvent(`POST /recoveries/{id}/${what}`, { ...who, pathParameters: { id } }, json));
    await step(
      world.services,
      { account: 'cognito:jane', recovery: id },
      { type: 'AssessRecovery', directoryTier: null },
    );
    await post('proofs', signedIn('sub-verifier', ['verifier']), {
      method: 'in-person',
      outcome: 'verified',
      reference: 'log/1',
      seen: ['portrait-on-file'],
    });
    const { plan, proofs } = present((await world.state('cognito:jane')).recoveries[id]);
    const digest = planDigest(id, present(plan), proofs);
    const countersign = (subject: string) =>
      post('countersignatures', signedIn(subject, ['approver:identity']), { digest });
    const refused = await countersign('sub-agent-privately');
    expect([refused.statusCode, bodyOf(refused)]).toEqual([
      403,
      expect.objectContaining({ code: 'conflicting-part', holds: 'agent', wants: 'approver' }),
    ]);
    expect((await countersign('sub-identityApprover')).statusCode).toBe(200);
  });
});
