import { InvokeCommand } from '@aws-sdk/client-lambda';
import { operatorClient } from '../../../lambdas/compose/operator.ts';
import { REFUSALS } from '../../../lambdas/core/recovery/state/refusals.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { hintFor } from '../service/hints.ts';
import type { Session } from '../service/session.ts';
import { readJson } from './propose.ts';

/** The answer of the bootstrap function. */
interface Bootstrapped {
  readonly administrators: readonly string[];
  readonly digest: string;
}

/**
 * `registry bootstrap`: invokes the bootstrap function with the AWS credentials in use; no token and no route leads there. After a crash,
 * the same file again completes the bootstrap.
 */
export async function bootstrap(session: Session, file: string, name: string | undefined): Promise<void> {
  const { env } = session.terminal;
  const FunctionName = name ?? env['COUNTERSIGN_BOOTSTRAP_FUNCTION'];
  if (FunctionName === undefined || FunctionName === '')
    throw usageFailure(
      'no function is named',
      'give `--function` or COUNTERSIGN_BOOTSTRAP_FUNCTION: the output `BootstrapFunctionName` of the stack',
    );
  const Payload = JSON.stringify(readJson(file));
  const answer = await invoked({ FunctionName, Payload });
  session.show({ text: answer, body: JSON.parse(answer) }, isBootstrapped, inWords);
}

/** The exact answer. Throws a `Failure` when the function, or the cloud before it, refused. */
async function invoked(input: { readonly FunctionName: string; readonly Payload: string }): Promise<string> {
  const client = operatorClient();
  try {
    const { FunctionError: failed, Payload } = await client.send(new InvokeCommand(input));
    const text = Payload?.transformToString() ?? 'null';
    if (failed !== undefined) throw saidNo(text);
    return text;
  } catch (error) {
    throw error instanceof Failure ? error : unreached(error, input.FunctionName);
  } finally {
    client.destroy();
  }
}

/** The failure for a refusal: its code is the type of the function's error. */
function saidNo(text: string): Failure {
  const { errorType: code = 'unexpected', errorMessage: title = 'the function failed' } = errorIn(text);
  const isRefusal = Object.hasOwn(REFUSALS, code) || INPUT.includes(code);
  return new Failure(
    isRefusal ? EXIT.refused : EXIT.unreachable,
    { code, title },
    { hint: HINTS[code] ?? hintFor({ code, title }) },
  );
}

/** Codes of the function for a file without two valid records. */
const INPUT: readonly string[] = ['fields-invalid', 'fields-unknown', 'body-malformed'];

const HINTS: Readonly<Record<string, string>> = {
  'registry-not-empty':
    'the first two are named already, and this has rung: further administrators are proposed and confirmed like everybody else',
  'administrators-alike': 'name two humans, each with a name, a mailbox and a sign-in of their own',
  'fields-invalid': 'compare the file with docs/administrators.example.json',
  'fields-unknown': 'compare the file with docs/administrators.example.json',
};

interface FunctionFailure {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

function errorIn(text: string): FunctionFailure {
  const body: unknown = JSON.parse(text);
  return typeof body === 'object' && body !== null ? (body as FunctionFailure) : {};
}

/**
 * The failure for a refusal by the cloud: rights, a name, a region, or no connection. Its message may quote the request, so only its name
 * is printed.
 */
function unreached(error: unknown, name: string): Failure {
  const cause = error instanceof Error ? error.name : 'unknown';
  if (cause === 'ResourceNotFoundException')
    return usageFailure(
      `there is no function \`${name}\` in this account and region`,
      'see the output `BootstrapFunctionName` of the stack',
    );
  if (cause === 'AccessDeniedException')
    return new Failure(
      EXIT.refused,
      { code: 'forbidden', title: 'these AWS credentials may not invoke the function', cause },
      { hint: 'it takes `lambda:InvokeFunction` on this function' },
    );
  return new Failure(
    EXIT.unreachable,
    { code: 'unreachable', title: 'the function cannot be invoked', cause },
    { hint: 'see whether AWS credentials and AWS_REGION are set; the same file may be sent again' },
  );
}

const isBootstrapped = (body: unknown): body is Bootstrapped =>
  typeof body === 'object' && body !== null && 'digest' in body && 'administrators' in body;

const inWords = ({ administrators, digest }: Bootstrapped): string =>
  `The first two administrators are ${administrators.join(' and ')}, digest ${digest}.\nThe door is shut: from now on one proposes and the other confirms.\n`;
