import { expect, it } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { Template } from '../../lib/app.ts';
import { CloudFormation } from './cloudformation.ts';

/** What is asked of every stack beside the deployment's: no finding of three packs, and that it can be created again. `makeApp` makes it anew. */
export function soundStack(template: Template, makeApp: () => App): void {
  it.each([AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks])('has no finding of %p', (Pack) => {
    expect(new Pack().validateScope(makeApp()).violations).toEqual([]);
  });

  it('can be created after a first create that failed, and after it was deleted', () => {
    const cloud = new CloudFormation();
    for (const failAt of Object.keys(template.Resources).keys()) {
      expect(() => cloud.create(template, failAt)).toThrow('failed');
      cloud.destroy(cloud.create(template));
    }
  });
}
