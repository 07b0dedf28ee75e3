import type { StaffPlan, StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { save } from '../parts/export.ts';
import { card } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';

interface Seen {
  readonly model: Model;
  readonly shown: StaffRecovery;
}

/** For those who read every recovery: the policy as it was when the plan was made, and a copy of what is shown. */
export function recordCards({ model, shown }: Seen): readonly Node[] {
  const { say, overviews, busy } = model;
  const { plan, id } = shown.recovery;
  if (!overviews.readsAll) return [];
  const keep = (): void =>
    save(`countersign-${id}.json`, 'application/json', JSON.stringify({ ...shown, words: null }, null, 2));
  const onclick = (): void => void model.act('', () => overviews.readPolicy(plan?.policy ?? ''));
  const isShown = overviews.policy !== null && overviews.policy.digest === plan?.policy;
  return [
    card(
      '',
      'record-head',
      say('record.head'),
      ...(plan !== null && isShown ? policyText(model, plan) : []),
      element(
        'p',
        { class: 'buttons' },
        plan !== null &&
          !isShown &&
          element('button', { type: 'button', id: 'policy-show', disabled: busy, onclick }, say('policy.show')),
        element('button', { type: 'button', id: 'record-save', onclick: keep }, say('record.save')),
      ),
    ),
  ];
}

/** The text of exactly the rules that made the plan; of the others the file has all. */
function policyText({ say, overviews, language }: Model, plan: StaffPlan): readonly Node[] {
  const { policy } = overviews;
  if (policy === null) return [];
  const at = moment(policy.proposedAt, language);
  const keep = (): void => save(`policy-${policy.digest.slice(0, 12)}.json`, 'application/json', policy.text);
  const texts = plan.rules.map(({ rule, control, owner }) => {
    const own = ruleIn(policy.text, rule);
    const text = own === undefined ? say('policy.product', { rule }) : JSON.stringify(own, null, 2);
    return element(
      'li',
      {},
      element('p', {}, say('plan.rule', { rule, control, owner })),
      own === undefined ? element('p', { class: 'hint' }, text) : element('pre', { tabindex: '0' }, text),
    );
  });
  return [
    element(
      'p',
      { id: 'policy-was' },
      ...timed(say('policy.was', { name: policy.name, at }), language, policy.proposedAt),
    ),
    element('ul', { class: 'rules' }, ...texts),
    element('p', { class: 'hint' }, say(policy.inForce ? 'policy.in-force' : 'policy.replaced')),
    element('p', {}, element('button', { type: 'button', id: 'policy-save', onclick: keep }, say('policy.save'))),
  ];
}

/** A rule of a compiled policy by its id; undefined for a rule of the product. */
export function ruleIn(text: string, id: string): unknown {
  const { rules = [] } = JSON.parse(text) as { readonly rules?: readonly { readonly id?: string }[] };
  return rules.find((one) => one.id === id);
}
