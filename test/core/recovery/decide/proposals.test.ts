import { describe, expect, it } from '@jest/globals';
import { flawOfProposal, recordOfProposal } from '../../../../lambdas/core/recovery/decide/proposals.ts';
import { aPerson, aProfile, NOW } from '../../../support/fixtures.ts';

const CONTACT = { id: 'work', kind: 'email', address: 'ann@example.com', since: NOW } as const;

describe('a proposed record', () => {
  const [person, profile] = [aPerson(), aProfile()];

  it('is the same however it is proposed: by itself, or as a row', () => {
    expect(recordOfProposal({ type: 'ProposePerson', person })).toBe(recordOfProposal({ record: person }));
    expect(recordOfProposal({ type: 'ProposeProfile', profile })).toBe(recordOfProposal({ record: profile }));
  });

  it.each([
    ['on its own stream', { record: person }, person.person, undefined],
    ['on another stream', { record: person }, 'person:other', 'proposal-mismatch'],
    [
      'on a stream that no account can have',
      { record: { ...profile, account: 'batch:x' } },
      'batch:x',
      'proposal-mismatch',
    ],
    [
      'with one contact twice',
      { record: { ...profile, contacts: [CONTACT, CONTACT] } },
      profile.account,
      'contacts-malformed',
    ],
  ])('%s', (_name, command, stream, flaw) => {
    expect(flawOfProposal(command, stream)).toBe(flaw);
  });
});
