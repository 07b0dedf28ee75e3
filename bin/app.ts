import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { makeApp } from '../lib/app.ts';
import { bundledCode } from '../lib/bundle.ts';
import { CountersignStack } from '../lib/countersign-stack.ts';
import { readSettings } from './settings.ts';

/** The CDK app: one stack, checked by cdk-nag. Its settings are in `settings.ts`; `-c name=value` sets them. */
const app = makeApp();
const { stackName, ...settings } = readSettings((name) => app.node.tryGetContext(name));
// Without the stack's timers no grant would end: a stack is deleted on purpose only, after every grant has ended.
new CountersignStack(app, stackName, { ...settings, codeOf: bundledCode(), terminationProtection: true });
Validations.of(app).addPlugins(new AwsSolutionsChecks());
