import { element } from '../shared/dom.ts';
import type { Say } from './texts.ts';

/** A recovery key of BitLocker: 48 digits in 8 groups of 6, and the first 8 characters of its id, which the blue screen shows. */
export interface DiskKey {
  readonly id: string;
  /** As they are copied: groups with hyphens. */
  readonly digits: string;
}

/** What was handed over, as the connector of the device writes it: the id, a blank, the digits; undefined for anything else. */
export function diskKeyIn(credential: string): DiskKey | undefined {
  const { id, digits } = /^(?<id>[0-9A-F]{8}) (?<digits>\d{6}(-\d{6}){7})$/.exec(credential)?.groups ?? {};
  return id === undefined || digits === undefined ? undefined : { id, digits };
}

/** The key id, before anybody types 48 digits that belong to another disk. */
export const keyToCompare = ({ id }: DiskKey, say: Say): readonly Node[] => [
  element('p', { id: 'disk-key-id' }, `${say('disk-key.id')} `, element('strong', { translate: 'no' }, id)),
  element('p', { class: 'hint' }, say('disk-key.other')),
];

/** Groups that are numbered, so that somebody can read one aloud and say which it is. Digits stand apart: a screen reader says each of them. */
export const digitsToType = ({ digits }: DiskKey, say: Say): readonly Node[] => [
  element(
    'span',
    { class: 'digits', role: 'list', 'aria-label': say('disk-key.digits') },
    ...digits.split('-').map((group) => element('span', { role: 'listitem' }, [...group].join(' '))),
  ),
];
