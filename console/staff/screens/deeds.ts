import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { lenderIn, MINE } from '../model/place.ts';
import { countersign, signedDecision } from '../model/statement.ts';
import { choice, folded, line, lines, sends } from '../parts/fields.ts';
import { form } from '../parts/form.ts';
import { card, type Seen } from '../parts/recovery.ts';
import { sayOr } from '../texts/texts.ts';
import { consequences } from './consequences.ts';
import { handingOver, linkCard } from './help.ts';
import { answering } from './subject.ts';
import { calling, proving, provingForm } from './verifying.ts';
import { working } from './work.ts';

/** Forms for everything that this person may do now, the most awaited first. Nothing is decided by a link: each takes a form of its own. */
export function deeds(seen: Seen): readonly Node[] {
  const { model, offers, shown } = seen;
  const { say } = model;
  if (model.credential !== null) return [revealed(model, model.credential)];
  const cards = [
    ...answering(seen),
    ...linkCard(seen),
    ...(offers.claim ? [claiming(seen)] : []),
    ...(offers.countersign ? [countersigning(seen)] : []),
    ...(offers.passkeyMissing ? [passkeyMissing(seen)] : []),
    ...(offers.prove.length > 0 && !offers.countersign ? [proving(seen)] : []),
    ...calling(seen),
    ...(offers.bind.length > 0 ? [binding(seen)] : []),
    ...working(seen),
    ...(offers.review ? [reviewing(seen)] : []),
  ];
  const none = cards.length === 0 && shown.end === null && !offers.stop;
  return [
    ...(none ? [element('p', { class: 'lead', id: 'nothing' }, say('deeds.none'))] : cards),
    ...handingOver(seen),
    ...(offers.reject ? [folded('reject', say('reject.head'), rejecting(seen), 'card')] : []),
    // Whoever decides may also have something to say about the person: it takes room only when it is wanted.
    ...(offers.prove.length > 0 && offers.countersign
      ? [folded('prove', say('prove.head'), provingForm(seen), 'card')]
      : []),
  ];
}

/** A stop: the last thing on the screen, because it is the last thing that anybody wants, and one that everybody finds. */
export const stop = (seen: Seen): readonly Node[] =>
  seen.offers.stop ? [folded('stop', seen.model.say('stop.head'), stopping(seen), 'card')] : [];

/** What somebody without a passkey does to countersign such plans. */
export function passkeyMissing({ model: { say } }: Seen): Node {
  const way = element('a', { href: MINE, id: 'to-decision-key' }, say('countersign.no-passkey-do'));
  const body = element('p', { id: 'no-passkey' }, say('countersign.no-passkey'));
  return card('status bad', 'no-passkey-head', say('countersign.no-passkey-head'), body, element('p', {}, way));
}

/** The countersignature of exactly the plan on this screen: the digest is the one that was read with it. */
export function countersigning(seen: Seen): Node {
  const { model, shown, offers } = seen;
  const { say } = model;
  const { id } = shown.recovery;
  const { digest } = shown;
  const work = (event: Event): void => {
    event.preventDefault();
    const plan = { recovery: id, account: shown.account, digest, for: lenderIn(model.place) };
    const sign = () => countersign(model.api, plan);
    void model.act('done.countersign', sign);
  };
  const mark = element(
    'p',
    { class: 'hint', id: 'digest' },
    say('countersign.digest', { digest: digest?.slice(0, 12) ?? '' }),
  );
  const key = offers.signing === null ? [] : [element('p', { class: 'hint' }, say('countersign.passkey'))];
  const body = form(
    'countersign',
    seen,
    { tone: 'main', does: 'countersign.do' },
    work,
    ...consequences(model, shown),
    mark,
    ...key,
  );
  return card('status', 'countersign-head', say('countersign.head'), body);
}

/** The recovery that a signed decision names. */
const placeOf = ({ recovery: { id }, account }: Seen['shown']) => ({ recovery: id, account });

function rejecting(seen: Seen): Node {
  const { model, shown } = seen;
  const { say } = model;
  const work = sends(model, (values) =>
    model.act('done.reject', async () => {
      const no = { reason: values.get('reject-reason') ?? '', for: lenderIn(model.place) };
      return sendNo(model, shown, no);
    }),
  );
  const reason = lines({ id: 'reject-reason', label: say('field.reason') });
  return form('reject', seen, { tone: 'stop', does: 'reject.do' }, work, reason);
}

/** Signs a no, where this person has a passkey, and sends it. */
export async function sendNo({ api }: Model, shown: Seen['shown'], no: No): Promise<unknown> {
  const { reason, for: other } = no;
  const signed = await signedDecision(api, { ...placeOf(shown), kind: 'reject', content: { reason }, for: other });
  return api.reject(shown.recovery.id, { reason, for: other }, signed);
}

interface No {
  readonly reason: string;
  /** In whose place; absent: one's own. */
  readonly for?: string | undefined;
}

const CAUSES = ['suspected-impersonation', 'withdrawn', 'mistake'] as const;

function stopping(seen: Seen): Node {
  const { model, shown } = seen;
  const { say } = model;
  const work = sends(model, (values) => {
    const [cause, reason] = [values.get('stop-cause') ?? CAUSES[0], values.get('stop-reason') ?? ''];
    return model.act('done.stop', () => model.api.stop(shown.recovery.id, cause, reason));
  });
  const causes = choice(
    { id: 'stop-cause', label: say('field.cause') },
    CAUSES.map((one) => [one, say(`cause.${one}`)]),
  );
  const reason = lines({ id: 'stop-reason', label: say('field.reason') });
  return form('stop', seen, { tone: 'stop', does: 'stop.do' }, work, causes, reason);
}

/** The page on which the credential can be taken, named again by its words. */
function binding(seen: Seen): Node {
  const { model, shown, offers } = seen;
  const { say } = model;
  const work = sends(model, (values) => {
    const [method, page] = [values.get('bind-method') ?? '', values.get('bind-page') ?? ''];
    return model.act('done.bind', () => model.api.bind(shown.recovery.id, method, page));
  });
  const methods = offers.bind.map((method) => [method, sayOr(say, 'method', method)] as const);
  const fields = [
    element('p', {}, say('bind.text')),
    choice({ id: 'bind-method', label: say('field.method') }, methods),
    line({ id: 'bind-page', label: say('field.page'), hint: say('hint.page') }),
  ];
  return card(
    '',
    'bind-head',
    say('bind.head'),
    form('bind', seen, { tone: 'main', does: 'bind.do' }, work, ...fields),
  );
}

function reviewing(seen: Seen): Node {
  const { model, shown } = seen;
  const { sample } = shown.recovery;
  const { say } = model;
  const work = sends(model, (values) => {
    const content = { finding: values.get('review-finding') ?? '', note: values.get('review-note') ?? '' };
    return model.act('done.review', () => sendReview(model, shown, content));
  });
  const findings = (['appropriate', 'inappropriate'] as const).map((one) => [one, say(`finding.${one}`)] as const);
  const fields = [
    element('p', {}, say('review.text')),
    ...(sample?.reviewed === true ? [element('p', {}, say('review.drawn', { share: sample.share }))] : []),
    choice({ id: 'review-finding', label: say('field.finding') }, findings),
    lines({ id: 'review-note', label: say('field.note') }),
  ];
  return card(
    'status',
    'review-head',
    say('review.head'),
    form('review', seen, { tone: 'main', does: 'review.do' }, work, ...fields),
  );
}

/** Signs a review, where this person has a passkey, and sends it. */
export async function sendReview({ api }: Model, shown: Seen['shown'], { finding, note }: Review): Promise<unknown> {
  const content = { finding, note };
  const signed = await signedDecision(api, { ...placeOf(shown), kind: 'review', content });
  return api.review(shown.recovery.id, content, signed);
}

interface Review {
  readonly finding: string;
  readonly note: string;
}

function claiming(seen: Seen): Node {
  const { model, shown } = seen;
  const { say } = model;
  const work = (event: Event): void => {
    event.preventDefault();
    void model.claim(shown.recovery.id);
  };
  const text = element('p', {}, say('claim.text'));
  return card(
    'claim',
    'claim-head',
    say('claim.head'),
    form('claim', seen, { tone: 'main', does: 'claim.do' }, work, text),
  );
}

function revealed(model: Model, credential: string): Node {
  const { say } = model;
  return card(
    'claim',
    'claimed-head',
    say('claim.head'),
    element('output', { id: 'credential', class: 'secret', 'aria-labelledby': 'claimed-head' }, credential),
    element('p', {}, say('claim.once')),
    element('button', { type: 'button', id: 'hide', onclick: () => model.forget() }, say('claim.hide')),
  );
}
