import { expect, it } from '@jest/globals';
import { planned } from '../../../../lambdas/core/recovery/evolve/planned.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const recovery = present(recoveryOf(worldAfter(ASSESSED)));
const plan = present(recovery.plan);
const TICKET = { source: 'jira', id: 'HELP-1' };

it.each([
  ['the id that its system said', TICKET, '10002', { ...TICKET, lastingId: '10002' }],
  ['the id that it was opened with', { ...TICKET, lastingId: '99291' }, '10002', { ...TICKET, lastingId: '99291' }],
  ['no id where its system said none', TICKET, undefined, TICKET],
  ['no id without a ticket', null, '10002', null],
])('a plan keeps of the ticket %s', (_, ticket, lastingId, kept) => {
  const event = { type: 'RecoveryAssessed', plan, ...(lastingId === undefined ? {} : { lastingId }) } as const;
  expect(planned({ ...recovery, ticket }, event)).toEqual({
    plan,
    status: 'proofing',
    executeNotBefore: null,
    ticket: kept,
  });
});
