import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Guarded } from '../../lambdas/contract/guard.ts';
import type { ListedGrant } from '../../lambdas/ports/workspace.ts';
import { composed } from '../support/compose.ts';
import { at } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';

let grants: readonly ListedGrant[] | Error = [];
composed('guard', {
  guardServices: {
    dueGrants: {
      due: async () => {
        if (grants instanceof Error) throw grants;
        return grants;
      },
    },
  },
});
const { handler } = await import('../../lambdas/handlers/guard.ts');

let server: Server;
let status = 200;
const answers: Readonly<Record<string, string>>[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    answers.push(JSON.parse(Buffer.concat(parts).toString()));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  jest.restoreAllMocks();
  caughtLog();
  [grants, status] = [[], 200];
});

const ACTED_ON = {
  ...{ 'secrets-manager': '', cognito: 'pool-1', entra: 'tenant-1', okta: 'acme.okta.com' },
  'active-directory': 'DC=example,DC=com',
};

/** As the stack tells them; undefined: without that one. */
function connectors(over: Readonly<Record<string, string | undefined>> = {}): string {
  return JSON.stringify({ ...ACTED_ON, ...over });
}

const NOW: Guarded = {
  connectors: connectors(),
  origin: 'https://help.example',
  leaves: '',
};
const grantOf = (connector: string, index = 0): ListedGrant => ({
  ...{ account: `${connector}:jane`, recovery: `rec-${connector}-${index}`, connector },
  ...{ expiresAt: at(60), dueAt: at(60) },
});

async function asked(type: 'Create' | 'Update' | 'Delete', to: Partial<Guarded> = {}) {
  await handler({
    ...{ RequestType: type, RequestId: 'r', StackId: 's', LogicalResourceId: 'Guard', ServiceToken: 'f' },
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...{ ResourceType: 'Custom::CountersignGuard', PhysicalResourceId: 'countersign-guard' },
    ResourceProperties: { ServiceToken: 'f', ...NOW, ...to },
    OldResourceProperties: { ServiceToken: 'f', ...NOW },
  } as CloudFormationCustomResourceEvent);
  return answers.at(-1);
}
const accepted = {
  Status: 'SUCCESS',
  PhysicalResourceId: 'countersign-guard',
  RequestId: 'r',
  LogicalResourceId: 'Guard',
};
const refused = (reason: RegExp) => ({ Status: 'FAILED', Reason: expect.stringMatching(reason) });

describe('the guard of the stack', () => {
  it('refuses an update that drops a connector with open grants, and names them', async () => {
    grants = [grantOf('cognito'), grantOf('secrets-manager')];
    expect(await asked('Update', { connectors: connectors({ cognito: undefined }) })).toMatchObject(
      refused(/^grants-open: .*cognito.*rec-cognito-0 \(cognito:jane\)\. Run `countersign drain`/),
    );
    expect(answers.at(-1)?.['Reason']).not.toContain('rec-secrets-manager');
    expect(await asked('Update', { connectors: connectors({ 'secrets-manager': undefined }) })).toMatchObject(
      refused(/rec-secrets-manager-0/),
    );
  });

  it.each([
    ['cognito', 'pool-2'],
    ['entra', 'tenant-2'],
    ['okta', 'other.okta.com'],
    ['active-directory', 'DC=other,DC=example'],
  ])('refuses another target of `%s` while a grant in the old one is open', async (connector, other) => {
    const moved = connectors({ [connector]: other });
    grants = [grantOf(connector)];
    expect(await asked('Update', { connectors: moved })).toMatchObject(refused(/^grants-open/));
    grants = [grantOf('secrets-manager')];
    expect(await asked('Update', { connectors: moved })).toMatchObject(accepted);
  });

  it('refuses to let the stack go before the last grant has ended', async () => {
    grants = Array.from({ length: 50 }, (_, index) => grantOf('cognito', index));
    expect(await asked('Delete')).toMatchObject(refused(/ and 30 more\. Run/));
    // CloudFormation takes an answer of 4 KB.
    expect(JSON.stringify(answers.at(-1)).length).toBeLessThan(4096);
    grants = [];
    expect(await asked('Delete')).toMatchObject(accepted);
  });

  it('lets every other change pass', async () => {
    grants = [grantOf('cognito')];
    expect(await asked('Create')).toMatchObject(accepted);
    expect(await asked('Update')).toMatchObject(accepted);
    grants = [];
    expect(await asked('Update', { connectors: connectors({ cognito: undefined }) })).toMatchObject(accepted);
  });

  it('refuses another address of the page, to which passkeys belong, unless the old one is named', async () => {
    const origin = 'https://other.example';
    expect(await asked('Update', { origin })).toMatchObject(refused(/^origin-fixed: .*help\.example/));
    expect(await asked('Update', { origin, leaves: 'https://wrong.example' })).toMatchObject(refused(/^origin-fixed/));
    expect(await asked('Update', { origin, leaves: NOW.origin })).toMatchObject(accepted);
  });

  it('refuses what it cannot know', async () => {
    grants = new Error('throttled');
    expect(await asked('Delete')).toMatchObject(refused(/^grants-unread/));
    expect(await asked('Update', { connectors: undefined as never })).toMatchObject(refused(/^grants-unread/));
  });

  it('throws when its answer is not taken, so that it is asked again', async () => {
    status = 500;
    await expect(asked('Update')).rejects.toThrow('500');
  });
});
