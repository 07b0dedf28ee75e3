import { readFileSync } from 'node:fs';
import { usageFailure } from '../failure.ts';
import { proposePolicy } from '../policy/propose.ts';
import { isProposal, type ProposalAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import type { View } from '../text/print.ts';
import { lookAlikesInWords } from './show.ts';

/** `registry propose`: the record in a file. A policy in YAML is proposed as `policy propose` does. */
export async function propose(session: Session, file: string): Promise<void> {
  if (file.endsWith('.yaml')) return proposePolicy(session, file);
  session.show(await session.api.post(['registry', 'proposals'], proposalIn(file)), isProposal, proposed(session.view));
}

const proposed =
  ({ style }: View) =>
  ({ stream, digest, lookAlikes = [] }: ProposalAnswer): string =>
    [
      `Proposed for ${stream}, digest ${digest}.\n`,
      lookAlikes.length === 0 ? '' : lookAlikesInWords(lookAlikes, style),
      `Next, another administrator: npx countersign registry confirm ${stream}\n`,
    ].join('');

/** The file's record in the service's form. The service checks its members. */
function proposalIn(file: string): Readonly<Record<string, unknown>> {
  const record = readJson(file);
  if (typeof record === 'object' && record !== null) {
    if ('lift' in record) return { ...record };
    if ('account' in record) return { profile: record };
    if ('person' in record && typeof record.person === 'string') return { person: record };
    if ('profile' in record || 'person' in record || 'policy' in record) return { ...record };
  }
  throw usageFailure(
    `\`${file}\` holds no profile, person or lift of a freeze`,
    'a profile has `account`, a person has `person`, a lift has `account` and `lift`; a policy is a file in YAML',
  );
}

/** The value in a JSON file. Throws a usage `Failure`. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw usageFailure(`\`${file}\` is not JSON`);
    throw usageFailure(`cannot read \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
