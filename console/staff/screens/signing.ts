import type { StaffOffers } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import type { Asked } from '../model/asked.ts';
import { type Signing, type Waits, wayBack } from '../model/place.ts';
import { line, sends } from '../parts/fields.ts';
import { form } from '../parts/form.ts';
import { card, type Seen } from '../parts/recovery.ts';
import { type Key, type Say, sayOr } from '../texts/texts.ts';
import { countersigning, passkeyMissing, sendNo, sendReview } from './deeds.ts';
import { checksOf, sendProof } from './verifying.ts';
import { sendWork, sendWorkConfirmation } from './work.ts';

/** A recovery on the screen; `offers` is null once it has ended. */
type Shown = Omit<Seen, 'offers'> & { readonly offers: StaffOffers | null };

/**
 * What the command line asks somebody to sign: passkeys belong to the host of this page. Nothing is signed but what the command line has been
 * told, which is read here first, and only by the button. The command line reads from the service what was done. `leave` goes back to it, which
 * only the machine can do on which it runs: after a signature the page stays, because it may be on another device.
 */
export function signing(shown: Shown, place: Signing, leave: (address: string) => void): readonly Node[] {
  const { model, offers } = shown;
  const { say } = model;
  const { asked } = place;
  if (isRecorded(shown, asked)) return [signedCard(say, place)];
  const back = element(
    'p',
    {},
    element(
      'button',
      { type: 'button', class: 'quiet', id: 'signing-cancel', onclick: () => leave(wayBack(place, 'cancelled')) },
      say('signing.cancel'),
    ),
  );
  const head = card('', 'signing-head', say('signing.head'), element('p', {}, say('signing.text')));
  if (offers === null) return [head, no('signing-over', say('signing.over')), back];
  if (asked.kind === 'countersign' && shown.shown.digest !== asked.digest)
    return [head, no('signing-other', say('signing.other')), back];
  const seen = { ...shown, offers };
  if (offers.passkeyMissing) return [head, passkeyMissing(seen), back];
  if (!isOffered(offers, asked)) return [head, no('signing-not-you', say('signing.not-you')), back];
  return [head, asked.kind === 'countersign' ? countersigning(seen) : saying(seen, asked), back];
}

const no = (id: string, text: string): Node => element('p', { class: 'message bad', id }, text);

/** Whether this person has decided so already. */
function isRecorded({ model, shown }: Shown, asked: Asked): boolean {
  const { recovery, timeline } = shown;
  const own = model.overviews.parts?.person;
  const has = (type: string): boolean =>
    timeline.some(({ actor, events }) => actor.person === own && events.some((event) => event.type === type));
  switch (asked.kind) {
    case 'countersign':
      return recovery.countersignatures.some(
        (one) => one.approver === own && one.digest === asked.digest && one.for?.person === asked.for,
      );
    case 'reject':
      return has('RecoveryRejected');
    case 'prove':
      return recovery.proofs.some(
        ({ verifier, method, outcome }) => verifier === own && method === asked.method && outcome === asked.outcome,
      );
    case 'review':
      return has('ReviewRecorded');
    case 'work':
      return (recovery.work ?? []).some(
        (one) => one.operator === own && one.stage === asked.stage && one.reference === asked.reference,
      );
    case 'confirm-work':
      return (recovery.work ?? []).some(
        ({ confirmation }) => confirmation?.by === own && confirmation?.note === asked.note,
      );
  }
}

function isOffered(offers: StaffOffers, asked: Asked): boolean {
  if (asked.kind === 'prove') return offers.prove.includes(asked.method);
  if (asked.kind === 'work') return offers.work?.report === true && offers.work.stage === asked.stage;
  if (asked.kind === 'confirm-work') return offers.work?.confirm === asked.report;
  return offers[asked.kind];
}

/** What somebody says besides a countersignature: what they typed, to be read once more, and the button. */
function saying(seen: Seen, asked: Exclude<Asked, { readonly kind: 'countersign' }>): Node {
  const { say } = seen.model;
  const facts = [...reported(seen, asked), ...factsOf(asked, say)].flatMap(([key, value]) => [
    element('dt', {}, say(key)),
    element('dd', { id: `signing-${key.replace('field.', '')}` }, value),
  ]);
  const page =
    asked.kind === 'prove' && asked.page
      ? [line({ id: 'signing-page', label: say('field.page'), hint: say('signing.page') })]
      : [];
  const text = element('p', {}, say(`signing.${asked.kind}`));
  const tone = asked.kind === 'reject' ? 'stop' : 'main';
  const look = { tone, does: `${asked.kind}.do` } as const;
  const body = form('signing', seen, look, works(seen, asked), text, element('dl', {}, ...facts), ...page);
  return card('status', 'saying-head', say(`${asked.kind}.head`), body);
}

/** What is confirmed: by whom, and what they say. */
function reported({ shown, offers }: Seen, { kind }: Asked): Facts {
  const work = shown.recovery.work?.find(({ stage }) => stage === offers.work?.stage);
  if (kind !== 'confirm-work' || work === undefined) return [];
  return [
    ['field.who', work.operator],
    ['field.reference', work.reference],
    ['field.note', work.note],
  ];
}

type Facts = readonly (readonly [Key, string])[];

function factsOf(asked: Exclude<Asked, { readonly kind: 'countersign' }>, say: Seen['model']['say']): Facts {
  switch (asked.kind) {
    case 'reject':
      return [['field.reason', asked.reason], ...(asked.for === undefined ? [] : [['field.for', asked.for] as const])];
    case 'review':
      return [
        ['field.finding', sayOr(say, 'finding', asked.finding)],
        ['field.note', asked.note],
      ];
    case 'work':
      return [
        ['field.stage', sayOr(say, 'stage', asked.stage)],
        ['field.reference', asked.reference],
        ['field.work-note', asked.note],
      ];
    case 'confirm-work':
      return [['field.looked-at', asked.note]];
    case 'prove': {
      const { method, reference, seen } = asked;
      const checked = orderedChecks(asked).map((one) => sayOr(say, 'check', one));
      const rows: Facts = [
        ['field.method', sayOr(say, 'method', method)],
        ['field.seen', seen.map((one) => sayOr(say, 'seen', one)).join(', ')],
        ['field.checked', checked.join('; ')],
        ['field.reference', reference ?? ''],
      ];
      return rows.filter(([, value]) => value !== '');
    }
  }
}

/** What was checked, in the order in which the service signs it; a check that is none of the method stays, and is refused. */
function orderedChecks({ method, checked }: Extract<Asked, { readonly kind: 'prove' }>): readonly string[] {
  const known: readonly string[] = checksOf(method);
  return [...known.filter((one) => checked.includes(one)), ...checked.filter((one) => !known.includes(one))];
}

function works(seen: Seen, asked: Exclude<Asked, { readonly kind: 'countersign' }>): (event: Event) => void {
  const { model, shown } = seen;
  return sends(model, (values) => {
    if (asked.kind === 'reject') return model.act('done.reject', () => sendNo(model, shown, asked));
    if (asked.kind === 'review') return model.act('done.review', () => sendReview(model, shown, asked));
    if (asked.kind === 'work') return model.act('done.work', () => sendWork(model, shown, asked));
    if (asked.kind === 'confirm-work')
      return model.act('done.confirm-work', () => sendWorkConfirmation(model, shown, asked));
    const { method, outcome, reference, seen: evidence } = asked;
    const page = values.get('signing-page');
    const statement = {
      ...{ method, outcome, seen: evidence },
      ...(asked.checked.length === 0 ? {} : { checked: orderedChecks(asked) }),
      ...(reference === undefined ? {} : { reference }),
      ...(page === undefined ? {} : { page }),
    };
    return model.act('done.prove', () => sendProof(model, shown, statement));
  });
}

/** What was asked is signed: the way back to the command line, which goes on by itself. */
export function signedCard(say: Say, waits: Waits): Node {
  const link = element('a', { href: wayBack(waits, 'signed'), id: 'signing-back' }, say('signing.back'));
  const text = element('p', { id: 'signing-done' }, say('signing.done'));
  return card('status', 'signing-head', say('signing.done-head'), text, element('p', {}, link));
}
