import { expect, it } from '@jest/globals';
import { workEvidence } from '../../../lambdas/adapters/connectors/work-evidence.ts';
import { doneAt } from '../../contracts/endpoints/identity-center.ts';

it('names both people, both times and the reference, and nothing else', () => {
  const { stage: _, ...evidence } = doneAt('perform');
  expect(workEvidence(doneAt('perform'))).toEqual(evidence);
});
