import type { StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { lasting } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { leftBy } from '../parts/standing.ts';
import { takenBy } from './given.ts';

/** What happens after a yes and after a no, one sentence each. */
export function consequences({ say, language }: Model, { recovery, handover }: StaffRecovery): readonly Node[] {
  const { plan } = recovery;
  if (plan === null) return [];
  const time = (seconds: number): string => lasting(seconds, language);
  const yes = [
    say('countersign.yes'),
    plan.coolingOff > 0 ? say('plan.waits', { time: time(plan.coolingOff) }) : say('plan.at-once'),
    ...(handover === null ? [] : [takenBy(handover, say)]),
    say(`plan.ends${leftBy(recovery.action, plan.connector)}`, { time: time(plan.grant) }),
    ...(plan.reviewWithin === null ? [] : [say('plan.review', { time: time(plan.reviewWithin) })]),
  ];
  const no = [say('no.ends'), say('no.told'), say('no.risk')];
  const list = (id: string, texts: readonly string[]): Node =>
    element('ul', { id }, ...texts.map((text) => element('li', {}, text)));
  return [
    element('h3', {}, say('yes.head')),
    list('on-yes', yes),
    element('h3', {}, say('no.head')),
    list('on-no', no),
    element('p', { class: 'hint' }, say('countersign.no')),
  ];
}
