import type { ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { EXIT, Failure } from '../failure.ts';
import { policyIn } from '../policy/files.ts';
import { confirmProposal } from '../registry/confirm.ts';
import { propose } from '../registry/propose.ts';
import { type OpenProposal, readRecord } from '../registry/record.ts';
import type { Session } from '../service/session.ts';
import type { InitOptions, Step } from './step.ts';

const STEP = 'policy';

/** Has the deployed policy adopted, as far as one administrator can: it is proposed, or another one's proposal is confirmed. */
export async function adoptDeployed(
  session: Session,
  { you, policy }: ServiceFacts,
  options: InitOptions,
): Promise<Step> {
  const { adopted, deployed } = policy;
  if (deployed === null)
    return { step: STEP, status: 'next', says: 'the deployed policy cannot be read: deploy again' };
  const name = `policy ${deployed.name}`;
  if (adopted === deployed.digest) return { step: STEP, status: 'already', says: `${name} is deployed and adopted` };
  const open = (await proposalsOf(session)).find(({ proposed }) => Reflect.get(proposed, 'digest') === deployed.digest);
  const waits = 'the other administrator runs `npx countersign init` too, or `npx countersign policy confirm`';
  if (open?.by === you.person) return { step: STEP, status: 'next', says: `${name} is proposed: ${waits}` };
  if (open !== undefined) {
    await confirmProposal(session, POLICY_STREAM, confirmingBy(options));
    return { step: STEP, status: 'done', says: `${name} is adopted` };
  }
  if (options.policy === undefined)
    return {
      step: STEP,
      status: 'next',
      says: `${name} is not adopted: run this again with \`--policy FILE\`, its file`,
    };
  const { digest } = policyIn(session, options.policy);
  if (digest !== deployed.digest)
    throw new Failure(
      EXIT.refused,
      {
        code: 'policy-differs',
        title: `\`${options.policy}\` is not the deployed policy`,
        digest,
        deployed: deployed.digest,
      },
      { hint: 'deploy it (`policy` in countersign.config.json), or give the file that was deployed' },
    );
  await propose(session, options.policy);
  return { step: STEP, status: 'next', says: `${name} is proposed: ${waits}` };
}

const confirmingBy = ({ seen, yes }: InitOptions) => ({
  ...(seen === undefined ? {} : { seen }),
  ...(yes === undefined ? {} : { yes }),
});

/** The open proposals of a policy; none on an empty stream. */
async function proposalsOf(session: Session): Promise<readonly OpenProposal[]> {
  try {
    return (await readRecord(session, POLICY_STREAM)).proposals;
  } catch (error) {
    if (error instanceof Failure && error.problem.code === 'stream-unknown') return [];
    throw error;
  }
}
