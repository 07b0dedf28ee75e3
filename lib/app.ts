import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { CountersignStack, type CountersignStackProps } from './countersign-stack.ts';
import { withoutCode } from './functions.ts';

const flags = createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;

/** An app with every recommended behaviour of this CDK release, for the command line, tests and the embedded engine. */
export const makeApp = (props: AppProps = {}): App => new App({ ...props, context: { ...flags, ...props.context } });

/** A stack that is never deployed: without code, for reading its template. */
export function makeStackWithoutCode(app: App, props: Partial<CountersignStackProps> = {}): CountersignStack {
  return new CountersignStack(app, 'Countersign', {
    codeOf: withoutCode,
    rules: { policy: '{}' },
    identity: { approverGroups: [], desks: [] },
    connectors: {},
    messages: {},
    ...props,
  });
}

export interface Synthesized {
  readonly stack: CountersignStack;
  /** The CloudFormation template, parsed. */
  readonly template: Template;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Synthesizes the stack in this process, without code and without leaving files. */
export function synthesize(props: Partial<CountersignStackProps> = {}): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'countersign-'));
  try {
    const app = makeApp({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    const stack = makeStackWithoutCode(app, props);
    return { stack, template: app.synth().getStackByName(stack.stackName).template as Template };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
