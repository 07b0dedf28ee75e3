import { randomUUID } from 'node:crypto';
import { AwsJson } from '../../../lambdas/adapters/aws/json-api.ts';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import { CenterCalls } from '../../../lambdas/adapters/connectors/identity-center/calls.ts';
import { IdentityCenterConnector } from '../../../lambdas/adapters/connectors/identity-center/connector.ts';
import { IdentityCenterDirectory } from '../../../lambdas/adapters/connectors/identity-center/directory.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import type { WorkDone } from '../../../lambdas/core/recovery/assess/work.ts';
import type { WorkStage } from '../../../lambdas/core/recovery/state/work.ts';
import type { Tier } from '../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { CenterStore, LocalIdentityStore, LocalSsoAdmin } from '../../../local/aws/identity-center.ts';
import { asAwsError } from '../../../local/aws/protocol/http.ts';
import { answerJson, jsonError } from '../../../local/aws/protocol/json.ts';
import { faulty } from '../../support/faulty-client.ts';
import { OPERATOR } from '../../support/issuers/iam.ts';
import type { ConnectorFixture } from '../connector.ts';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const MEMBER_ACCOUNT = '222222222222';

/** Both services, as the local server answers them. */
export function centerSend(store: CenterStore): Send {
  const services = [new LocalIdentityStore(store), new LocalSsoAdmin(store)];
  return async (url, { method = 'POST', headers, body }) => {
    const sent = { ...Object.fromEntries(new Headers(headers)), host: url.host };
    const service = services.find(({ target }) => sent['x-amz-target' as keyof typeof sent]?.startsWith(`${target}.`));
    const request = { method, path: url.pathname, query: url.searchParams, headers: sent, body: String(body) };
    const answer = await Promise.resolve()
      .then(() => {
        if (service === undefined) throw new Error('no such service');
        return answerJson(service, request);
      })
      .catch((error: unknown) => jsonError('application/x-amz-json-1.1', asAwsError(error)));
    return new Response(answer.body, { status: answer.status });
  };
}

/** What reads the instance. Nobody waits for what is throttled. */
export function centerOver(store: CenterStore, send: Send = centerSend(store)) {
  const service = (name: string, target: string): AwsJson =>
    new AwsJson({
      ...{ endpoint: `https://${name}.eu-west-1.amazonaws.com`, service: name, target, region: 'eu-west-1', send },
      ...{ sha256: Sha256, credentials: async () => OPERATOR, pause: async () => {} },
    });
  const { instanceArn, identityStoreId } = store;
  const services = {
    ...{ store: service('identitystore', 'AWSIdentityStore'), admin: service('sso', 'SWBExternalService') },
  };
  const calls = new CenterCalls(services, { instanceArn, identityStoreId });
  return { calls, directory: new IdentityCenterDirectory(calls, parseGroupTiers('staff=standard,admin*=privileged')) };
}

export const doneAt = (stage: WorkStage): WorkDone => ({
  ...{ stage, operator: 'olga', reference: 'change/CHG-4711', reportedAt: '2026-01-05T09:00:00.000Z' },
  ...{ confirmer: 'otto', confirmedAt: '2026-01-05T09:10:00.000Z' },
});

/** A connector whose work people do as soon as it is settled: they then say it of the grants that were asked for. */
class Attended extends IdentityCenterConnector {
  readonly #asked: Record<WorkStage, Set<string>> = { perform: new Set(), revoke: new Set() };
  readonly #said: Record<WorkStage, Set<string>> = { perform: new Set(), revoke: new Set() };

  #with(request: ConnectorRequest, stage: WorkStage): ConnectorRequest {
    return this.#said[stage].has(request.grant) ? { ...request, work: doneAt(stage) } : request;
  }

  override async perform(request: ConnectorRequest) {
    const answer = await super.perform(this.#with(request, 'perform'));
    if (answer.state === 'pending') this.#asked.perform.add(request.grant);
    return answer;
  }

  override async revoke(request: ConnectorRequest) {
    await super.revoke(request);
    this.#asked.revoke.add(request.grant);
  }

  override verifyGone(request: ConnectorRequest) {
    return super.verifyGone(this.#with(request, 'revoke'));
  }

  work(): void {
    for (const stage of ['perform', 'revoke'] as const)
      for (const grant of this.#asked[stage]) this.#said[stage].add(grant);
  }
}

export async function centerConnectorFixture(): Promise<ConnectorFixture> {
  const store = new CenterStore();
  const { client, failAt, hasFailed } = faulty({ send: centerSend(store) });
  const connector = new Attended(centerOver(store, client.send).directory);
  const groups = { standard: store.addGroup('staff'), privileged: store.addGroup('admins-of-mail') };
  const sets = store.addPermissionSet('Everything', 'arn:aws:iam::aws:policy/ReadOnlyAccess', ADMINISTRATOR);
  let jane = store.addUser('jane');
  const rank = (tier: Tier | null): void => {
    const user = store.users.get(jane.id);
    if (user !== undefined) user.groups = Object.entries(groups).flatMap(([of, id]) => (of === tier ? [id] : []));
    store.assignments = [];
    if (tier === 'critical') store.assign(jane.id, sets, MEMBER_ACCOUNT);
  };
  return {
    ...{ connector, failAt, hasFailed },
    request: (action) => ({
      ...{ action, target: 'jane', directoryId: jane.id, grant: randomUUID(), issued: false },
      expiresAt: '2098-01-01T00:00:00.000Z',
    }),
    unknownTarget: 'nobody',
    settle: async () => connector.work(),
    remake: async () => {
      store.users.delete(jane.id);
      jane = store.addUser('jane');
    },
    rank: async (_, tier) => rank(tier),
    snapshot: async () => structuredClone([store.users.get(jane.id), store.assignments]),
  };
}
