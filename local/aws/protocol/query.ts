import { AwsError } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './http.ts';
import { type Operations, perform } from './operations.ts';

/** A service with the AWS query protocol: a form comes in, XML goes out. */
export interface QueryService {
  readonly version: string;
  readonly namespace: string;
  readonly operations: Operations;
}

/** Answers a call of a query service, which is found by its version. Throws the operation's error. */
export async function answerQuery(services: readonly QueryService[], request: AwsRequest): Promise<AwsResponse> {
  const { Action: action, Version: version, ...rest } = fields(request.body);
  const service = services.find((one) => one.version === version);
  if (service === undefined)
    throw new AwsError('InvalidAction', `version \`${version ?? ''}\` is not emulated by the local server`);
  const answer = await perform(service.operations, action ?? '', nest(rest));
  const result = `<${action}Result>${elements(answer)}</${action}Result>`;
  const metadata = '<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>';
  const body = `<${action}Response xmlns="${service.namespace}">${result}${metadata}</${action}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}

/** An error in the format of query services. */
export function queryError({ name, message, status }: AwsError): AwsResponse {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${name}</Code><Message>${escapeXml(message)}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>local</RequestId></ErrorResponse>`;
  return { status, contentType: 'text/xml', error: name, body };
}

function fields(body: string): Readonly<Record<string, string>> {
  const pairs = [...new URLSearchParams(body)];
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length)
    throw new AwsError('MalformedQueryString', 'a parameter was given twice');
  return Object.fromEntries(pairs);
}

interface Tree {
  [name: string]: string | Tree;
}

/** `A.entry.1.Name=x` becomes `{ A: { entry: { 1: { Name: 'x' } } } }`. */
function nest(flat: Readonly<Record<string, string>>): Tree {
  const root: Tree = Object.create(null);
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let tree = root;
    for (const part of path) {
      tree[part] ??= Object.create(null) as Tree;
      const inner = tree[part];
      if (typeof inner === 'string') throw new AwsError('MalformedQueryString', 'a parameter is a value and a group');
      tree = inner;
    }
    if (last in tree) throw new AwsError('MalformedQueryString', 'a parameter is a value and a group');
    tree[last] = value;
  }
  return root;
}

/** Members as elements; a list is one element for each of its items. */
const elements = (answer: unknown): string =>
  Object.entries(answer ?? {})
    .flatMap(([name, value]) => [value].flat().map((one) => `<${name}>${contentOf(one)}</${name}>`))
    .join('');

const contentOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? elements(value) : escapeXml(String(value));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
