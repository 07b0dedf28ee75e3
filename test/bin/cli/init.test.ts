import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { RELEASE } from '../../../lambdas/contract/release.ts';
import type { RecordFacts, ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import { differenceOf, summaryOf } from '../../../lambdas/core/policy/adopting.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { arnOf } from '../../../local/aws/arns.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { CliRegistry } from '../../support/cli-registry.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { ACTORS, NOW, PEOPLE } from '../../support/fixtures.ts';

const POLICY_FILE = 'policies/demo.yaml';
const { policy, digest, json } = compilePolicy(readFileSync(POLICY_FILE, 'utf8'), POLICY_FILE);
/** Without rules, so that its staffing is counted at once. */
const DEPLOYED = { ...policy, groups: [], rules: [], digest };
const TOPIC = arnOf('sns', 'alerts');
const SIGN_IN = { issuer: 'https://issuer.example', clientId: 'c', scopes: 'openid', assurance: 2 };

let aws: LocalAws;
let service: FakeService | undefined;
let home: string;
const before = { ...process.env };

beforeAll(async () => {
  const bootstrap = async () => ({ administrators: ['person:adam', 'person:ada'], digest: 'd'.repeat(64) });
  aws = await startLocalAws({ functions: { bootstrap }, keys: ['custody'], topics: [TOPIC] });
  Object.assign(process.env, aws.environment);
});
afterAll(async () => {
  await aws.close();
  process.env = before;
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-init-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true });
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const facts = (over: Partial<ServiceFacts> = {}): ServiceFacts => ({
  ...{ at: NOW, issuer: SIGN_IN.issuer, you: { person: PEOPLE.admin, assurance: 2, halfHeld: null }, capabilities: {} },
  ...{ ways: ['email'], policy: { adopted: null, deployed: DEPLOYED }, keys: [] },
  ...{
    subscribers: { confirmed: 1, pending: 0 },
    mail: { verified: true, sandbox: false, nearQuota: false },
    texts: { sandbox: false },
    chats: [],
    tickets: [],
    directories: [],
    files: [],
    systems: [],
    rights: [],
  },
  ...{ concurrency: { limit: 1_000 }, capped: true },
  release: { version: RELEASE, state: STATE_VERSION },
  ...{
    sources: [{ source: 'jira', key: 'there', changedAt: NOW }],
    overdue: 0,
    grants: 0,
    heldSince: null,
    unread: [],
  },
  ...over,
});
const ADOPTED = facts({ policy: { adopted: digest, deployed: DEPLOYED } });
const ADMINS: readonly RecordFacts[] = ['ada', 'abe'].map((name) => ({
  ...({ of: 'person', person: `person:${name}`, nature: 'human', parts: ['admin'] } as const),
  ...{ signsIn: true, reachable: true },
}));

const serve = async (doctor: Script[string], more: Script = {}): Promise<void> => {
  service = await fakeService({
    'GET /.well-known/countersign': { body: SIGN_IN },
    'GET /doctor': doctor,
    'GET /doctor/records?limit=100': { body: { items: ADMINS } },
    ...more,
  });
};
const url = () => service?.url ?? '';
const outputs = (over: object = {}) => ({
  ...{ ApiUrl: url(), TokenIssuer: SIGN_IN.issuer, BootstrapFunctionName: 'bootstrap', AlertTopicArn: TOPIC },
  ...{ CustodyKeyArn: 'custody', WebhookKeyPrefix: `Countersign-${home.slice(-6)}/webhooks/` },
  ...{ RotationFunctionArn: arnOf('lambda', 'function:rotate'), ...over },
});
function fileOf(content: unknown): string {
  const file = join(home, 'outputs.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const init = (argv: readonly string[] = [], over: Circumstances = {}, of: unknown = { Countersign: outputs() }) =>
  cli(['init', '--outputs', fileOf(of), ...argv], { url: url(), ...over, env: { HOME: home, ...over.env } });
const profiles = () => JSON.parse(readFileSync(join(home, '.config/countersign/profiles.json'), 'utf8')).profiles;
const codeOf = (err: string): string => JSON.parse(err.slice(err.lastIndexOf('\n{') + 1)).code;

describe('init', () => {
  it('writes the profile, finds everything else done, and ends with the doctor', async () => {
    await serve({ body: ADOPTED });
    const { code, out } = await init();
    expect([code, out]).toEqual([0, expect.stringContaining('sound: nothing was found')]);
    expect(profiles()).toEqual({ default: { ...SIGN_IN, url: `${url()}/` } });
    const again = await init([], {}, { Stacks: [{ StackName: 'Countersign', Outputs: pairs(outputs()) }] });
    expect(again.out).toMatch(/^already profile default is of http/);
  });

  it('names the administrators, and waits until the service knows them', async () => {
    const unknown = aProblem(403, 'person-unknown');
    await serve([unknown, unknown, { body: ADOPTED }]);
    const { code, out, slept } = await init(['--administrators', 'docs/administrators.example.json']);
    expect([code, slept]).toEqual([0, [1_000, 1_000]]);
    expect(out).toContain('person:adam and person:ada');
  });

  it('says what is missing where nobody has registered the person', async () => {
    await serve(aProblem(403, 'person-unknown'));
    const { code, err } = await init();
    expect([code, err]).toEqual([1, expect.stringContaining('--administrators FILE')]);
  });

  it('proposes the deployed policy as one administrator', async () => {
    const difference = summaryOf(differenceOf({ before: null, after: { ...policy, digest }, now: NOW }));
    const proposed = { body: { stream: POLICY_STREAM, digest: 'd'.repeat(64), difference } };
    const empty = aProblem(404, 'stream-unknown');
    const ledger = `GET /ledger/${encodeURIComponent(POLICY_STREAM)}?from=1&limit=100`;
    await serve({ body: facts() }, { [ledger]: empty, 'POST /registry/proposals': proposed });
    expect((await init()).out).toContain('run this again with `--policy FILE`');
    const { code, out } = await init(['--policy', POLICY_FILE]);
    expect([code, out]).toEqual([2, expect.stringContaining('is proposed: the other administrator')]);
    expect(service?.seen.find(({ line }) => line.startsWith('POST'))?.body).toMatchObject({ policy: { text: json } });
    const other = await init(['--policy', 'policies/default.yaml', '--json']);
    expect([other.code, codeOf(other.err)]).toEqual([1, 'policy-differs']);
  }, 60_000);

  it('confirms it as the other, and asks before; the first waits', async () => {
    const registry = new CliRegistry();
    const adoption = { name: policy.name, digest, text: json };
    await registry.does(ACTORS.admin, POLICY_STREAM, { type: 'ProposePolicy', adoption });
    const confirmed = { body: { stream: POLICY_STREAM, seq: 2 } };
    const other = facts({ you: { person: PEOPLE.secondAdmin, assurance: 2, halfHeld: null } });
    await serve([{ body: facts() }, { body: facts() }, { body: other }, { body: other }, { body: other }], {
      ...registry.script(POLICY_STREAM),
      'POST /registry/confirmations': confirmed,
    });
    expect((await init([], { tty: true })).out).toContain('is proposed: the other administrator');
    const no = await init([], { tty: true, types: ['n'] });
    expect([no.code, no.asked]).toEqual([1, ['Confirm this? [y/N] ']]);
    const { out } = await init([], { tty: true, types: ['y'] });
    expect(out).toContain('done    policy demo is adopted');
    expect(service?.seen.filter(({ line }) => line === 'POST /registry/confirmations')).toHaveLength(1);
  }, 60_000);

  it('shows a webhook key to a person, and names only its secret to a program', async () => {
    await serve({ body: ADOPTED });
    const { out, err } = await init(['--source', 'jira', '--json']);
    const client = new SecretsManagerClient({});
    const SecretId = `${outputs().WebhookKeyPrefix}jira`;
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    client.destroy();
    expect(SecretString).toHaveLength(43);
    expect(out).toContain(`the value of the secret ${SecretId}`);
    expect(out + err).not.toContain(SecretString);
  });

  it('makes each webhook key once, under the custody key, and says what to paste', async () => {
    await serve({ body: ADOPTED });
    const { out } = await init(['--source', 'jira', 'servicenow', 'zendesk', '--test-alert']);
    const [, pasted = ''] = /paste into jira: address \S+\/webhooks\/jira, secret (\S+)/.exec(out) ?? [];
    const client = new SecretsManagerClient({});
    const SecretId = `${outputs().WebhookKeyPrefix}jira`;
    expect(await client.send(new GetSecretValueCommand({ SecretId }))).toMatchObject({ SecretString: pasted });
    client.destroy();
    expect(Buffer.from(pasted, 'base64url')).toHaveLength(32);
    expect(out).toMatch(/paste into servicenow: .*secret whsec_[A-Za-z0-9+/=]{44}\n/);
    expect(out).toContain('zendesk makes its key itself');
    expect(aws.sns.messages.items.at(-1)?.message).toContain('A test of Countersign');
    const again = await init(['--source', 'jira']);
    expect(again.out).toMatch(/already jira has its key/);
    expect(again.out).not.toContain(pasted);
  });

  it('tags a secret to govern, and says how it gets its rotation function', async () => {
    await serve({ body: ADOPTED });
    const client = new SecretsManagerClient({});
    const SecretId = `prod/${home.slice(-6)}`;
    await client.send(
      new CreateSecretCommand({ Name: SecretId, SecretString: 'a', Tags: [{ Key: 'team', Value: 'pay' }] }),
    );
    const { out } = await init(['--govern', SecretId]);
    expect(out).toMatch(
      new RegExp(`^next {4}the secret ${SecretId} is governed; .*--rotation-lambda-arn .*function:rotate `, 'm'),
    );
    const { Tags } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(Tags).toEqual([
      { Key: 'team', Value: 'pay' },
      { Key: 'countersign:governed', Value: 'true' },
    ]);
    const RotationLambdaARN = arnOf('lambda', 'function:bootstrap');
    await client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN, RotateImmediately: false }));
    expect((await init(['--govern', SecretId])).out).toContain(
      `already the secret ${SecretId} is governed, and rotated by ${RotationLambdaARN}`,
    );
    await client.send(new DeleteSecretCommand({ SecretId }));
    const gone = await init(['--govern', SecretId, '--json']);
    expect([gone.code, codeOf(gone.err), gone.err]).toEqual([
      1,
      'secret-unknown',
      expect.stringContaining('being deleted'),
    ]);
    const none = await init(['--govern', 'prod/none', '--json']);
    expect([none.code, codeOf(none.err)]).toEqual([1, 'secret-unknown']);
    client.destroy();
  });

  it('gives a program the steps and the findings, and nothing else', async () => {
    await serve({ body: ADOPTED });
    const { out } = await init(['--json']);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      steps: [{ step: 'profile' }, { step: 'sign-in' }, { step: 'policy' }],
    });
  });
});

const pairs = (of: object) => Object.entries(of).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));

describe('init changes nothing', () => {
  const refused = async (argv: readonly string[], of?: unknown, over: Circumstances = {}) => {
    const { code, err } = await init([...argv, '--json'], over, of ?? { Countersign: outputs() });
    return [code, codeOf(err)];
  };

  it('for a file without the outputs of one stack', async () => {
    await serve({ body: ADOPTED });
    for (const wrong of [{}, [], 'no json', { Other: { x: 1 } }, { Countersign: { ...outputs(), CustodyKeyArn: '' } }])
      expect(await refused([], wrong)).toEqual([2, 'usage']);
    expect(await refused([], { One: outputs(), Two: outputs() })).toEqual([2, 'usage']);
    expect((await init(['--stack', 'Two'], {}, { One: {}, Two: outputs() })).code).toBe(0);
    expect(await refused(['--stack', 'Three'])).toEqual([2, 'usage']);
  });

  it('for another stack under the same profile', async () => {
    await serve({ body: ADOPTED });
    await init();
    const [kept, first] = [profiles(), service];
    await serve({ body: ADOPTED });
    expect(await refused([], undefined, { env: { COUNTERSIGN_URL: '' } })).toEqual([1, 'profile-taken']);
    expect(profiles()).toEqual(kept);
    expect((await init(['--profile', 'second'])).code).toBe(0);
    expect(Object.keys(profiles())).toEqual(['default', 'second']);
    await first?.close();
  });

  it('for an address that is not of the stack', async () => {
    await serve({ body: ADOPTED });
    expect(await refused([], { Countersign: outputs({ TokenIssuer: 'https://other.example' }) })).toEqual([
      ...[1, 'stack-mismatch'],
    ]);
    expect(await refused([], undefined, { url: 'http://127.0.0.1:9' })).toEqual([1, 'profile-taken']);
    expect(await refused([], { Countersign: outputs({ ApiUrl: 'http://10.0.0.7' }) })).toEqual([2, 'usage']);
    expect(existsSync(join(home, '.config/countersign/profiles.json'))).toBe(false);
  });
});
