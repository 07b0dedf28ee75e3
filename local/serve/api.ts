import { type App, answerApi } from './http/server.ts';

/** What the API answered. */
export interface Reply {
  readonly status: number;
  /** The parsed body; an empty object without a body or for one that is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
}

/** Calls the API with a person's token, like any client. Rejects when there is no answer; every status is an answer. */
export async function callApi(url: string, { method, path, token, body }: Asked): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return replyOf(response);
}

/** The same before the port answers anybody. */
export async function callInside(app: App, { method, path, token, body }: Asked): Promise<Reply> {
  const answer = await answerApi(app, {
    ...{ method, target: path, sourceIp: '127.0.0.1' },
    rawHeaders: ['Authorization', `Bearer ${token}`, 'Content-Type', 'application/json'],
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  });
  return { status: answer.status, body: parseObject(answer.body.toString()) };
}

/** Reads an answer to its end. */
export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, body: parseObject(text) };
}

function parseObject(text: string): Reply['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
