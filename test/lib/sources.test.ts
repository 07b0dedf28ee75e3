import { expect, it } from '@jest/globals';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';
import { everything } from '../support/everything.ts';

const deployed = new Deployed(synthesize(everything));

interface ServiceStatement {
  readonly Effect: string;
  readonly Sid?: string;
  readonly Principal: { readonly Service: unknown };
  readonly Condition?: unknown;
}

/** Statements of the template that let a service in, wherever they stand. */
function servicesIn(value: unknown): readonly ServiceStatement[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(servicesIn);
  const { Effect, Principal } = value as { Effect?: string; Principal?: { Service?: unknown } };
  return Effect === 'Allow' && Principal?.Service !== undefined ? [value as ServiceStatement, ...inside] : inside;
}

/** Services that are let in without saying for whom they act, each with the reason. */
const WITHOUT_SOURCE: Readonly<Record<string, string>> = {
  'KeysData delivery.logs.amazonaws.com':
    'made by the CDK for the log of the encrypted state machine; it can only decrypt, and what it reads belongs to the caller',
  'KeysLogs logs.{"Ref":"AWS::Region"}.amazonaws.com': 'the encryption context names the log groups of this stack',
};

const textOf = (value: unknown): string => {
  const { 'Fn::Join': join } = Object(value) as { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  return join?.[1].map(textOf).join(join[0]) ?? (typeof value === 'string' ? value : JSON.stringify(value));
};

it('lets a service in for this account or one resource of it only, or for a reason that is written down', () => {
  const all = deployed.resources.flatMap(([id, { Properties }]) =>
    servicesIn(Properties).map((statement) => ({ id: id.replace(/[0-9A-F]{8}$/, ''), statement })),
  );
  expect(all.length).toBeGreaterThan(35);
  const open = all.filter(
    ({ statement }) => !/"aws:Source(Account|Arn)"/.test(JSON.stringify(statement.Condition ?? {})),
  );
  expect(open.map(({ id, statement }) => `${id} ${textOf(statement.Principal.Service)}`).sort()).toEqual(
    Object.keys(WITHOUT_SOURCE).sort(),
  );
});

it('lets services call functions for this account or one resource of it only', () => {
  const permissions = deployed.all('AWS::Lambda::Permission');
  expect(permissions.length).toBeGreaterThan(30);
  for (const { SourceAccount, SourceArn } of permissions) expect(SourceAccount ?? SourceArn).toBeDefined();
});
