import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { DutyAsked } from '../model/asked.ts';
import type { DutyView } from '../model/duty.ts';
import type { Model } from '../model/model.ts';
import { wayBack } from '../model/place.ts';
import { sends } from '../parts/fields.ts';
import { card } from '../parts/recovery.ts';
import { loweringOf, threatInWords } from '../texts/words.ts';
import { signedCard } from './signing.ts';

/** What the command line asks somebody on duty to sign: read here, and signed by the button; undefined where none asks. */
export function askedOnDuty(model: Model, view: DutyView): readonly Node[] | undefined {
  const { say, place, busy, overviews } = model;
  if (place.at !== 'duty' || place.asking === undefined) return undefined;
  const { asking } = place;
  const { asked, content } = asking;
  const { duty } = overviews;
  if (duty.done === content) return [signedCard(say, asking)];
  const leave = element('a', { href: wayBack(asking, 'cancelled'), id: 'signing-cancel' }, say('signing.cancel'));
  const head = card('', 'signing-head', say('signing.head'), element('p', {}, say('signing.text')));
  const text = textOf(asked, view, model);
  if (text === undefined)
    return [head, element('p', { class: 'message bad', id: 'signing-not-you' }, say('signing.not-you')), leave];
  const threat = asked.kind === 'lower' ? view.threats.find(({ id }) => id === asked.threat) : undefined;
  const { done, lower } = loweringOf(threat ?? { drain: false, loweredBy: null });
  const onsubmit = sends(model, () =>
    model.act(asked.kind === 'lower' ? done : 'done.incident', async () => {
      await (asked.kind === 'lower' ? duty.lower(asked) : duty.declare(contentOf(asked)));
      duty.done = content;
    }),
  );
  const hint = element('p', { class: 'hint' }, say('duty.passkey'));
  const button = element(
    'button',
    { class: 'main', id: 'signing-do', disabled: busy },
    say(asked.kind === 'lower' ? lower : 'incident.do'),
  );
  const form = element('form', { id: 'signing', onsubmit }, element('p', { id: 'asked-on-duty' }, text), hint, button);
  const about = asked.kind === 'lower' ? asked.account : undefined;
  const title = about ?? say(asked.kind === 'lower' ? 'duty.threats' : 'duty.incidents');
  return [head, card('status', 'asked-head', title, form), element('p', {}, leave)];
}

const contentOf = ({ incident, until, reason }: Extract<DutyAsked, { kind: 'declare' }>) => ({
  incident,
  until,
  reason,
});

/** Undefined for a threat level that does not last any more, or whose lowering this person has asked for. */
function textOf(asked: DutyAsked, { threats }: DutyView, model: Model): string | undefined {
  const { say, language, overviews } = model;
  const person = overviews.parts?.person ?? '';
  if (asked.kind === 'declare') {
    const { incident, until, reason } = asked;
    return say('incident.is', { incident, until: moment(until, language), reason: `“${reason}”`, by: person });
  }
  const threat = threats.find(({ id }) => id === asked.threat);
  return threat === undefined || threat.loweredBy === person ? undefined : threatInWords(threat, model);
}
