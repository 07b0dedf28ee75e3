import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CALM } from '../../lambdas/compose/clients/clients.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { ROUTES } from '../../lambdas/contract/routes.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';
import { everything } from '../support/everything.ts';

const HANDLERS = fileURLToPath(new URL('../../lambdas/handlers/', import.meta.url));
const functions = Object.entries(FUNCTIONS).map(([name, { file }]) => [name as FunctionName, file] as const);
const deployed = new Deployed(synthesize(everything));

/** What one file declares at its top level, by name, and where what it imports comes from. */
interface Module {
  readonly declared: ReadonlyMap<string, string>;
  readonly imported: ReadonlyMap<string, string>;
}

function moduleOf(path: string): Module {
  const text = readFileSync(path, 'utf8');
  const imported = [...text.matchAll(/^import (?!type\b)\{([^}]*)\} from '(\.[^']+)'/gm)].flatMap(
    ([, names = '', from = '']) =>
      names.split(',').map((name): [string, string] => [name.trim(), resolve(dirname(path), from)]),
  );
  const [head = '', ...rest] = text.split(/^(?=(?:export )?(?:async )?(?:const|function) \w+)/m);
  const named = rest.map((part): [string, string] => [/(?:const|function) (\w+)/.exec(part)?.[1] ?? '', part]);
  return { declared: new Map([['', head], ...named]), imported: new Map(imported) };
}

/** Names of the variables that a handler cannot work without: those that what it takes from the composition reads, and what that takes. */
function variablesOf(path: string, name?: string, seen = new Set<string>()): Set<string> {
  const key = `${path}:${name ?? '*'}`;
  if (seen.has(key)) return new Set();
  seen.add(key);
  const { declared, imported } = moduleOf(path);
  const text = name === undefined ? [...declared.values()].join('') : (declared.get(name) ?? '');
  const own = [...text.matchAll(/\benvironment\(ENV\.(\w+)\)/g)].map(([, one]) => ENV[one as keyof typeof ENV]);
  const used = new Set([...text.matchAll(/\b[A-Za-z]\w*\b(?!:)/g)].map(([word]) => word));
  const beside = [...declared.keys()].filter((one) => one !== name && one !== '' && used.has(one));
  const others = [...imported].filter(([one, from]) => used.has(one) && from.includes('/compose/'));
  return new Set([
    ...own,
    ...beside.flatMap((one) => [...variablesOf(path, one, seen)]),
    ...others.flatMap(([one, from]) => [...variablesOf(from, one, seen)]),
  ]);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const GATEWAY_SECONDS = 30;

const TASKS = ['assess', 'openGate', 'execute', 'revoke', 'expireStage', 'close'] as const;

interface Definition {
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, { readonly Resource?: string; readonly TimeoutSeconds?: number }>>;
}

/** The definition in a template, whose references are replaced by a word. */
function definitionIn(value: unknown): Definition {
  const { 'Fn::Join': join } = value as { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
  return JSON.parse(join[1].map((part) => (typeof part === 'string' ? part : 'reference')).join('')) as Definition;
}

describe('the functions', () => {
  it.each(functions)('%s runs as the contract says', (name) => {
    expect(deployed.propertiesOf(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
    });
  });

  it.each(functions)('%s has a handler, and every variable that it reads', (name, file) => {
    const path = join(HANDLERS, `${file}.ts`);
    expect(existsSync(path)).toBe(true);
    expect(Object.keys(deployed.environmentOf(name))).toEqual(expect.arrayContaining([...variablesOf(path)]));
  });

  it.each(functions)('%s is told nothing but what the contract names', (name) => {
    const known: readonly string[] = Object.values(ENV);
    expect(Object.keys(deployed.environmentOf(name)).filter((variable) => !known.includes(variable))).toEqual([]);
  });

  it.each([
    [['webhook'], ENV.sourcesFile],
    [['enrolment', 'requester'], ENV.vendorsFile],
  ] as const)(
    '%s alone are given %s, besides the doctor, and only where there is something in it',
    (names, variable) => {
      const told = functions.filter(([one]) => variable in deployed.environmentOf(one)).map(([one]) => one);
      expect(told).toEqual([...names, 'doctor']);
      const plain = new Deployed(synthesize({ rules: { policy: '{}' } }));
      for (const name of names) expect(plain.environmentOf(name)).not.toHaveProperty(variable);
    },
  );

  it('sees what a handler reads', () => {
    expect([...variablesOf(join(HANDLERS, 'execute.ts'))]).toEqual(
      expect.arrayContaining([ENV.ledgerTable, ENV.policyFile, ENV.boxPrefix, ENV.revokeFunctionArn]),
    );
  });

  it('have timeouts that nest: a call ends before its function, a function before who waits for it, a state before its execution', () => {
    const { connectionTimeout, requestTimeout } = CALM.requestHandler;
    const call = (CALM.maxAttempts * (connectionTimeout + requestTimeout)) / 1000;
    const seconds = (name: FunctionName) => Number(deployed.propertiesOf(name)['Timeout']);
    for (const [name] of functions) expect(seconds(name)).toBeGreaterThan(call);
    for (const { function: name } of ROUTES) expect(seconds(name)).toBeLessThan(GATEWAY_SECONDS);
    const [machine] = deployed.all('AWS::StepFunctions::StateMachine');
    const { TimeoutSeconds, States } = definitionIn(machine?.['DefinitionString']);
    const tasks = Object.entries(States).filter(([, { Resource }]) => Resource?.endsWith(':lambda:invoke'));
    expect(tasks.length).toBeGreaterThan(5);
    for (const [, { TimeoutSeconds: limit = 0 }] of tasks) {
      expect(limit).toBeGreaterThan(Math.max(...TASKS.map(seconds)));
      expect(limit).toBeLessThan(TimeoutSeconds);
    }
  });

  it('keep their logs for an audit, and not for ever', () => {
    const logs = deployed.all('AWS::Logs::LogGroup');
    expect(logs).toHaveLength(functions.length + 2);
    for (const { RetentionInDays } of logs) expect(RetentionInDays).toBe(400);
  });

  it('write logs that are encrypted with a key that only the log service uses, for log groups of this stack', () => {
    const keys = deployed.resources.filter(([id]) => id.startsWith('KeysLogs'));
    expect(keys).toHaveLength(1);
    const [[id = '', key] = []] = keys;
    for (const { KmsKeyId } of deployed.all('AWS::Logs::LogGroup'))
      expect(KmsKeyId).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    const { Statement } = Object(key?.Properties?.['KeyPolicy']) as { Statement: readonly Record<string, unknown>[] };
    const [, encrypts, ...others] = Statement;
    expect(others).toEqual([]);
    expect(encrypts?.['Principal']).toEqual({
      Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
    });
    const groups = JSON.stringify(encrypts?.['Condition']);
    expect(groups).toContain('kms:EncryptionContext:aws:logs:arn');
    expect(groups.match(/:log-group:(\/aws\/vendedlogs\/states\/)?Countersign-\*/g)).toHaveLength(2);
  });

  it('are named by CloudFormation, but for the one that is told its own ARN', () => {
    const named = functions.filter(([name]) => 'FunctionName' in deployed.propertiesOf(name));
    expect(named.map(([name]) => name)).toEqual(['revoke']);
    expect(deployed.propertiesOf('revoke')['FunctionName']).toBe('Countersign-revoke');
    expect(JSON.stringify(deployed.environmentOf('revoke')[ENV.revokeFunctionArn])).toContain('Countersign-revoke');
  });
});
