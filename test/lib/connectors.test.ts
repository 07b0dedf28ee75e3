import { describe, expect, it } from '@jest/globals';
import { IAM_CALLERS } from '../../lambdas/contract/callers.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const functions = Object.keys(FUNCTIONS) as FunctionName[];
const told = (deployed: Deployed, variable: string) =>
  Object.fromEntries(
    functions.flatMap((name) => {
      const value = deployed.environmentOf(name)[variable];
      return value === undefined ? [] : [[name, value]];
    }),
  );

describe('the connectors of a deployment', () => {
  const poolless = new Deployed(synthesize());
  const whole = new Deployed(synthesize({ connectors: { userPoolId: 'us-east-1_a' } }));

  it('are told to whatever makes, executes or ends a plan, to the doctor, to the registry, which asks the directory whom an account is, to owners, and to what contains a change in a directory', () => {
    const all = {
      assess: 0,
      cloudTrail: 0,
      directoryLog: 0,
      doctor: 0,
      enrolment: 0,
      recoveryCommands: 0,
      execute: 0,
      registry: 0,
      revoke: 0,
      sweeper: 0,
    };
    const each = (value: string) => Object.fromEntries(Object.keys(all).map((name) => [name, value]));
    expect(told(poolless, ENV.connectors)).toEqual(each('secrets-manager'));
    expect(told(whole, ENV.connectors)).toEqual(each('secrets-manager cognito'));
  });

  it('read the tier that the directory gives where a record is registered, planned and executed, and nowhere else', () => {
    const reading = functions.filter((name) => whole.actionsOf(name).includes('cognito-idp:AdminListGroupsForUser'));
    expect([...reading].sort()).toEqual(['assess', 'execute', 'registry']);
    const told1 = synthesize({ connectors: { userPoolId: 'us-east-1_a', groupTiers: 'root=critical' } });
    expect(Object.keys(told(new Deployed(told1), ENV.groupTiers)).sort()).toEqual(['assess', 'execute', 'registry']);
    expect(told(whole, ENV.groupTiers)).toEqual({});
  });

  const secretOf = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-a1B2c3`;
  const entra = {
    tenant: '84841066-274d-4ec0-a5c1-276be684bdd3',
    reader: { clientId: '5b1d0f8e-61f1-4d0c-8f6f-0f6a3f6f7a11', secret: secretOf('entra/reader') },
    operator: { clientId: '6f1967b7-15e8-4935-ac26-d50770ed07a7', secret: secretOf('entra/operator') },
  };
  const okta = {
    org: 'acme.okta.com',
    reader: { clientId: '0oa1gjh63g214q0Hq0g4', secret: secretOf('okta/reader') },
    operator: { clientId: '0oa2gjh63g214q0Hq0g4', secret: secretOf('okta/operator') },
  };
  const googleWorkspace = {
    domain: 'example.com',
    reader: { subject: 'reader@example.com', secret: secretOf('google/reader') },
    operator: { subject: 'operator@example.com', secret: secretOf('google/operator') },
  };
  const google = new Deployed(synthesize({ connectors: { googleWorkspace } }));

  it('have one application whose secrets the rotation function alone signs in with, and a log that the function that asks logs reads', () => {
    const rotator = (of: string) => ({ clientId: `${of}-rotator`, secret: secretOf(`${of}/rotator`) });
    const connectors = {
      entra: { ...entra, rotator: rotator('entra'), receipts: true },
      okta: { ...okta, rotator: rotator('okta'), receipts: true },
      googleWorkspace: { ...googleWorkspace, rotator: { secret: secretOf('google/rotator') } },
    };
    const placed = new Deployed(synthesize({ connectors }));
    const readers = (secret: string) =>
      functions.filter((name) => placed.statementsOf(name).some(({ Resource }) => [Resource].flat().includes(secret)));
    expect(readers(secretOf('google/rotator'))).toEqual(['rotateSecret']);
    for (const name of ['entra', 'okta'] as const) {
      expect(readers(secretOf(`${name}/rotator`))).toEqual(['rotateSecret']);
      expect(readers(secretOf(`${name}/reader`))).toContain('directoryLog');
    }
    expect(placed.environmentOf('rotateSecret')).toMatchObject({
      ...{ [ENV.entraClient]: 'entra-rotator', [ENV.oktaClient]: 'okta-rotator' },
      [ENV.googleSecret]: secretOf('google/rotator'),
    });
    // The doctor has it say whether the rotators are well.
    expect(placed.environmentOf('doctor')[ENV.rotationFunction]).toBeDefined();
    expect(both.environmentOf('doctor')[ENV.rotationFunction]).toBeUndefined();
    // It calls in nobody's name.
    expect(placed.environmentOf('rotateSecret')[ENV.googleSubject]).toBeUndefined();
    const settings = { place: okta.org, ...okta.reader, connectors: [okta.operator.clientId] };
    expect(told(placed, ENV.oktaLog)).toEqual({ directoryLog: JSON.stringify(settings) });
    expect(Object.keys(told(placed, ENV.entraLog))).toEqual(['directoryLog']);
    expect(told(both, ENV.oktaLog)).toEqual({});
    expect(told(both, ENV.oktaClient)['rotateSecret']).toBeUndefined();
    expect(told(google, ENV.googleSecret)['rotateSecret']).toBeUndefined();
  });

  it('release keys of disks only where the settings say so: every function that is told of connectors is told that, and so is the log', () => {
    const released = (over: object) => new Deployed(synthesize({ connectors: { entra: { ...entra, ...over } } }));
    for (const over of [{}, { diskKeys: false, receipts: true }]) {
      expect(told(released(over), ENV.entraDiskKeys)).toEqual({});
      expect(told(released(over), ENV.entraLog)['directoryLog'] ?? '').not.toContain('diskKeys');
    }
    const on = released({ diskKeys: true, receipts: true });
    expect(Object.keys(told(on, ENV.entraDiskKeys))).toEqual(Object.keys(told(on, ENV.connectors)));
    expect(new Set(Object.values(told(on, ENV.entraDiskKeys)))).toEqual(new Set(['true']));
    expect(JSON.parse(String(told(on, ENV.entraLog)['directoryLog']))).toMatchObject({ diskKeys: true });
  });

  it('make and delete access keys of the named IAM users that a tag gives to a secret, in the rotation function alone', () => {
    const iamUsers = ['arn:aws:iam::111122223333:user/ci', 'arn:aws:iam::111122223333:user/services/*'];
    const placed = new Deployed(synthesize({ connectors: { iamUsers } }));
    const having = functions.filter((name) =>
      placed.actionsOf(name).some((action) => /^iam:(?!PassRole)/.test(action)),
    );
    // What CloudTrail tells of keys names users by name alone; the doctor asks what the rotation function may.
    expect([...having].sort()).toEqual(['cloudTrail', 'doctor', 'rotateSecret']);
    expect(placed.actionsOf('doctor').filter((one) => one.startsWith('iam:'))).toEqual(['iam:SimulatePrincipalPolicy']);
    const statements = placed
      .statementsOf('rotateSecret')
      .filter(({ Action }) => [Action].flat().some((action) => String(action).startsWith('iam:')));
    expect(statements).toMatchObject([
      { Action: ['iam:GetAccessKeyLastUsed', 'iam:ListAccessKeys', 'iam:ListUserTags'], Resource: iamUsers },
      {
        ...{ Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:UpdateAccessKey'], Resource: iamUsers },
        Condition: { StringLike: { 'aws:ResourceTag/countersign:secret': '*' } },
      },
    ]);
    expect(whole.actionsOf('rotateSecret').filter((action) => action.startsWith('iam:'))).toEqual([]);
  });

  it('change the users and roles of the account that the settings name and a tag governs, and read every one', () => {
    const iamIdentities = ['arn:aws:iam::111122223333:role/deploy/*', 'arn:aws:iam::111122223333:user/people/*'];
    const placed = new Deployed(synthesize({ connectors: { iamIdentities, groupTiers: 'root=critical' } }));
    const rightsOf = (name: FunctionName) =>
      placed.statementsOf(name).flatMap(({ Action, ...statement }) => {
        const actions = [Action]
          .flat()
          .map(String)
          .filter((action) => /^iam:(?!PassRole)/.test(action));
        return actions.length === 0 ? [] : [{ ...statement, actions }];
      });
    const isRead = (action: string): boolean => /^iam:(Get|List)/.test(action);
    // The doctor asks what they may do, and may do nothing there itself.
    const { stack } = placed;
    const holders = (Object.keys(IAM_CALLERS) as FunctionName[])
      .sort()
      .map((name) => stack.functions.of(name).role?.roleArn);
    const asking = { actions: ['iam:SimulatePrincipalPolicy'], Resource: stack.resolve(holders) };
    expect(rightsOf('doctor')).toEqual([{ Effect: 'Allow', ...asking }]);
    expect([Object.keys(told(placed, ENV.rightsAtIam)), told(whole, ENV.rightsAtIam)]).toEqual([['doctor'], {}]);
    const having = functions.filter((name) => name !== 'doctor' && rightsOf(name).length > 0);
    expect([...having].sort()).toEqual(['assess', 'cloudTrail', 'execute', 'registry', 'revoke', 'sweeper']);
    for (const name of ['assess', 'cloudTrail', 'registry'] as const)
      expect(
        rightsOf(name)
          .flatMap(({ actions }) => actions)
          .filter((action) => !isRead(action)),
      ).toEqual([]);
    for (const name of ['execute', 'revoke', 'sweeper'] as const) {
      const changing = rightsOf(name).filter(({ actions }) => !actions.every(isRead));
      const device = changing.filter(({ actions }) => actions.includes('iam:DeleteVirtualMFADevice'));
      expect(device.map(({ actions }) => actions)).toEqual(name === 'execute' ? [['iam:DeleteVirtualMFADevice']] : []);
      expect(changing.filter((one) => !device.includes(one))).toMatchObject([
        { Resource: iamIdentities, Condition: { StringEquals: { 'aws:ResourceTag/countersign:governed': 'true' } } },
      ]);
    }
    const all = having.flatMap((name) => rightsOf(name).flatMap(({ actions }) => actions));
    // Nobody makes a way in for whoever had none, and nobody gives a policy that AWS or others manage.
    for (const never of ['CreateLoginProfile', 'CreateAccessKey', 'AttachUserPolicy', 'AttachRolePolicy', 'TagUser'])
      expect(all).not.toContain(`iam:${never}`);
    expect(told(placed, ENV.connectors)['assess']).toBe('secrets-manager iam');
    expect(told(placed, ENV.groupTiers)['execute']).toBe('root=critical');
    expect(having.flatMap((name) => whole.actionsOf(name)).filter((one) => /^iam:(?!PassRole)/.test(one))).toEqual([]);
  });

  it('read users and permission sets of the one instance of IAM Identity Center, and change nothing there', () => {
    const instance = 'ssoins-7223b1f2c3d4e5f6';
    const identityCenter = { instanceArn: `arn:aws:sso:::instance/${instance}`, identityStoreId: 'd-9067642ac7' };
    const placed = new Deployed(synthesize({ connectors: { identityCenter, groupTiers: 'root=critical' } }));
    const rightsOf = (name: FunctionName) =>
      placed.actionsOf(name).filter((action) => /^(sso|sso-directory|identitystore):/.test(action));
    const having = functions.filter((name) => rightsOf(name).length > 0);
    expect([...having].sort()).toEqual(['assess', 'doctor', 'execute', 'registry', 'revoke', 'sweeper']);
    for (const action of having.flatMap(rightsOf)) expect(action).toMatch(/^(sso|identitystore):(Get|Describe|List)/);
    expect(rightsOf('doctor').sort()).toEqual(['identitystore:GetUserId', 'sso:DescribeInstance']);
    for (const name of ['revoke', 'sweeper'] as const) expect(rightsOf(name)).toEqual(['identitystore:DescribeUser']);
    for (const name of having) {
      const own = placed
        .statementsOf(name)
        .filter(({ Action }) => [Action].flat().some((action) => /^(sso|identitystore):/.test(String(action))));
      const on = JSON.stringify(own.map(({ Resource }) => Resource));
      expect(on).not.toContain('"*"');
      expect(on).toContain(`identitystore/${identityCenter.identityStoreId}`);
      const isRanking = ['assess', 'execute', 'registry'].includes(name);
      for (const more of [`permissionSet/${instance}/*`, ':::group/*', ':::membership/*'])
        expect([name, on.includes(more)]).toEqual([name, isRanking]);
    }
    expect(told(placed, ENV.identityCenter)['assess']).toBe(JSON.stringify(identityCenter));
    expect([told(placed, ENV.connectors)['assess'], told(placed, ENV.groupTiers)['execute']]).toEqual([
      ...['secrets-manager identity-center', 'root=critical'],
    ]);
    expect(told(whole, ENV.identityCenter)).toEqual({});
  });

  it('of a workspace read in the name of one administrator, and change in the name of another one', () => {
    const subjects = told(google, ENV.googleSubject);
    for (const name of ['execute', 'revoke', 'sweeper']) expect(subjects[name]).toBe('operator@example.com');
    for (const name of ['assess', 'registry', 'doctor']) expect(subjects[name]).toBe('reader@example.com');
    const opening = functions.filter((name) =>
      google.statementsOf(name).some(({ Resource }) => [Resource].flat().includes(googleWorkspace.operator.secret)),
    );
    expect([...opening].sort()).toEqual(['execute', 'revoke', 'sweeper']);
    expect(told(google, ENV.connectors)['assess']).toBe('secrets-manager google-workspace');
  });

  const both = new Deployed(synthesize({ connectors: { entra, okta } }));
  it.each([
    ['a tenant', entra.tenant, entra, [ENV.entraTenant, ENV.entraClient, ENV.entraSecret]],
    ['an org', okta.org, okta, [ENV.oktaOrg, ENV.oktaClient, ENV.oktaSecret]],
  ] as const)(
    'of %s are told which one, and may read the secret of one application there: only whoever executes and revokes that of the operator',
    (_, place, apps, names) => {
      const readers = { assess: apps.reader, registry: apps.reader, doctor: apps.reader };
      const operators = { execute: apps.operator, revoke: apps.operator, sweeper: apps.operator };
      const clients = new Map(Object.entries({ ...readers, ...operators }));
      const secrets: readonly string[] = [apps.reader.secret, apps.operator.secret];
      for (const name of functions) {
        const client = clients.get(name);
        const environment = both.environmentOf(name);
        expect(names.map((one) => environment[one])).toEqual(
          client === undefined ? [undefined, undefined, undefined] : [place, client.clientId, client.secret],
        );
        const read = both
          .statementsOf(name)
          .flatMap(({ Action, Resource }) => [Resource].flat().map((one) => [Action, one]))
          .filter(([, one]) => typeof one === 'string' && secrets.includes(one));
        expect(read).toEqual(client === undefined ? [] : [['secretsmanager:GetSecretValue', client.secret]]);
      }
    },
  );

  it('without a user pool are without its variable and its rights', () => {
    expect(told(poolless, ENV.userPoolId)).toEqual({});
    const rights = functions.flatMap((name) => poolless.actionsOf(name));
    expect(rights.filter((right) => right.startsWith('cognito-idp:'))).toEqual([]);
    expect(Object.keys(told(whole, ENV.userPoolId)).sort()).toEqual([
      ...['assess', 'execute', 'registry', 'revoke', 'sweeper'],
    ]);
  });

  describe('that are LDAP directories', () => {
    const CALLING = ['assess', 'directoryLog', 'doctor', 'execute', 'registry', 'revoke', 'rotateSecret', 'sweeper'];
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-a1B2c3`;
    const place = { urls: ['ldaps://dc1.example.com'], base: 'DC=example,DC=com' };
    const directory = { ...place, readerSecret: secret('reader'), operatorSecret: secret('operator') };
    const network = { subnets: ['subnet-0a'], securityGroups: ['sg-0a'] };
    const ldap = { 'active-directory': directory };
    const placed = new Deployed(synthesize({ connectors: { ldap, network } }));
    const near = new Deployed(synthesize({ connectors: { ldap } }));
    const opening = (name: FunctionName, arn: string) =>
      placed
        .statementsOf(name)
        .some(({ Action, Resource }) => Action === 'secretsmanager:GetSecretValue' && [Resource].flat().includes(arn));

    it('show the credential that reads to whoever registers, plans and examines, and the one that changes to whoever executes and ends', () => {
      const who = (arn: string) => functions.filter((name) => opening(name, arn)).sort();
      expect(who(secret('reader'))).toEqual(['assess', 'directoryLog', 'doctor', 'registry']);
      expect(who(secret('operator'))).toEqual(['execute', 'revoke', 'sweeper']);
      const settings = told(placed, ENV.activeDirectory);
      expect(settings['registry']).toBe(JSON.stringify({ ...place, secret: secret('reader') }));
      expect(settings['execute']).toBe(JSON.stringify({ ...place, secret: secret('operator') }));
      // An account changes its own password: whoever rotates is told where, and shown nobody's credential.
      expect(settings['rotateSecret']).toBe(JSON.stringify(place));
      expect(Object.keys(settings).sort()).toEqual(CALLING);
      expect(told(placed, ENV.openldap)).toEqual({});
    });

    it('are directories of record where the deployment says so: the function that reads them has the account that reads', () => {
      const population = { from: ['active-directory'], environment: 'production' } as const;
      const followed = new Deployed(synthesize({ connectors: { ldap, network, population } }));
      expect(followed.environmentOf('sync')).toMatchObject({
        [ENV.population]: JSON.stringify(population),
        [ENV.activeDirectory]: JSON.stringify({ ...place, secret: secret('reader') }),
      });
      expect(followed.actionsOf('sync')).toEqual(expect.arrayContaining(['ec2:CreateNetworkInterface']));
      expect(JSON.stringify(followed.statementsOf('sync'))).not.toContain(secret('operator'));
      const rules = (one: Deployed) =>
        one.resources.filter(([, { Properties }]) => Properties?.['ScheduleExpression'] === 'rate(15 minutes)');
      expect([rules(followed).length, rules(placed).length]).toEqual([1, 0]);
    });

    it('may be a tenant and an org: the function that reads them has the applications that read', () => {
      const application = (name: string) => ({ clientId: `id-${name}`, secret: secret(name) });
      const pair = (name: string) => ({
        reader: application(`${name}-reader`),
        operator: application(`${name}-operator`),
      });
      const entra = { tenant: 'tenant-1', ...pair('entra') };
      const okta = { org: 'acme.okta.com', ...pair('okta') };
      const population = { from: ['entra', 'okta'], environment: 'production' } as const;
      const followed = new Deployed(synthesize({ connectors: { entra, okta, population, groupTiers: 'x=critical' } }));
      expect(followed.environmentOf('sync')).toMatchObject({
        ...{
          [ENV.entraTenant]: 'tenant-1',
          [ENV.entraClient]: 'id-entra-reader',
          [ENV.entraSecret]: secret('entra-reader'),
        },
        ...{
          [ENV.oktaOrg]: 'acme.okta.com',
          [ENV.oktaClient]: 'id-okta-reader',
          [ENV.oktaSecret]: secret('okta-reader'),
        },
        [ENV.groupTiers]: 'x=critical',
      });
      const rights = JSON.stringify(followed.statementsOf('sync'));
      for (const one of ['entra-reader', 'okta-reader']) expect(rights).toContain(secret(one));
      expect(rights).not.toContain('operator');
      const alone = new Deployed(synthesize({ connectors: { entra, okta } }));
      expect(JSON.stringify(alone.statementsOf('sync'))).not.toContain('reader');
    });

    it('may be files: the function that reads them, and the doctor, have the credential of each and nothing else of its directory', () => {
      const file = { url: 'https://hr.example.com/x', secret: secret('hr-export'), scheme: 'bearer' } as const;
      const population = { from: [], files: { 'active-directory': file }, environment: 'production' } as const;
      const followed = new Deployed(synthesize({ connectors: { ldap, network, population } }));
      for (const name of ['sync', 'doctor'] as const)
        expect(followed.environmentOf(name)).toMatchObject({ [ENV.population]: JSON.stringify(population) });
      const reading = (one: Deployed) =>
        functions.filter((name) => JSON.stringify(one.statementsOf(name)).includes(secret('hr-export'))).sort();
      expect([reading(followed), reading(placed)]).toEqual([['doctor', 'sync'], []]);
      expect(JSON.stringify(followed.statementsOf('sync'))).not.toContain(secret('reader'));
      expect(followed.actionsOf('sync')).toEqual(expect.arrayContaining(['ec2:CreateNetworkInterface']));
      expect(placed.environmentOf('doctor')).not.toHaveProperty(ENV.population);
    });

    it('are reached from their network by the functions that call them, whose code may make no interface', () => {
      const interfaces = functions.filter((name) => placed.actionsOf(name).includes('ec2:CreateNetworkInterface'));
      expect([...interfaces].sort()).toEqual(CALLING);
      for (const name of interfaces) {
        const denied = placed.statementsOf(name).filter(({ Effect }) => Effect === 'Deny');
        expect(denied).toHaveLength(1);
        expect(JSON.stringify(denied[0]?.Condition)).toContain('lambda:SourceFunctionArn');
      }
      expect(functions.flatMap((name) => near.actionsOf(name)).filter((one) => one.startsWith('ec2:'))).toEqual([]);
    });
  });

  describe('behind whose secrets are PostgreSQL servers', () => {
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-a1B2c3`;
    const key = 'arn:aws:kms:us-east-1:111122223333:key/4';
    const network = { subnets: ['subnet-0a'], securityGroups: ['sg-0a'] };
    const servers = [
      { host: 'db.example.com', port: 5432, secret: secret('db'), secretKey: key },
      { host: 'search.example.com', port: 5433, secret: secret('search') },
    ];
    const probes = { 'prod/payments/db': 'https://payments.example.com/health' };
    const keyApis = {
      maps: {
        ...{ url: 'https://api.example.com', secret: secret('maps') },
        create: { path: '/v1/keys', body: { label: '{name}' }, id: '/id', key: '/key' },
        list: { path: '/v1/keys', items: '', id: '/id', name: '/label' },
        ...{ revoke: { method: 'DELETE' as const, path: '/v1/keys/{id}' }, test: { path: '/v1/me' } },
      },
    };
    const placed = new Deployed(synthesize({ connectors: { postgres: servers, network, probes, keyApis } }));

    it('are looked at by the rotation function for the doctor, which may call it and has none of their credentials', () => {
      const calling = ({ Action }: { readonly Action: unknown }) => Action === 'lambda:InvokeFunction';
      const [statement, ...more] = placed.statementsOf('doctor').filter(calling);
      expect([placed.environmentOf('doctor')[ENV.rotationFunction], more]).toEqual([statement?.Resource, []]);
      expect(JSON.stringify(statement?.Resource)).toMatch(/RotateSecret/i);
      expect(JSON.stringify(placed.statementsOf('doctor'))).not.toContain('111122223333:secret:');
      expect([told(poolless, ENV.rotationFunction), poolless.statementsOf('doctor').filter(calling)]).toEqual([{}, []]);
    });

    it('are told to the rotation function alone, which reads the credentials of their administrators', () => {
      const opening = functions.filter((name) =>
        placed
          .statementsOf(name)
          .some(
            ({ Action, Resource }) =>
              Action === 'secretsmanager:GetSecretValue' && [Resource].flat().includes(secret('db')),
          ),
      );
      expect(opening).toEqual(['rotateSecret']);
      const withoutKeys = servers.map(({ host, port, secret: one }) => ({ host, port, secret: one }));
      expect(told(placed, ENV.postgres)).toEqual({ rotateSecret: JSON.stringify(withoutKeys) });
      expect(told(placed, ENV.keyApis)).toEqual({ rotateSecret: JSON.stringify(keyApis) });
      const reading = placed.statementsOf('rotateSecret').flatMap(({ Resource }) => [Resource].flat());
      expect(reading).toContain(secret('maps'));
      expect(told(placed, ENV.probes)).toEqual({ rotateSecret: JSON.stringify(probes) });
      const decrypting = placed.statementsOf('rotateSecret').filter(({ Action }) => Action === 'kms:Decrypt');
      expect(decrypting).toMatchObject([
        { Resource: key, Condition: { StringEquals: { 'kms:EncryptionContext:SecretARN': secret('db') } } },
      ]);
    });

    it('are reached from the network', () => {
      expect(placed.actionsOf('rotateSecret')).toContain('ec2:CreateNetworkInterface');
    });
  });
});
