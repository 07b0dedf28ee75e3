import { expect, it } from '@jest/globals';
import { putAside } from '../../../lambdas/app/people/put-aside.ts';
import { aPersonActor } from '../../support/fixtures.ts';
import { ModelStoppedStreams, ModelUnsentNotices } from '../../support/models/put-aside.ts';

const services = { stoppedStreams: new ModelStoppedStreams(), unsentNotices: new ModelUnsentNotices() };

it.each(['on-duty', 'auditor'] as const)('shows to %s what was put aside', async (role) => {
  await services.stoppedStreams.noteStopped({ stream: 'cognito:jane', seq: 5, why: 'hash-mismatch', at: 'now' });
  const answer = await putAside(services, aPersonActor('person:dana', { roles: [role] }));
  expect(answer).toEqual({
    stopped: [{ stream: 'cognito:jane', seq: 5, why: 'hash-mismatch', at: 'now' }],
    unsent: [],
    more: false,
  });
});

it.each(['admin', 'agent', 'verifier', 'reviewer'] as const)('shows nothing of it to %s', async (role) => {
  const actor = aPersonActor('person:else', { roles: [role] });
  await expect(putAside(services, actor)).rejects.toMatchObject({ code: 'role-missing' });
});
