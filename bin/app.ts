import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { makeApp } from '../lib/app.ts';
import { bundledCode } from '../lib/bundle.ts';
import { CountersignStack } from '../lib/countersign-stack.ts';
import { settingsOf } from './settings.ts';
import { readSettingsFile } from './settings-file.ts';

/** The CDK app: one stack, checked by cdk-nag. Its settings are in `countersign.config.json`; `-c config=PATH` names another file. */
const app = makeApp();
const file = readSettingsFile(process.cwd(), (name) => app.node.tryGetContext(name));
const { stackName, ...settings } = settingsOf(file);
// Without the stack's timers no grant would end: a stack is deleted on purpose only, after every grant has ended.
new CountersignStack(app, stackName, { ...settings, codeOf: bundledCode(), terminationProtection: true });
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks(), new ServerlessChecks());
