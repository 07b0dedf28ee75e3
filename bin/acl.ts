import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { AclStack } from '../lib/acl.ts';
import { makeApp } from '../lib/app.ts';
import { readSettingsFile } from './settings-file.ts';

/**
 * The CDK app of the edge's web ACL, a stack in us-east-1 that is deployed first: `npx cdk deploy --app "node --import tsx bin/acl.ts"`. Its
 * output `AclArn` is the setting `edge.acl`.
 */
const app = makeApp();
const { stack = 'Countersign' } = readSettingsFile(process.cwd(), (name) => app.node.tryGetContext(name));
new AclStack(app, `${stack}-acl`, { terminationProtection: true });
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks(), new ServerlessChecks());
