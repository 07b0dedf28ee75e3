import { EMAIL_SECONDS } from '../proofing/numbers.ts';
import type { Hours, Window } from './hours.ts';
import { spelledTime } from './in-words.ts';
import { type Control, LEAST_REVIEWED, type Policy, type PolicyProblem } from './policy.ts';
import { type DeclaredStandard, mappedTo, STANDARDS, spelledId } from './standards.ts';

const DAY = 86_400;

/** Longest age that a policy may ask for: nobody can wait longer. */
const MOST_AGE = 90 * DAY;

/**
 * Least age of a contact that a policy may set (rule 8). A code to the old contact can be on its way for this long (SP 800-63B-4 section
 * 4.2.1.2); the owner, who hears of the change, has this long to stop it.
 */
export const LEAST_CONTACT_AGE = EMAIL_SECONDS;

/**
 * Least age of an authenticator or recovery contact: its owner hears of it at once (SP 800-63B-4 section 4.1.2.1) and has an hour to
 * object.
 */
export const LEAST_AUTHENTICATOR_AGE = 3600;

const LEAST = { contactMinAge: LEAST_CONTACT_AGE, authenticatorMinAge: LEAST_AUTHENTICATOR_AGE } as const;

/**
 * The problems of a policy's least ages: rule 8 needs a minimum, and people must be able to wait for it. `shortened`: the policy `extends`
 * another to try it out, with shorter waits; the least age of a contact stays as it is.
 */
export function checkAges(policy: Policy, { shortened }: { readonly shortened: boolean }): readonly PolicyProblem[] {
  return (['contactMinAge', 'authenticatorMinAge'] as const).flatMap((name) => {
    const least = shortened && name === 'authenticatorMinAge' ? 1 : LEAST[name];
    const { [name]: seconds = least } = policy;
    const reason = `\`${name}\` is ${spelledTime(seconds)}; it must be at least ${spelledTime(least)} (rule 8) and at most ${spelledTime(MOST_AGE)}`;
    return seconds >= least && seconds <= MOST_AGE ? [] : [{ path: [name], reason }];
  });
}

/** The problem of how many sightings are reviewed: some always are, so that no verifier can count on nobody looking. */
export function checkReviewed({ sightingsReviewed: share }: Policy): readonly PolicyProblem[] {
  if (share === undefined || (share >= LEAST_REVIEWED && share <= 100)) return [];
  const reason = `\`sightingsReviewed\` is ${share}; it must be at least ${LEAST_REVIEWED} and at most 100, of a hundred (rule 10)`;
  return [{ path: ['sightingsReviewed'], reason }];
}

/** Most of a hundred people that a directory of record may change in one look: with more, losing half of its rows would be nothing unusual. */
const MOST_CHANGED = 25;

/** The problems of what the directory of record may do. */
export function checkDirectory({ directory }: Policy): readonly PolicyProblem[] {
  if (directory === undefined) return [];
  const { alone, atMost } = directory;
  const isTwice = new Set(alone).size < alone.length;
  return [
    ...(isTwice ? [{ path: ['directory', 'alone'], reason: '`alone` names something twice' }] : []),
    ...(atMost >= 1 && atMost <= MOST_CHANGED
      ? []
      : [
          {
            path: ['directory', 'atMost'],
            reason: `\`atMost\` is ${atMost}; it must be at least 1 and at most ${MOST_CHANGED}, of a hundred`,
          },
        ]),
  ];
}

/** A time of day; 24:00 is the end of a day. */
const TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** The problems of working hours: an unknown zone, no complete window, no day, or a malformed time. */
export function checkHours(hours: Hours | undefined): readonly PolicyProblem[] {
  if (hours === undefined) return [];
  const { zone, windows } = hours;
  const at = (path: PolicyProblem['path'], reason: string): PolicyProblem => ({ path: ['hours', ...path], reason });
  const given = MEMBERS.filter((name) => hours[name] !== undefined);
  const missing = given.length === 0 && windows !== undefined ? [] : MEMBERS.filter((name) => !given.includes(name));
  return [
    ...(isZone(zone) ? [] : [at(['zone'], `there is no time zone \`${zone}\``)]),
    ...(windows?.length === 0 ? [at(['windows'], 'an empty list is no time at all')] : []),
    ...missing.map((name) => at([], `\`${name}\` is missing`)),
    ...(missing.length > 0 || given.length === 0
      ? []
      : checkWindow(hours as Window).map(([name, why]) => at([name], why))),
    ...(windows ?? []).flatMap((window, index) =>
      checkWindow(window).map(([name, why]) => at(['windows', index, name], why)),
    ),
  ];
}

const MEMBERS = ['days', 'from', 'to'] as const;

function checkWindow(window: Window): readonly (readonly [keyof Window, string])[] {
  const { days, from, to } = window;
  const isWeek = days.length > 0 && new Set(days).size === days.length && days.every((day) => day >= 1 && day <= 7);
  const times = (['from', 'to'] as const).filter((name) => !TIME.test(window[name]) || window.from === '24:00');
  return [
    ...(isWeek ? [] : [['days', 'hours have at least one day, and each once'] as const]),
    ...times.map((name) => [name, `\`${name}\` must be a time such as "08:00"`] as const),
    ...(times.length === 0 && from === to
      ? [['to', 'the day ends when it begins; a whole day is "00:00" to "24:00"'] as const]
      : []),
  ];
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The problems of a control's `maps`: ids that their standards do not have, have withdrawn, or spell differently. */
export const checkMaps = (
  { id, maps }: Control,
  declared: readonly DeclaredStandard[] = [],
): readonly PolicyProblem[] =>
  maps.flatMap((name, index) => {
    const found = mappedTo(name, declared);
    return found.is === 'wrong'
      ? [{ path: ['maps', index], reason: `control \`${id}\` maps to \`${name}\`, ${found.why}` }]
      : [];
  });

/** The problems of a policy's own standards: a name that is built in or there twice, no ids, or one id twice. */
export function checkStandards(declared: readonly DeclaredStandard[] = []): readonly PolicyProblem[] {
  return declared.flatMap(({ name, ids }, index) => {
    const path = ['standards', index] as const;
    const isTwice = declared.findIndex((one) => one.name === name) < index;
    const repeated = ids.filter((id, place) => ids.indexOf(id) < place);
    return [
      ...(isKnown(name) ? [{ path, reason: `\`${name}\` is a standard whose ids the product knows` }] : []),
      ...(isTwice ? [{ path, reason: `standard \`${name}\` is there twice` }] : []),
      ...(ids.length === 0 ? [{ path, reason: `standard \`${name}\` has no ids` }] : []),
      ...repeated.map((id) => ({ path, reason: `standard \`${name}\` has \`${id}\` twice` })),
    ];
  });
}

/** Also true for a name that begins like a built-in one: `CSF PR` would capture ids of `CSF`. */
const isKnown = (name: string): boolean =>
  STANDARDS.some((one) => one.name === name || name.startsWith(spelledId(one, '')));

/**
 * What the controls of a policy map to: the number of ids in the lists of their standards, and the ids whose spelling alone was checked.
 */
export function mapsOf({ controls, standards }: Pick<Policy, 'controls' | 'standards'>): {
  readonly listed: readonly string[];
  readonly unchecked: readonly string[];
} {
  const names = [...new Set(controls.flatMap(({ maps }) => maps))].sort();
  const are = (kind: 'listed' | 'unchecked') => names.filter((name) => mappedTo(name, standards).is === kind);
  return { listed: are('listed'), unchecked: are('unchecked') };
}
