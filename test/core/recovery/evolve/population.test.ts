import { describe, expect, it } from '@jest/globals';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { MOST_BACKDATED } from '../../../../lambdas/core/registry/population.ts';
import { aProfile, at, NOW } from '../../../support/fixtures.ts';

const SOURCE = { by: 'signal-source', source: 'cognito' } as const;
const MAIL: Contact = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) };
const NEW_MAIL: Contact = { id: 'email-1', kind: 'email', address: 'jane.new@example.com', since: at(-600) };
const PROFILE = aProfile({ contacts: [MAIL] });

describe('a record that the directory changed alone', () => {
  it.each([
    ['a year ago', at(-365 * 86_400), at(-365 * 86_400), at(-MOST_BACKDATED)],
    ['before the record was written', at(-7_200), at(-3_600), at(-3_600)],
    ['in the future', at(3_600), at(-86_400), NOW],
  ])('makes no contact older, whatever was written: %s', (_, since, recorded, counts) => {
    const contacts = [
      { ...NEW_MAIL, since },
      { ...MAIL, since: at(-999 * 86_400) },
    ];
    const event = { type: 'ProfileSynced', source: 'cognito', contacts, changes: [] } as const;
    const before = { ...INITIAL, profile: { current: PROFILE, proposal: null }, recordedAt: recorded };
    const place = { seq: 2, at: NOW, recovery: null, actor: SOURCE, command: { type: 'SyncProfile' } };
    const origin = { via: 'population', channel: 'population', desk: null, ticket: null };
    const after = evolve(before, event, { ...place, origin }).profile.current;
    expect(after?.contacts.map((one) => one.since)).toEqual([counts, MAIL.since]);
    expect(evolve(INITIAL, event, { ...place, origin })).toEqual(INITIAL);
    const sensitive = { ...before, profile: { current: { ...PROFILE, tier: 'critical' as const }, proposal: null } };
    expect(evolve(sensitive, event, { ...place, origin }).profile).toEqual(sensitive.profile);
  });
});
