import { DEMO_PEOPLE, type DemoPerson } from '../../directory/people.ts';

/** What a token says of somebody. */
export type Known = Pick<DemoPerson, 'subject' | 'name' | 'addresses' | 'groups'>;

/** Longest subject, and longest list of groups, characters. */
const LONGEST = 200;

/** Who can sign in on this machine: the people of the demo, and whoever was named on the page since it started. */
export class People {
  readonly #named = new Map<string, Known>();

  bySubject(subject: string | undefined): Known | undefined {
    return DEMO_PEOPLE.find((one) => one.subject === subject) ?? this.#named.get(subject ?? '');
  }

  /** Whoever a form of the page picks or names; undefined where it does neither. */
  chosenIn(form: URLSearchParams): Known | undefined {
    const short = form.get('person');
    if (short !== '') return DEMO_PEOPLE.find((one) => one.short === short);
    const [subject = '', groups = ''] = ['subject', 'groups'].map((field) => form.get(field)?.trim());
    if (!/^[\w.@:-]+$/.test(subject) || subject.length > LONGEST || groups.length > LONGEST) return undefined;
    // A demo person keeps the groups of the demo.
    const known = DEMO_PEOPLE.find((one) => one.subject === subject);
    if (known !== undefined) return known;
    const named = { subject, name: subject, addresses: [], groups: groups.split(/\s+/).filter((one) => one !== '') };
    this.#named.set(subject, named);
    return named;
  }
}
