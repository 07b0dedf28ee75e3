import { settingsOf } from '../../../bin/settings.ts';
import { readSettingsFile } from '../../../bin/settings-file.ts';
import { makeApp } from '../../../lib/app.ts';
import { CountersignStack } from '../../../lib/countersign-stack.ts';
import { withoutCode } from '../../../lib/functions.ts';

/** The CDK app without the code of its functions: templates to be linted, of settings that nobody deploys together. */
const app = makeApp();
const { stackName, ...settings } = settingsOf(readSettingsFile(process.cwd(), (name) => app.node.tryGetContext(name)));
new CountersignStack(app, stackName, { ...settings, codeOf: withoutCode, terminationProtection: true });
