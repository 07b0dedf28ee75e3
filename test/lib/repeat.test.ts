import { describe, expect, it } from '@jest/globals';
import { synthesize, type Template } from '../../lib/app.ts';
import { CloudFormation, StackFailed } from '../support/cloudformation.ts';
import { everything, otherwise } from '../support/everything.ts';

const { template } = synthesize(everything);
const SETUPS = [
  ['as it is', synthesize().template],
  ['with everything set', template],
  ['with an issuer and a proxy of its own', synthesize(otherwise).template],
] as const;
const LEDGER = 'LedgerTable9343E4AA';

/** The template with one resource changed, or left out. */
function changed(id: string, change: object | undefined, as = id): Template {
  const { [id]: old, ...others } = template.Resources;
  if (old === undefined) throw new Error(`there is no \`${id}\``);
  const renewed = change === undefined ? old : { ...old, Properties: { ...old.Properties, ...change } };
  return { ...template, Resources: { ...others, [as]: renewed } };
}

describe('a deployment', () => {
  it.each(SETUPS)('%s can be created after a first create that failed at any resource', (_, setup) => {
    for (const failAt of Object.keys(setup.Resources).keys()) {
      const cloud = new CloudFormation();
      expect(() => cloud.create(setup, failAt)).toThrow(new StackFailed('failed'));
      expect(() => cloud.create(setup)).not.toThrow();
      // Left behind: only what AWS would refuse to delete.
      for (const id of cloud.left) expect(id).toMatch(/^(LedgerTable|WorkspaceTable|IdentityPeople)/);
    }
  });

  it.each(SETUPS)('%s can be deleted and created again, and again', (_, setup) => {
    const cloud = new CloudFormation();
    for (let time = 0; time < 3; time += 1) cloud.destroy(cloud.create(setup));
    expect(cloud.left.filter((id) => id === LEDGER)).toHaveLength(3);
  });

  it('would be stuck with a fixed name on what is kept: the simulation is not asleep', () => {
    const cloud = new CloudFormation();
    const fixed = changed(LEDGER, { TableName: 'ledger' });
    cloud.destroy(cloud.create(fixed));
    expect(() => cloud.create(fixed)).toThrow(`${LEDGER} already exists`);
  });
});

describe('an update', () => {
  it('of nothing goes through', () => {
    const cloud = new CloudFormation();
    const stack = cloud.create(template);
    cloud.update(stack, template);
    expect(cloud.left).toEqual([]);
  });

  it.each([
    ['another key', { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] }, 'requires replacing'],
    ['a local index', { LocalSecondaryIndexes: [{ IndexName: 'by-time' }] }, 'requires replacing'],
  ])('that would replace the ledger is refused: %s', (_, change, says) => {
    const cloud = new CloudFormation();
    const stack = cloud.create(template);
    expect(() => cloud.update(stack, changed(LEDGER, change))).toThrow(says);
    expect(cloud.left).toEqual([]);
  });

  it('that gives a table another logical id is refused', () => {
    const cloud = new CloudFormation();
    const stack = cloud.create(template);
    for (const id of [LEDGER, 'WorkspaceTableFEFC92C8'])
      expect(() => cloud.update(stack, changed(id, undefined, `${id}2`))).toThrow('already exists');
  });

  it('would leave the ledger behind if CloudFormation made its name', () => {
    const cloud = new CloudFormation();
    const unnamed = (of: Template): Template => {
      const { [LEDGER]: table, ...others } = of.Resources;
      const { TableName: _, ...Properties } = { ...table?.Properties };
      return { ...of, Resources: { ...others, [LEDGER]: { Type: 'AWS::DynamoDB::Table', Properties } } };
    };
    const stack = cloud.create(unnamed(template));
    cloud.update(stack, unnamed(changed(LEDGER, { KeySchema: [] })));
    expect(cloud.left).toEqual([LEDGER]);
  });
});
