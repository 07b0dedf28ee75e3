import type { Credentials } from '../../../lambdas/adapters/aws/signed-post.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { IamAccessKeys } from '../../../lambdas/adapters/iam/access-keys.ts';
import { AwsQuery } from '../../../lambdas/adapters/iam/query.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { IAM_USER_TAG, SECRET_TAG } from '../../../lambdas/contract/tags.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { answerSts } from '../../../local/aws/iam/sts.ts';
import { LocalIam } from '../../../local/aws/iam.ts';
import type { AwsRequest } from '../../../local/aws/protocol/http.ts';
import { asAwsError } from '../../../local/aws/protocol/http.ts';
import { answerQuery, queryError } from '../../../local/aws/protocol/query.ts';
import { Clock, type Issuer, noting } from './issuer.ts';

/** IAM and STS, as the local server answers them. */
export const iamSend =
  (local: LocalIam): Send =>
  async (url, { method = 'POST', headers, body }) => {
    const sent = { ...Object.fromEntries(new Headers(headers)), host: url.host };
    const request: AwsRequest = {
      ...{ method, path: url.pathname, query: url.searchParams, headers: sent, body: String(body) },
    };
    const answer = await Promise.resolve()
      .then(async () => (await answerSts(local, request)) ?? answerQuery([local], request))
      .catch((error: unknown) => queryError(asAwsError(error)));
    return new Response(answer.body, { status: answer.status });
  };

export const OPERATOR: Credentials = {
  accessKeyId: 'AKIAOPERATOR00000000',
  secretAccessKey: 'canary-operator',
  sessionToken: 't',
};

const queryAt = (service: 'iam' | 'sts', send: Send, credentials: Credentials, now: () => number): AwsQuery =>
  new AwsQuery({
    ...{ endpoint: `https://${service}.amazonaws.com`, service, region: 'us-east-1', sha256: Sha256, send, now },
    version: service === 'iam' ? '2010-05-08' : '2011-06-15',
    credentials: async () => credentials,
  });

const CI = 'ci-deployer';

export async function iamIssuer(secret: string, lagMs: number): Promise<Issuer> {
  const clock = new Clock();
  const local = new LocalIam({ now: clock.now, lagMs });
  const tags = { member: { 1: { Key: SECRET_TAG, Value: secret } } };
  await local.operations.CreateUser({ UserName: CI, Path: '/services/', Tags: tags });
  const made = (await local.operations.CreateAccessKey({ UserName: CI })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  };
  const { notes, send } = noting(iamSend(local));
  const keys = () => local.peek(CI)?.keys ?? [];
  const api = new IamAccessKeys({
    ...{ user: CI, secret, iam: queryAt('iam', send, OPERATOR, clock.now) },
    late: { looks: 10, pause: clock.pause },
    stsWith: (key) => queryAt('sts', send, key, clock.now),
  });
  return Object.assign(notes, {
    api,
    pause: clock.pause,
    tag: { Key: IAM_USER_TAG, Value: CI },
    first: { id: made.AccessKey.AccessKeyId, key: new Secret(made.AccessKey.SecretAccessKey) },
    valid: () => keys().flatMap(({ status, secret: value }) => (status === 'Active' ? [value] : [])),
    count: () => keys().length,
    isBound: (isBound: boolean) => {
      const user = local.peek(CI);
      if (user !== undefined) user.tags = isBound ? Object.values(tags.member) : [];
    },
  });
}
