import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { alertInWords } from '../../../../console/staff/texts/alerts.ts';
import { sayIn } from '../../../../console/staff/texts/texts.ts';

const de = { say: sayIn('de'), language: 'de' } as const;
const en = { say: sayIn('en'), language: 'en' } as const;

/** The events that the ledger knows: the command line has a sentence for each, or does not compile. */
const events = [
  ...readFileSync(new URL('../../../../bin/cli/text/events.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}([A-Z]\w+): /gm,
  ),
].map(([, name]) => name ?? '');

describe('an alert on the screen of whoever is on duty', () => {
  it.each([
    [
      'FirstPasskeyRecorded: person:vic, by person:adam, with person:ada',
      'person:vic, durch person:adam, mit person:ada',
    ],
    ['FirstPasskeyRecorded: person:vic, by the operator, with person:ada', 'durch the operator, mit person:ada'],
    ['WatchTripped: new-factor after recovery rec-1', 'new-factor nach Wiederherstellung rec-1'],
    ['ProfileConfirmed: contacts, manager changed', 'geändert: contacts, manager'],
    ['BatchProposed: 12 people, 14 accounts', '12 Personen, 14 Konten'],
    ['RowsApplied: 3 refused', '3 abgelehnt'],
    [
      'TierRaised: privileged in the directory, standard in the record',
      'privileged im Verzeichnis, standard im Eintrag',
    ],
    ['GlassBroken: incident INC-4711', 'Vorfall INC-4711'],
    ['PopulationReported: entra stopped, rows-lost: 40 of 400', 'entra angehalten, rows-lost: 40 von 400'],
    ['PopulationReported: entra, 2 new: left, renamed', 'entra, 2 neu: left, renamed'],
    [
      'refused: statement-invalid, replayed (the signature is not the one of this decision)',
      'statement-invalid, replayed',
    ],
    ['RecoveryAssessed: no-manager-to-ask', 'es braucht eine Führungskraft'],
    ['RecoveryOpened: unlock', 'unlock'],
  ])('is in the language of the screen: %s', (what, says) => {
    const said = alertInWords(what, de);
    expect(said).toContain(says);
    expect(said).not.toMatch(/ (by|with|in the|people|changed|after) /);
  });

  it('says in English what the API says', () => {
    expect(alertInWords('refused: role-missing (the part is missing)', en)).toBe(
      'refused: role-missing (the part is missing)',
    );
  });

  it('has words of its own for every event', () => {
    expect(events.length).toBeGreaterThan(80);
    for (const name of events)
      expect([name, alertInWords(name, de)]).not.toEqual([
        name,
        name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(),
      ]);
  });
});
