import { isBatchStream } from '../../../lambdas/core/registry/batch.ts';
import { digestOfLookAlikes, type Likeness, type LookAlike } from '../../../lambdas/core/registry/likeness.ts';
import { type Person, replacing } from '../../../lambdas/core/registry/person.ts';
import type { Session } from '../service/session.ts';
import { facts, printable, type Style, type View } from '../text/print.ts';
import { moment } from '../text/times.ts';
import { adoptionInWords, OTHERWISE } from './adoption.ts';
import { differences, membersOf } from './differences.ts';
import { type OpenProposal, type RegistryRecord, readRecord } from './record.ts';

/** `registry show`: the record, and the proposals that wait for a second administrator. */
export async function showRecord(session: Session, stream: string): Promise<void> {
  const record = await readRecord(session, stream);
  session.terminal.out(session.json ? session.document(record) : inWords(printable(record), session.view));
}

function inWords({ stream, registered, freeze, proposals }: RegistryRecord, view: View): string {
  const { style, now } = view;
  const frozen = freeze === null ? '' : `It is frozen since ${moment(freeze.at, now)}: ${freeze.cause}.\n`;
  const how = isBatchStream(stream) ? 'import FILE... --confirm' : `confirm ${stream}`;
  const next = proposals.length === 0 ? '' : `\nNext, another administrator: npx countersign registry ${how}\n`;
  return [
    style.strong(`Registry record of \`${stream}\``),
    registered === null ? 'Nothing is registered yet.' : facts(membersOf(registered)).trimEnd(),
    `${frozen}${proposals.length === 0 ? 'Nothing is proposed.\n' : ''}`,
    ...proposals.map((proposal) => `${proposalInWords(stream, proposal, view)}\n`),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n', next);
}

/** The look-alikes of a record, and the digest by which a confirmer says that they have read them. */
export const lookAlikesInWords = (lookAlikes: readonly LookAlike[], style: Style): string =>
  [
    style.bad(
      'It looks like what is registered already. Is it a second record of one human or one user, or made to be taken for it?',
    ),
    ...lookAlikes.map(({ record, as }) => `  ${record} (${IN_WORDS[as]})`),
    `  seen ${digestOfLookAlikes(lookAlikes)}\n`,
  ].join('\n');

const IN_WORDS: Readonly<Record<Likeness, string>> = {
  name: 'its name',
  target: 'the user or secret that it leads to',
  'display-name': 'the name that people read',
  mailbox: 'a mailbox',
  telephone: 'a telephone',
};

/** The record after the confirmation: what the proposal does not speak of and the record keeps is no change. */
const becoming = (of: OpenProposal['of'], current: object, proposed: object): object =>
  of === 'person' ? replacing(current as Person, proposed as Person) : proposed;

/** A proposal for its confirmer: everything that its digest covers. */
export function proposalInWords(
  stream: string,
  { of, by, at, digest, current, proposed, lookAlikes, adoption }: OpenProposal,
  view: View,
): string {
  const { style, now } = view;
  const changes = current === null ? membersOf(proposed) : differences(current, becoming(of, current, proposed));
  return [
    style.strong(
      `${of === 'lift' ? 'The end of the freeze of ' : ''}\`${stream}\` as proposed by ${by}, ${moment(at, now)}`,
    ),
    changes.length === 0 ? '  It says what is registered already.\n' : facts(changes),
    `  digest ${digest}\n`,
    ...(lookAlikes.length === 0 ? [] : [lookAlikesInWords(lookAlikes, style)]),
    ...(adoption === null ? [] : [`${adoptionInWords(adoption, style)}\n`]),
    ...(adoption?.isAsServed === false ? [`${style.bad(OTHERWISE)}\n`] : []),
  ].join('\n');
}
