import type { StaffPolicyCheck } from '../../../lambdas/contract/overviews.ts';
import { byId, element } from '../../shared/dom.ts';
import { LONGEST_FILE } from '../model/drafting.ts';
import type { Model } from '../model/model.ts';
import { hashOf, PROPOSALS } from '../model/place.ts';
import { card, headline } from '../parts/recovery.ts';
import { differenceCards } from './difference.ts';

type Go = (hash: string) => void;
type Fault = StaffPolicyCheck['faults'][number];

/** An administrator pastes or chooses a policy file, reads its problems or what it changes, and proposes it. */
export function draftingScreen(model: Model, go: Go): readonly Node[] {
  const { say, drafting, overviews } = model;
  const head = [
    element('p', {}, element('a', { href: PROPOSALS, id: 'back' }, say('proposals.head'))),
    headline(say('draft.head')),
  ];
  if (overviews.parts !== null && !overviews.has('admin'))
    return [...head, element('p', { class: 'lead', id: 'not-yours' }, say('draft.not-yours'))];
  const { checked } = drafting;
  const result = checked === null ? [] : checked.policy === null ? [faultsCard(model)] : [changesCard(model, go)];
  return [...head, element('p', { class: 'lead' }, say('draft.text')), ...result, fileForm(model)];
}

const fieldOf = (): HTMLTextAreaElement | null => {
  const field = byId('draft-text');
  return field instanceof HTMLTextAreaElement ? field : null;
};

function fileForm(model: Model): Node {
  const { say, busy, drafting } = model;
  const changed = (): void => {
    if (drafting.checked === null) return;
    drafting.forget();
    model.redraw();
  };
  const chosen = async (event: Event): Promise<void> => {
    const file = event.target instanceof HTMLInputElement ? event.target.files?.[0] : undefined;
    const field = fieldOf();
    if (file === undefined || field === null) return;
    // A file has at least one byte for each character: one that is longer is not read.
    if (file.size > 4 * LONGEST_FILE) return void model.tell('error.policy-too-long');
    field.value = await file.text();
    changed();
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const text = fieldOf()?.value ?? '';
    void model.act('', () => drafting.check(text)).then(() => byId('checked-head')?.focus());
  };
  const onchange = (event: Event): void => void chosen(event);
  return element(
    'form',
    { id: 'draft', class: 'card', onsubmit, autocomplete: 'off' },
    element(
      'p',
      { class: 'field' },
      element('label', { for: 'draft-file' }, say('draft.file')),
      element('input', { id: 'draft-file', type: 'file', accept: '.yaml,.yml,text/yaml', onchange }),
    ),
    element(
      'p',
      { class: 'draft' },
      element('label', { for: 'draft-text' }, say('draft.paste')),
      element('textarea', {
        ...{ id: 'draft-text', rows: '14', wrap: 'off', spellcheck: 'false', required: true, oninput: changed },
        ...{ 'aria-describedby': 'draft-hint' },
      }),
    ),
    element('p', { class: 'hint', id: 'draft-hint' }, say('draft.hint')),
    element('button', { class: 'main', id: 'draft-do', disabled: busy }, say('draft.check')),
  );
}

/** Every problem with its line, which a button leads to. */
function faultsCard({ say, drafting }: Model): Node {
  const { faults = [], count = 0, lines = [] } = drafting.checked ?? {};
  const items = faults.map((fault, index) => faultItem({ say }, fault, { index, line: lines[fault.line - 1] ?? '' }));
  return card(
    'status bad',
    'checked-head',
    say('draft.faults', { count }),
    element('p', {}, say('draft.faults-text')),
    element('ol', { class: 'entries faults', id: 'faults' }, ...items),
    count > faults.length && element('p', { class: 'hint' }, say('draft.faults-cut', { count: faults.length })),
  );
}

function faultItem(
  { say }: Pick<Model, 'say'>,
  { file, line: number, rule, reason }: Fault,
  { index, line }: { readonly index: number; readonly line: string },
): Node {
  // A problem of the policy that the file extends has no line here.
  const isHere = file === 'policy';
  const place = isHere ? say('draft.line', { line: number }) : say('draft.line-of', { file, line: number });
  const onclick = (): void => showLine(number);
  return element(
    'li',
    {},
    isHere ? element('button', { type: 'button', id: `fault-${index}`, onclick }, place) : element('strong', {}, place),
    element('span', {}, rule === null ? reason : `${rule}: ${reason}`),
    isHere && line.trim() !== '' && element('code', { class: 'line' }, line.trim()),
  );
}

/** Marks a line of the text and scrolls to it; lines count from 1. */
function showLine(line: number): void {
  const field = fieldOf();
  if (field === null) return;
  const before = field.value.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = field.value.indexOf('\n', start);
  field.focus();
  field.setSelectionRange(start, end === -1 ? field.value.length : end);
  const height = Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
  field.scrollTop = Math.max(0, (line - 4) * height);
}

function changesCard(model: Model, go: Go): Node {
  const { say, busy, drafting } = model;
  const { policy, difference } = drafting.checked ?? {};
  if (policy == null || difference == null) return card('', 'checked-head', '');
  const title = say('draft.sound', { name: policy.name });
  if (difference.from === difference.to)
    return card('status', 'checked-head', title, element('p', { id: 'in-force' }, say('draft.in-force')));
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void model.act('done.propose', async () => {
      const stream = await drafting.propose();
      go(hashOf({ at: 'proposals', stream }));
    });
  };
  const form = element(
    'form',
    { id: 'propose', onsubmit },
    element('p', {}, say('draft.propose-text')),
    element('button', { class: 'main', id: 'propose-do', disabled: busy }, say('draft.propose')),
  );
  const digest = say('proposals.digest', { digest: policy.digest.slice(0, 12) });
  const cards = differenceCards(model, difference);
  return card('status', 'checked-head', title, ...cards, element('p', { class: 'hint' }, digest), form);
}
