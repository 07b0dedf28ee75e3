import type { Command } from 'commander';
import type { ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import type { SourceName } from '../../../lambdas/core/intake/sources.ts';
import { subjectAt } from '../../../lambdas/core/registry/person.ts';
import { findingsOf, reportOf } from '../doctor/examine.ts';
import { EXIT, Failure } from '../failure.ts';
import { bootstrap } from '../registry/bootstrap.ts';
import { isServiceFacts } from '../service/answers.ts';
import { Session } from '../service/session.ts';
import { serviceUrl } from '../service/settings.ts';
import { signInFailure } from '../sign-in/failures.ts';
import { howToSignIn, login } from '../sign-in/login.ts';
import type { Terminal } from '../terminal.ts';
import { printableText } from '../text/print.ts';
import { governSecret, makeWebhookKey, sendTestAlert } from './cloud.ts';
import { outputsIn, type StackOutputs } from './outputs.ts';
import { adoptDeployed } from './policy.ts';
import type { InitOptions, Step } from './step.ts';

/**
 * `init`: each step is whole, and one that was taken before is passed over, so that the command can be run again after any failure, by both
 * administrators.
 */
export async function init(command: Command, terminal: Terminal, options: InitOptions): Promise<void> {
  const outer = new Session(command, terminal);
  // For a program, the report alone is on standard output.
  const session = outer.json ? new Session(command, { ...terminal, out: terminal.err }) : outer;
  const steps: Step[] = [];
  const took = (step: Step): void => {
    steps.push(step);
    session.terminal.out(`${step.status.padEnd(8)}${printableText(step.says)}\n`);
  };
  const stack = outputsIn(options.outputs, options.stack);
  took(await keepProfile(session, stack));
  if (options.administrators !== undefined) {
    await bootstrap(session, options.administrators, stack.BootstrapFunctionName);
    took({ step: 'administrators', status: 'done', says: 'the first two administrators are named' });
  }
  took(await signIn(session));
  took(await adoptDeployed(session, await serviceOf(session), options));
  for (const source of options.source ?? []) took(await webhookKey(source, stack, { isShown: !outer.json }));
  for (const name of options.govern ?? []) took(await govern(name, stack));
  if (options.testAlert === true) {
    await sendTestAlert(stack);
    took({ step: 'test-alert', status: 'done', says: 'a test message was sent to the alert topic: ask who got it' });
  }
  reportOf(outer, await findingsOf(session), outer.json ? { steps } : {});
}

/** A profile of another stack is never overwritten. */
async function keepProfile(session: Session, stack: StackOutputs): Promise<Step> {
  const { profile, profiles, namesUrl } = session;
  const url = serviceUrl({ url: stack.ApiUrl }, {});
  const known = profiles.find(profile);
  const other = namesUrl ? session.url.href : known?.url;
  if (other !== undefined && other !== url.href)
    throw new Failure(
      EXIT.refused,
      {
        code: 'profile-taken',
        title: `profile \`${profile}\` is of another deployment`,
        url: other,
        stack: stack.stack,
      },
      {
        hint: 'give this deployment a name of its own: `--profile NAME`; COUNTERSIGN_URL and `--url` must name it too',
      },
    );
  const how = await howToSignIn(url);
  if (how.issuer !== stack.TokenIssuer)
    throw new Failure(
      EXIT.refused,
      {
        code: 'stack-mismatch',
        title: 'the service names another issuer than the outputs of the stack',
        issuer: how.issuer,
      },
      { hint: 'take the outputs of the stack that serves this address' },
    );
  if (known !== undefined && known.issuer !== how.issuer)
    throw signInFailure('issuer-changed', { before: known.issuer, now: how.issuer });
  const says = `profile ${profile} is of ${url.href}`;
  if (known !== undefined) return { step: 'profile', status: 'already', says };
  profiles.keep(profile, { ...how, url: url.href });
  return { step: 'profile', status: 'done', says };
}

const WAIT_SECONDS = 300;

async function signIn(session: Session): Promise<Step> {
  if (session.bringsToken) return { step: 'sign-in', status: 'already', says: 'you bring a token' };
  const kept = session.profiles.signedIn(session.profile);
  if (kept === undefined || kept.url !== session.url.href) await login(session, { wait: WAIT_SECONDS });
  const now = session.profiles.signedIn(session.profile);
  const status = kept === undefined ? 'done' : 'already';
  return { step: 'sign-in', status, says: `you are signed in as ${now?.name ?? ''}` };
}

/** Administrators who were named a moment ago are known when the relay has shown them. */
const PATIENCE = 15;

async function serviceOf(session: Session): Promise<ServiceFacts> {
  for (let tries = 1; ; tries += 1) {
    try {
      return session.read(await session.api.get(['doctor']), isServiceFacts);
    } catch (error) {
      if (!(error instanceof Failure) || error.problem.code !== 'person-unknown') throw error;
      if (tries === PATIENCE) throw notRegistered(session, error);
      await session.terminal.sleep(1_000);
    }
  }
}

function notRegistered({ profiles, profile }: Session, { exit, problem }: Failure): Failure {
  const kept = profiles.signedIn(profile);
  const subject = kept === undefined ? {} : { subject: subjectAt(kept.issuer, kept.subject) };
  const hint =
    'put your `subject` and that of a second administrator into a file like docs/administrators.example.json, then run it again with `--administrators FILE`';
  return new Failure(exit, { ...problem, ...subject }, { hint });
}

/**
 * The key is shown to a person once, to be pasted into the ticket system: nothing else of this program keeps it. As JSON, which ends in the logs
 * of programs, only its secret is named.
 */
async function webhookKey(
  source: SourceName,
  stack: StackOutputs,
  { isShown }: { readonly isShown: boolean },
): Promise<Step> {
  const address = `${stack.ApiUrl.replace(/\/$/, '')}/webhooks/${source}`;
  const secret = `${stack.WebhookKeyPrefix}${source}`;
  const made = await makeWebhookKey(source, stack);
  const step = `webhook-${source}`;
  if (made === 'already')
    return {
      step,
      status: 'already',
      says: `${source} has its key, in the secret ${secret}; its address is ${address}`,
    };
  if (made === 'of-the-vendor')
    return {
      step,
      status: 'next',
      says: `${source} makes its key itself: have it send to ${address}, then store the key that it shows: aws secretsmanager create-secret --name ${secret} --kms-key-id ${stack.CustodyKeyArn} --secret-string file://key.txt`,
    };
  const key = isShown ? `secret ${made.reveal()}` : `and the value of the secret ${secret}`;
  return { step, status: 'next', says: `paste into ${source}: address ${address}, ${key}` };
}

/** The schedule of a rotation is its owner's choice, so the function is configured by a command that they complete. */
async function govern(name: string, { RotationFunctionArn: arn }: StackOutputs): Promise<Step> {
  const { wasTagged, rotatedBy } = await governSecret(name);
  const step = `govern-${name}`;
  if (rotatedBy !== null)
    return {
      step,
      status: wasTagged ? 'already' : 'done',
      says: `the secret ${name} is governed, and rotated by ${rotatedBy}`,
    };
  return {
    step,
    status: 'next',
    says: `the secret ${name} is governed; give it its rotation function, with the schedule that you want: aws secretsmanager rotate-secret --secret-id ${name} --rotation-lambda-arn ${arn} --rotation-rules AutomaticallyAfterDays=90 --no-rotate-immediately`,
  };
}
