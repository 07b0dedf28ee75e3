import { expect, it } from '@jest/globals';
import { measuresOf } from '../../bench/rights.ts';
import { KEPT } from '../../bench/rights-kept.ts';
import type { Placed } from '../../local/iam/statement.ts';
import { deployedParts } from '../../local/start/template.ts';

const placed = (id: string): Placed => ({
  id,
  of: 'arn:x',
  statement: { Effect: 'Allow', Action: 'a:B', Resource: '*' },
});
const call = { principal: 'p', action: 'a:B', resource: '*', context: {} };
const unproved = (finding: Parameters<typeof measuresOf>[0]): number[] => measuresOf(finding).map(({ value }) => value);

it('counts a statement that no call needs and no reason keeps', () => {
  expect(unproved({ placed: placed('x: a:B'), needs: undefined, idle: ['a:B'] })).toEqual([1]);
});

it('counts each idle action of a statement that is needed', () => {
  expect(unproved({ placed: placed('x: a:B a:C'), needs: call, idle: ['a:C'] })).toEqual([0, 1]);
});

it('says the reason of what is kept', () => {
  const [row] = measuresOf({
    placed: placed('Q: deny sqs:* if aws:SecureTransport=false'),
    needs: undefined,
    idle: [],
  });
  expect(row).toMatchObject({ value: 0, what: expect.stringContaining('denies plain HTTP') });
});

it('keeps nothing for a reason that the template does not have', () => {
  const { identity, resource } = deployedParts().policies;
  const ids = [...identity.values(), ...resource.values()].flat().map(({ id }) => id);
  expect(KEPT.filter(({ statement }) => !ids.some((id) => statement.test(id)))).toEqual([]);
});
