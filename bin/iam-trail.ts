import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { makeApp } from '../lib/app.ts';
import { IAM_REGION, IamTrailStack } from '../lib/iam-trail.ts';
import { readSettingsFile } from './settings-file.ts';

/**
 * The CDK app that sends what CloudTrail tells of IAM from us-east-1 to the region of the deployment:
 * `npx cdk deploy --app "node --import tsx bin/iam-trail.ts" -c region=eu-west-1`. A deployment in us-east-1 needs none.
 */
const app = makeApp();
const { stack = 'Countersign', alertTo = [] } = readSettingsFile(process.cwd(), (name) => app.node.tryGetContext(name));
const region: unknown = app.node.tryGetContext('region');
if (typeof region !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || region === IAM_REGION)
  throw new Error(`\`-c region=REGION\` names the region of the deployment, which is not ${IAM_REGION}`);
new IamTrailStack(app, `${stack}-iam-trail`, { deployedIn: region, alertTo, terminationProtection: true });
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks(), new ServerlessChecks());
