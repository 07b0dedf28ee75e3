import { byId, element } from '../../shared/dom.ts';
import { about, moment } from '../../shared/language.ts';
import { type DutyView, type Group, groupsOf } from '../model/duty.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { choice, folded, line, lines, sends } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timed, timeOf } from '../parts/times.ts';
import { alertInWords } from '../texts/alerts.ts';
import { type Key, sayOr } from '../texts/texts.ts';
import { loweringOf, threatInWords, timeLeft } from '../texts/words.ts';
import { askedOnDuty } from './duty-asked.ts';
import { findingCards } from './findings.ts';
import { putAsideCard } from './put-aside.ts';

/** What people on duty see and do: access that is open, threat levels, incidents, freezes and alerts. */
export function dutyScreen(model: Model): readonly Node[] {
  const { say, overviews, message } = model;
  const { view } = overviews.duty;
  const head = headline(say('duty.head'));
  if (view === null) return message === null ? [head, element('p', { class: 'lead' }, say('loading'))] : [head];
  const asked = askedOnDuty(model, view);
  if (asked !== undefined) return [head, ...asked];
  return [
    head,
    ...putAsideCard(model, view.putAside),
    ...findingCards(model, view.findings),
    runningCard(model, view),
    threatCard(model, view),
    incidentCard(model, view),
    freezeCard(model, view),
    alertCard(model, view),
  ];
}

const link = (id: string, text: string, mark = 'duty'): Node =>
  element('a', { href: hashOf({ at: 'recovery', id }), id: `${mark}-${id}` }, text);

/** Access that is open or under way, with the time left, and a form that takes it away at once. */
function runningCard(model: Model, { running, more }: DutyView): Node {
  const { say, overviews, busy } = model;
  const { progress } = overviews.duty;
  const rows = running.map(({ id, account, action, status, expiresAt }) => {
    return element(
      'li',
      {},
      link(id, account),
      element('span', {}, sayOr(say, 'action', action)),
      element('span', {}, sayOr(say, 'status', status)),
      element('span', { class: 'hint' }, timeLeft(expiresAt, model)),
    );
  });
  const groups = groupsOf(running);
  const onsubmit = sends(model, async (values) => {
    const ids = groups.find(({ key }) => key === values.get('revoke-what'))?.ids;
    if (ids === undefined) return model.tell('revoke.choose');
    return model.act('done.revoke', () => overviews.duty.revoke(ids, values.get('revoke-reason') ?? '', model.redraw));
  });
  const preview = element('ul', { id: 'revoke-preview', class: 'entries', 'aria-live': 'polite' });
  const form = element(
    'form',
    { id: 'revoke', onsubmit, onchange: (event) => showPreview(model, running, event) },
    choice(
      { id: 'revoke-what', label: say('revoke.what'), none: say('revoke.choose') },
      groups.map((group) => [group.key, groupText(group, model)] as const),
    ),
    preview,
    lines({ id: 'revoke-reason', label: say('field.reason') }),
    element('button', { class: 'stop', id: 'revoke-do', disabled: busy }, say('revoke.do')),
  );
  return card(
    '',
    'running-head',
    say('duty.running'),
    running.length === 0
      ? element('p', { id: 'none-running' }, say('duty.none-running'))
      : element('ul', { class: 'entries', id: 'running' }, ...rows),
    more && element('p', { class: 'hint' }, say('duty.more')),
    groups.length > 0 && form,
    progress !== null &&
      element(
        'p',
        { id: 'progress', role: 'status' },
        say('revoke.progress', { done: progress.done, all: progress.all }),
      ),
  );
}

/** What would end by the choice, one line for each. */
function showPreview({ say }: Model, running: DutyView['running'], { target }: Event): void {
  if (!(target instanceof HTMLSelectElement) || target.id !== 'revoke-what') return;
  const ids = groupsOf(running).find(({ key }) => key === target.value)?.ids ?? [];
  const rows = running.filter(({ id }) => ids.includes(id));
  const lines = rows.map(({ account, action, status }) =>
    element(
      'li',
      {},
      say('revoke.ends', { account, action: sayOr(say, 'action', action), status: sayOr(say, 'status', status) }),
    ),
  );
  byId('revoke-preview')?.replaceChildren(...lines);
}

const groupText = ({ by, name, ids }: Group, { say }: Model): string =>
  say(`revoke.${by}` as Key, { name, count: ids.length });

const HOURS = [1, 4, 12, 24] as const;

const untilIn = (hours: string | undefined): string =>
  new Date(Date.now() + Number(hours ?? HOURS[0]) * 3_600_000).toISOString();

const hoursField = ({ say, language }: Model, id: string): Node =>
  choice(
    { id, label: say('duty.hours') },
    HOURS.map((hours) => [String(hours), about(hours * 3_600, language)] as const),
  );

function threatCard(model: Model, { threats }: DutyView): Node {
  const { say, busy, overviews } = model;
  const rows = threats.map((threat) => {
    const { id, loweredBy } = threat;
    const { done, asked, lower } = loweringOf(threat);
    const onclick = (): void => void model.act(done, () => overviews.duty.lower({ threat: id }));
    const button = { type: 'button', id: `lower-${id}`, disabled: busy, onclick } as const;
    const mayLower = loweredBy !== overviews.parts?.person;
    return element(
      'li',
      {},
      element('span', {}, ...timed(threatInWords(threat, model), model.language, threat.until)),
      loweredBy !== null && element('span', { class: 'hint' }, say(asked, { who: loweredBy })),
      mayLower && element('button', button, say(lower)),
    );
  });
  const onsubmit = sends(model, (values) => {
    const [desk, reason] = [values.get('threat-desk'), values.get('threat-reason') ?? ''];
    const until = untilIn(values.get('threat-hours'));
    return model.act('done.raise', () => overviews.duty.raise({ until, reason, desk }));
  });
  const form = element(
    'form',
    { id: 'threat', onsubmit },
    line({ id: 'threat-desk', label: say('threat.which'), hint: say('threat.hint'), required: false }),
    hoursField(model, 'threat-hours'),
    lines({ id: 'threat-reason', label: say('field.reason') }),
    element('p', { class: 'hint' }, say('threat.passkey')),
    element('button', { class: 'main', id: 'threat-do', disabled: busy }, say('threat.do')),
  );
  return card(
    '',
    'threat-head',
    say('duty.threats'),
    rows.length === 0
      ? element('p', {}, say('duty.none-threats'))
      : element('ul', { class: 'entries', id: 'threats' }, ...rows),
    folded('threat', say('threat.raise'), form),
  );
}

function incidentCard(model: Model, { incidents }: DutyView): Node {
  const { say, language, busy, overviews } = model;
  const rows = incidents.incidents.map(({ incident, until, reason, by }) => {
    const text = say('incident.is', { incident, until: moment(until, language), reason: `“${reason}”`, by });
    const onclick = (): void => void model.act('done.incident-end', () => overviews.duty.end(incident));
    const button = { type: 'button', id: `end-${incident}`, disabled: busy, onclick } as const;
    return element(
      'li',
      {},
      element('span', {}, ...timed(text, language, until)),
      element('button', button, say('incident.end')),
    );
  });
  const uses = incidents.uses.map(({ recovery, account, incident, by, reviewBy }) => {
    const text = say('incident.use', { incident, by, at: moment(reviewBy, language) });
    const use = element('span', {}, ...timed(text, language, reviewBy));
    return element('li', {}, link(recovery, account, 'glass'), use);
  });
  const onsubmit = sends(model, (values) => {
    const [incident, reason] = [values.get('incident-number') ?? '', values.get('incident-reason') ?? ''];
    const until = untilIn(values.get('incident-hours'));
    return model.act('done.incident', () => overviews.duty.declare({ incident, until, reason }));
  });
  const form = element(
    'form',
    { id: 'incident', onsubmit },
    line({ id: 'incident-number', label: say('incident.number'), hint: say('incident.hint') }),
    hoursField(model, 'incident-hours'),
    lines({ id: 'incident-reason', label: say('field.reason') }),
    element('p', { class: 'hint' }, say('duty.passkey')),
    element('button', { class: 'main', id: 'incident-do', disabled: busy }, say('incident.do')),
  );
  return card(
    '',
    'incident-head',
    say('duty.incidents'),
    rows.length + uses.length === 0
      ? element('p', {}, say('duty.none-incidents'))
      : element('ul', { class: 'entries' }, ...rows, ...uses),
    folded('incident', say('incident.declare'), form),
  );
}

function freezeCard({ say, language }: Model, { freezes }: DutyView): Node {
  const rows = freezes.items.map(({ stream, freeze, proposals }) => {
    const lift = proposals.find(({ of }) => of === 'lift');
    const text = lift === undefined ? say('freeze.lift') : say('freeze.asked', { who: lift.by });
    return element(
      'li',
      {},
      element('strong', {}, stream),
      element('span', {}, sayOr(say, 'freeze-cause', freeze?.cause ?? '')),
      freeze !== null && timeOf(freeze.at, language),
      element('span', { class: 'hint' }, text),
    );
  });
  return card(
    '',
    'freeze-head',
    say('duty.freezes'),
    rows.length === 0
      ? element('p', {}, say('duty.none-freezes'))
      : element('ul', { class: 'entries', id: 'freezes' }, ...rows),
    freezes.more && element('p', { class: 'hint' }, say('waiting.more')),
  );
}

function alertCard({ say, language }: Model, { alerts }: DutyView): Node {
  const rows = alerts.map(({ severity, account, recovery, seq, at, what }) =>
    element(
      'li',
      { class: severity === 'critical' ? 'bad' : '' },
      timeOf(at, language),
      element('strong', {}, sayOr(say, 'severity', severity)),
      recovery === null ? element('span', {}, account) : link(recovery, account, `alert-${seq}`),
      element('span', {}, what.map((one) => alertInWords(one, { say, language })).join(', ')),
    ),
  );
  return card(
    '',
    'alerts-head',
    say('duty.alerts'),
    rows.length === 0
      ? element('p', {}, say('duty.none-alerts'))
      : element('ul', { class: 'entries', id: 'alerts' }, ...rows),
  );
}
