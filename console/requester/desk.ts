import type { HelpDesk } from '../../lambdas/contract/help-desk.ts';
import { element } from '../shared/dom.ts';
import type { Say } from './texts.ts';

/** Whose page this is, before what it is about. */
export const organised = (text: string, desk: HelpDesk | null): string =>
  desk?.organisation == null ? text : `${desk.organisation} · ${text}`;

/** How to reach the desk, as far as that is set; else what people can do anyway. */
export function deskCard(say: Say, desk: HelpDesk | null): readonly Node[] {
  const { organisation = null, name = null, phone = null, hours = null, address = null } = desk ?? {};
  const rows = [
    phone !== null && row(say('desk.phone'), element('a', { href: `tel:${phone.replace(/[^+0-9]/g, '')}` }, phone)),
    hours !== null && row(say('desk.hours'), hours),
    address !== null && row(say('desk.address'), address),
  ].flatMap((one) => (one === false ? [] : one));
  return [
    element(
      'section',
      { class: 'card desk', 'aria-labelledby': 'desk-head' },
      element('h2', { id: 'desk-head' }, name ?? say('desk.head')),
      organisation !== null && element('p', {}, say('desk.of', { organisation })),
      rows.length === 0 ? element('p', {}, say('desk.unknown')) : element('dl', {}, ...rows),
      rows.length > 0 && element('p', { class: 'hint' }, say('desk.compare')),
    ),
  ];
}

const row = (label: string, value: Node | string): readonly Node[] => [
  element('dt', {}, label),
  element('dd', {}, value),
];
