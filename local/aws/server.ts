import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REGION } from './arns.ts';
import type { CallAdmission } from './functions.ts';
import { answerSts } from './iam/sts.ts';
import { LocalIdentityStore, LocalSsoAdmin } from './identity-center.ts';
import { AwsError } from './protocol/aws-error.ts';
import { headersOf, openDoor } from './protocol/door.ts';
import { type AwsRequest, type AwsResponse, asAwsError, readRequest } from './protocol/http.ts';
import { answerJson, contentTypeOf, jsonError } from './protocol/json.ts';
import { answerQuery, queryError } from './protocol/query.ts';
import { haltServices, type LocalServices, openServices, resumeServices, type ServiceOptions } from './services.ts';
import { stepFunctions } from './step-functions.ts';

export interface LocalAwsOptions extends ServiceOptions {
  /** Port on 127.0.0.1; 0 or absent means a free one. */
  readonly port?: number;
  /** Who may do what; absent: everybody may do everything. */
  readonly admission?: (services: LocalServices) => Admission;
}

/** Decides what may be done. Both throw the error of a denial. */
export interface Admission {
  request(request: AwsRequest): Promise<void>;
  readonly call: CallAdmission;
}

/** The running fake of AWS. SDK clients of this process can reach it through a door (`protocol/door.ts`), others by its port. */
export interface LocalAws extends LocalServices {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Variables that direct SDK clients, and so the handlers, to this server. The credentials open nothing. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Starts everything that calls functions by itself: pending stream deliveries, due schedules, interrupted rotations. Call it once, when
   * the functions have their environment.
   */
  resume(): Promise<void>;
  /** Stops calling functions, stops executions, refuses further requests, and closes the state. */
  close(): Promise<void>;
}

/**
 * Starts one HTTP server on loopback that answers SDK clients like AWS. Everything that is not emulated gives an error and is never
 * ignored: an unknown service or operation gives `UnknownOperationException`, an unknown parameter the service's validation error. Throws
 * an `Error` for options, or stored state, that it cannot use.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const services = await openServices(options);
  const server = createServer();
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await services.dynamodb.close();
    throw error;
  }
  const admission = options.admission?.(services);
  if (admission !== undefined) services.functions.admitBy(admission.call);
  const dispatch = dispatcherOf(services, admission && ((request) => admission.request(request)));
  server.on('request', (message, response) => {
    void respond(dispatch, () => readRequest(message)).then((answer) => {
      response.writeHead(answer.status, headersOf(answer));
      response.end(answer.body);
    });
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const closeDoor = openDoor(endpoint, (request) => respond(dispatch, async () => request));
  return {
    ...services,
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    resume: () => resumeServices(services),
    close: async () => {
      await haltServices(services);
      closeDoor();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await services.dynamodb.close();
    },
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

type Dispatch = (request: AwsRequest) => Promise<AwsResponse>;

async function respond(dispatch: Dispatch, read: () => Promise<AwsRequest>): Promise<AwsResponse> {
  try {
    return await dispatch(await read());
  } catch (error) {
    return jsonError('application/json', asAwsError(error));
  }
}

/** The request shows the protocol: a target header is JSON, a form is the query protocol, a path is REST. */
function dispatcherOf(
  services: LocalServices,
  admit: (request: AwsRequest) => Promise<void> = async () => {},
): Dispatch {
  const { dynamodb, secretsManager, kms, cognito, events, engine, scheduler, lambda, sns, sqs, ses, iam, smsVoice } =
    services;
  const center = [new LocalIdentityStore(services.identityCenter), new LocalSsoAdmin(services.identityCenter)];
  const json = [dynamodb, secretsManager, kms, cognito, events, smsVoice, sqs, stepFunctions(engine), ...center];
  return async (request) => {
    assertSigned(request);
    const target = request.headers['x-amz-target'];
    if (target !== undefined) {
      const service = json.find((one) => target.startsWith(`${one.target}.`));
      if (service === undefined) throw unknown(target);
      return admit(request)
        .then(() => answerJson(service, request))
        .catch((error) => jsonError(contentTypeOf(service), asAwsError(error)));
    }
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return admit(request)
        .then(async () => (await answerSts(iam, request)) ?? answerQuery([sns, ses, iam], request))
        .catch((error) => queryError(asAwsError(error)));
    await admit(request);
    const answer = (await scheduler.answer(request)) ?? (await lambda.answer(request));
    if (answer === undefined) throw unknown(`${request.method} ${request.path}`);
    return answer;
  };
}

/** A browser must ask before it sends this header to another origin, and this server never allows it. */
function assertSigned({ headers }: AwsRequest): void {
  if (headers['authorization']?.startsWith('AWS4-') !== true)
    throw new AwsError('MissingAuthenticationToken', 'the request is not signed', { status: 403 });
}

const unknown = (what: string): AwsError =>
  new AwsError('UnknownOperationException', `\`${what}\` is not emulated by the local server`, { status: 404 });
