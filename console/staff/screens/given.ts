import type { StaffProof, StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { CALLS, card, type Shown } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';
import { sayOr } from '../texts/texts.ts';
import { checksOf } from './verifying.ts';

type Telling = Pick<Model, 'say' | 'language'>;

/** Proofs and countersignatures so far, and who will be able to take the credential. */
export function givenCard({ say, shown, language }: Shown): readonly Node[] {
  const { recovery, digest, handover } = shown;
  const proofs = recovery.proofs.map((proof) => proofGiven(proof, { say, language }));
  const signatures = recovery.countersignatures.map((one) => {
    const counts = one.digest === digest || recovery.grant !== null;
    const text = ` ${say(counts ? 'given.signed' : 'given.void', { at: moment(one.at, language) })} ${one.groups.join(', ')}`;
    return element(
      'li',
      { class: counts ? '' : 'bad' },
      element('strong', {}, signatoryText(one, say)),
      ...timed(text, language, one.at),
    );
  });
  const who = handover === null ? takesIn(shown, say) : takenBy(handover, say);
  const taken = who === '' || shown.end !== null ? [] : [element('p', { id: 'handover' }, who)];
  if (proofs.length + signatures.length + taken.length === 0) return [];
  return [
    card(
      '',
      'given-head',
      say(proofs.length + signatures.length === 0 ? 'takes.head' : 'given.head'),
      proofs.length + signatures.length > 0 && element('ul', { class: 'given' }, ...proofs, ...signatures),
      ...taken,
    ),
  ];
}

type Countersigned = Pick<StaffRecovery['recovery']['countersignatures'][number], 'approver' | 'for'>;

/** Who countersigned, and whose right that was: the groups beside it are then not the approver's own. */
export const signatoryText = ({ approver, for: other }: Countersigned, say: Model['say']): string =>
  other === undefined ? approver : `${approver}, ${say('given.in-place', { who: other.person })}`;

/** Who will take it, before anybody has proved anything. */
function takesIn({ takes, recovery }: StaffRecovery, say: Model['say']): string {
  if (takes === null || recovery.grant !== null || !CALLS.includes(recovery.status)) return '';
  return takes === 'page' ? say('takes.page') : say('takes.signed-in', { who: recovery.requester });
}

/** Who will take the credential, as proved so far. */
export function takenBy({ pages, signedIn }: NonNullable<StaffRecovery['handover']>, say: Model['say']): string {
  if (pages.length > 0) return say('handover.page');
  return signedIn === null ? say('handover.never') : say('handover.signed-in', { who: signedIn });
}

/** One proof, with what its verifier saw and checked, and what they did not check. */
function proofGiven(proof: StaffProof, telling: Telling): Node {
  const { method, outcome, verifier, reference, seen, at } = proof;
  const { say, language } = telling;
  const by = verifier === null ? '' : ` ${say('given.by', { who: verifier })}`;
  const kept = reference === null || verifier === null ? '' : ` ${say('given.kept', { where: reference })}`;
  const text = ` ${sayOr(say, 'outcome', outcome)}, ${moment(at, language)}${by}${kept}`;
  const compared = seen.map((kind) => sayOr(say, 'seen', kind)).join(', ');
  return element(
    'li',
    { class: outcome === 'verified' ? '' : 'bad' },
    element('strong', {}, sayOr(say, 'method', method)),
    ...timed(text, language, at),
    compared !== '' && element('p', { class: 'hint' }, say('given.seen', { what: compared })),
    ...checksGiven(proof, telling),
  );
}

/** The checks of a sighting, each with whether its verifier made it. */
function checksGiven({ method, outcome, checked = [] }: StaffProof, { say }: Telling): readonly Node[] {
  const checks = outcome === 'verified' || checked.length > 0 ? checksOf(method) : [];
  if (checks.length === 0) return [];
  const rows = checks.map((one) => {
    const isMade = checked.includes(one);
    return element(
      'li',
      { class: isMade ? '' : 'bad' },
      say(isMade ? 'given.checked' : 'given.unchecked', { what: say(`check.${one}`) }),
    );
  });
  return [element('ul', { class: 'checked' }, ...rows)];
}
