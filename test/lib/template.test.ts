import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { AclStack } from '../../lib/acl.ts';
import { makeApp, synthesize, type Template } from '../../lib/app.ts';
import { Deployed, lineOf } from '../support/deployed.ts';
import { everything, otherwise } from '../support/everything.ts';

const synthesized = synthesize(everything);
const deployed = new Deployed(synthesized);
const engine = new CloudFormationValidatePlugin();
/** Milliseconds: the engine starts slowly on a busy machine. */
const PATIENCE = 120_000;

/** What the CDK's own engine finds in a template, with the schemas that it brings: without a network. */
function findingsIn(template: Template): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const path = join(folder, 'Countersign.template.json');
    writeFileSync(path, JSON.stringify(template));
    const stack = { stackConstructPath: 'Countersign', templatePath: path, accountId: undefined, region: undefined };
    const context = { templatePaths: [path], stackTemplates: [stack], appConstruct: synthesized.stack.node.root };
    const report = engine.validate(context);
    return report.violations.map(({ ruleName, description }) => `${ruleName}: ${description}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the template', () => {
  it.each([
    ['as it is', {}],
    ['with everything set', everything],
    ['with an issuer and a proxy of its own', otherwise],
  ])(
    'is what CloudFormation takes, %s',
    (_, props) => {
      expect(findingsIn(synthesize(props).template)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'is what CloudFormation takes, of the web ACL before an edge',
    () => {
      const app = makeApp({ analyticsReporting: false, builtinCloudFormationValidation: false });
      const { stackName } = new AclStack(app, 'Countersign-acl');
      expect(findingsIn(app.synth().getStackByName(stackName).template as Template)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'would have findings: the check is not asleep',
    () => {
      const { Resources } = synthesized.template;
      const Wrong = { Type: 'AWS::SQS::Queue', Properties: { Misspelled: true } };
      expect(findingsIn({ Resources: { ...Resources, Wrong } })).not.toEqual([]);
    },
    PATIENCE,
  );
});

/** What each role may do, with every option set: a change of an action, a resource or a condition is a change of this file. */
describe('the rights of the role', () => {
  it.each(deployed.roles)('%s are the ones that were reviewed', (role) => {
    expect(`\n${deployed.rightsOf(role).join('\n')}\n`).toMatchSnapshot();
  });

  it('are in that file for every function', () => {
    const missing = (Object.keys(FUNCTIONS) as FunctionName[]).filter(
      (name) =>
        !deployed
          .statementsOf(name)
          .every((one) => deployed.roles.some((role) => deployed.rightsOf(role).includes(lineOf(one)))),
    );
    expect(missing).toEqual([]);
  });
});
