import { type Command, Option } from 'commander';
import {
  CHECK_NAMES,
  type CheckName,
  EVIDENCE_KINDS,
  type EvidenceKind,
} from '../../../lambdas/core/proofing/evidence.ts';
import { METHOD_NAMES, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { OUTCOMES, type Outcome } from '../../../lambdas/core/proofing/proof.ts';
import { withExamples } from '../help.ts';
import { Session } from '../service/session.ts';
import type { Terminal } from '../terminal.ts';
import { hear } from './hear.ts';
import { give } from './open.ts';
import { decide } from './sign.ts';

interface ProveOptions {
  readonly method: MethodName;
  readonly outcome: Outcome;
  readonly reference?: string;
  readonly seen?: readonly EvidenceKind[];
  readonly checked?: readonly CheckName[];
  readonly page?: string;
}

/** `recoveries prove`, `bind` and `hear`: what people confirm of a requester, and on which page. */
export function addProving(group: Command, terminal: Terminal): void {
  const proving = group
    .command('prove')
    .description('record a proof of identity that you have confirmed, with your passkey where the plan asks for it')
    .argument('<id>', 'the recovery')
    .addOption(new Option('--method <method>', 'how').choices(METHOD_NAMES).makeOptionMandatory())
    .addOption(new Option('--outcome <outcome>', 'what came of it').choices(OUTCOMES).default('verified'))
    .option('--reference <where>', 'where the evidence is kept; never the evidence itself')
    .addOption(
      new Option('--seen <evidence...>', 'what you compared them with, in person or over video').choices(
        EVIDENCE_KINDS,
      ),
    )
    .addOption(
      new Option('--checked <check...>', 'what you checked while you saw them; reviewers read it').choices(CHECK_NAMES),
    )
    .option(
      '--page <words>',
      'the two words that they read out from their page; without them nobody can take a credential',
    )
    .action((id: string, given: ProveOptions, command: Command) => prove(new Session(command, terminal), id, given));
  withExamples(
    proving,
    'recoveries prove ID --method in-person --reference badge-log/4711 --seen passport employee-badge',
    'recoveries prove ID --method live-video --reference video/2026/118 --seen passport employee-badge --checked document portrait cue camera alone --page "amber falcon"',
  );
  const binding = group
    .command('bind')
    .description('name the page of whom you have confirmed, so that they can take the credential there')
    .argument('<id>', 'the recovery')
    .addOption(
      new Option('--method <method>', 'how you have confirmed them').choices(METHOD_NAMES).makeOptionMandatory(),
    )
    .requiredOption('--page <words>', 'the two words that they read out from their page')
    .action((id: string, given: { method: MethodName; page: string }, command: Command) =>
      give(new Session(command, terminal), [id, 'bindings'], { body: given }),
    );
  withExamples(binding, 'recoveries bind ID --method in-person --page "amber falcon"');
  const hearing = group
    .command('hear')
    .description('check the two words that a caller reads out from their page')
    .argument('<id>', 'the recovery')
    .argument('<words>', 'what they say')
    .action((id: string, words: string, _: object, command: Command) =>
      hear(new Session(command, terminal), id, words),
    );
  withExamples(hearing, 'recoveries hear ID "amber falcon"');
}

/** `recoveries prove`. What only stops waits for no passkey. No address carries the words of a page: who signs types them on the console. */
function prove(session: Session, id: string, given: ProveOptions): Promise<void> {
  const { page, reference = null, seen = [], checked = [], ...rest } = given;
  if (given.outcome !== 'verified') return give(session, [id, 'proofs'], { body: given });
  const said = { ...rest, seen, checked };
  const content = { ...said, ...(reference === null ? {} : { reference }), page: page !== undefined };
  const command = { type: 'RecordProof', ...said, reference } as const;
  return decide(session, id, { command, what: 'proofs', body: given, content });
}
