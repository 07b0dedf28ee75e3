import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { signedDecision } from '../model/statement.ts';
import { folded, line, lines, sends } from '../parts/fields.ts';
import { form } from '../parts/form.ts';
import { card, type Seen } from '../parts/recovery.ts';
import { type Say, sayOr } from '../texts/texts.ts';

/** What an operator says that they did. */
interface Said {
  readonly stage: string;
  readonly reference: string;
  readonly note: string;
}

/** What a second operator says of that. */
interface Confirmed {
  readonly report: string;
  readonly note: string;
}

/** Work by hand, for whoever may do it, and for whoever may confirm what somebody else did. */
export function working(seen: Seen): readonly Node[] {
  const { work } = seen.offers;
  if (work === null) return [];
  const { say } = seen.model;
  const again = (): Node => folded('work', say('work.again'), reporting(seen, work.stage), 'card');
  if (work.confirm !== null) return [confirming(seen, work.confirm), ...(work.report ? [again()] : [])];
  if (reportedAt(seen, work.stage) !== undefined) return [again()];
  return [card('status', 'work-head', say('work.head'), reporting(seen, work.stage))];
}

const reportedAt = ({ shown }: Seen, stage: string) => shown.recovery.work?.find((one) => one.stage === stage);

function reporting(seen: Seen, stage: 'perform' | 'revoke'): Node {
  const { model, shown } = seen;
  const { say } = model;
  const works = sends(model, (values) => {
    const said = { stage, reference: values.get('work-reference') ?? '', note: values.get('work-note') ?? '' };
    return model.act('done.work', () => sendWork(model, shown, said));
  });
  return form(
    'work',
    seen,
    { tone: 'main', does: 'work.do' },
    works,
    element('p', {}, say(`work.${stage}`)),
    element('p', { id: 'work-how' }, howTo(say, stage, shown.recovery.action)),
    element('p', { class: 'hint' }, say('work.target', { target: shown.recovery.plan?.target ?? '' })),
    line({ id: 'work-reference', label: say('field.reference'), hint: say('hint.work-reference') }),
    lines({ id: 'work-note', label: say('field.work-note') }),
  );
}

/** What to do, for each action; what has no words of its own is described by the plan alone. */
const howTo = (say: Say, stage: string, action: string): string => sayOr(say, `work-${stage}`, action);

function confirming(seen: Seen, report: string): Node {
  const { model, shown, offers } = seen;
  const { say } = model;
  const stage = offers.work?.stage ?? 'perform';
  const { operator = '', reference = '', note = '' } = reportedAt(seen, stage) ?? {};
  const works = sends(model, (values) => {
    const content = { report, note: values.get('confirm-work-note') ?? '' };
    return model.act('done.confirm-work', () => sendWorkConfirmation(model, shown, content));
  });
  const facts = element(
    'dl',
    {},
    element('dt', {}, say('field.reference')),
    element('dd', { id: 'work-said-reference' }, reference),
    element('dt', {}, say('field.note')),
    element('dd', { id: 'work-said-note' }, note),
  );
  const body = form(
    'confirm-work',
    seen,
    { tone: 'main', does: 'confirm-work.do' },
    works,
    element('p', {}, say(`confirm-work.${stage}`, { who: operator })),
    element('p', {}, howTo(say, stage, shown.recovery.action)),
    element('p', { class: 'hint' }, say('work.target', { target: shown.recovery.plan?.target ?? '' })),
    facts,
    lines({ id: 'confirm-work-note', label: say('field.looked-at') }),
  );
  return card('status', 'confirm-work-head', say('confirm-work.head'), body);
}

/** Signs what an operator says that they did, and sends it. */
export async function sendWork(
  { api }: Model,
  shown: Seen['shown'],
  { stage, reference, note }: Said,
): Promise<unknown> {
  const content = { stage, reference, note };
  const signed = await signedDecision(api, { ...placeOf(shown), kind: 'work', content });
  return api.ofWork(shown.recovery.id, 'work', content, signed);
}

/** Signs what a second operator says of it, and sends it. */
export async function sendWorkConfirmation(
  { api }: Model,
  shown: Seen['shown'],
  { report, note }: Confirmed,
): Promise<unknown> {
  const content = { report, note };
  const signed = await signedDecision(api, { ...placeOf(shown), kind: 'confirm-work', content });
  return api.ofWork(shown.recovery.id, 'work-confirmations', content, signed);
}

const placeOf = ({ recovery: { id }, account }: Seen['shown']) => ({ recovery: id, account });
