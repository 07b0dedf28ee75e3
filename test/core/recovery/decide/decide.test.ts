import { describe, it } from '@jest/globals';
import { GRANTED, proves, step, stops } from '../../../support/deeds.ts';
import { given } from '../../../support/specification.ts';

describe('a command about a recovery that is not under way', () => {
  it.each(['never-opened', '__proto__', 'constructor', 'toString'])('is refused for `%s`', (recovery) => {
    for (const deed of [proves(), stops(), step({ type: 'StartExecution', directoryTier: null })])
      given(...GRANTED)
        .when({ ...deed, recovery })
        .thenRefused('recovery-ended', { end: 'long ago' });
  });

  it('is refused when it names none', () => {
    given(...GRANTED)
      .when({ ...stops(), recovery: null })
      .thenRefused('recovery-unknown');
  });

  it('says how it ended', () => {
    given(...GRANTED.slice(0, 2), stops())
      .when(proves())
      .thenRefused('recovery-ended', { end: 'stopped' });
  });
});
