import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const HANDLERS = fileURLToPath(new URL('../../lambdas/handlers/', import.meta.url));
const functions = Object.entries(FUNCTIONS).map(([name, { file }]) => [name as FunctionName, file] as const);
const deployed = new Deployed(synthesize({ rules: { policy: '{}', sources: '{}', vendors: '{}' } }));

/** Names of the variables that a handler cannot work without: what the composition reads in the files that it imports. */
function variablesOf(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(file)) return found;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, name] of text.matchAll(/\benvironment\(ENV\.(\w+)\)/g)) found.add(ENV[name as keyof typeof ENV]);
  for (const [, path] of text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from '(\.[^']+)'/gm))
    for (const name of variablesOf(resolve(dirname(file), path ?? ''), seen)) found.add(name);
  return found;
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
    ['webhook', ENV.sourcesFile],
    ['requester', ENV.vendorsFile],
  ] as const)('%s alone is given %s, and only where there is something in it', (name, variable) => {
    const told = functions.filter(([one]) => variable in deployed.environmentOf(one)).map(([one]) => one);
    expect(told).toEqual([name]);
    const plain = new Deployed(synthesize({ rules: { policy: '{}' } }));
    expect(plain.environmentOf(name)).not.toHaveProperty(variable);
  });

  it('sees what a handler reads', () => {
    expect([...variablesOf(join(HANDLERS, 'execute.ts'))]).toEqual(
      expect.arrayContaining([ENV.ledgerTable, ENV.policyFile, ENV.sealPrefix, ENV.revokeFunctionArn]),
    );
  });

  it('keep their logs for an audit, and not for ever', () => {
    const logs = deployed.all('AWS::Logs::LogGroup');
    expect(logs).toHaveLength(functions.length + 2);
    for (const { RetentionInDays } of logs) expect(RetentionInDays).toBe(400);
  });

  it('are named by CloudFormation, but for the one that is told its own ARN', () => {
    const named = functions.filter(([name]) => 'FunctionName' in deployed.propertiesOf(name));
    expect(named.map(([name]) => name)).toEqual(['revoke']);
    expect(deployed.propertiesOf('revoke')['FunctionName']).toBe('Countersign-revoke');
    expect(JSON.stringify(deployed.environmentOf('revoke')[ENV.revokeFunctionArn])).toContain('Countersign-revoke');
  });
});
