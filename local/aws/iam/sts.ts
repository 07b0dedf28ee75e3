import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { ACCOUNT_ID, REGION } from '../arns.ts';
import type { LocalIam } from '../iam.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse } from '../protocol/http.ts';
import { answerQuery } from '../protocol/query.ts';
import type { StoredKey } from './user.ts';

const VERSION = '2011-06-15';

/**
 * STS `GetCallerIdentity` for access keys of users: it checks the signature, which is all that the call is for, and needs no right
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). Undefined for a request to another service.
 */
export async function answerSts(iam: LocalIam, request: AwsRequest): Promise<AwsResponse | undefined> {
  if (new URLSearchParams(request.body).get('Version') !== VERSION) return undefined;
  const { user, key } = await signerOf(iam, request);
  iam.noteUse(key.id, 'sts', REGION);
  const GetCallerIdentity = async () => ({ Arn: user.arn, UserId: user.id, Account: ACCOUNT_ID });
  const namespace = `https://sts.amazonaws.com/doc/${VERSION}/`;
  return answerQuery([{ version: VERSION, namespace, operations: { GetCallerIdentity } }], request);
}

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/([\w-]+)\/sts\/aws4_request, SignedHeaders=([\w;-]+), Signature=[0-9a-f]{64}$/;

async function signerOf(iam: LocalIam, request: AwsRequest) {
  const given = request.headers['authorization'] ?? '';
  const [, id = '', region = '', signed = ''] = SIGNED.exec(given) ?? [];
  const found = iam.activeKey(id);
  if (found === undefined)
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', {
      status: 403,
    });
  if (given !== (await signature(request, { key: found.key, region, signed })))
    throw new AwsError('SignatureDoesNotMatch', 'The request signature we calculated does not match.', { status: 403 });
  return found;
}

async function signature(
  { method, path, headers, body }: AwsRequest,
  { key, region, signed }: { readonly key: StoredKey; readonly region: string; readonly signed: string },
): Promise<string | undefined> {
  const credentials = { accessKeyId: key.id, secretAccessKey: key.secret };
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const names = signed.split(';');
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
  const request = { method, protocol: 'http:', hostname: 'localhost', path, headers: own, body };
  const { headers: made } = await signer.sign(request, { signingDate: dateIn(headers['x-amz-date']) });
  return made['authorization'];
}

/** `20260105T090000Z` */
const dateIn = (text = ''): Date =>
  new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
