import { describe, expect, it } from '@jest/globals';
import { policyInWords } from '../../../local/start/greeting.ts';

const DEMO = { name: 'demo', digest: `d${'0'.repeat(63)}` };
const OTHER = { name: 'trial', digest: `e${'0'.repeat(63)}` };

describe('what `npm start` says of the policy and the registry', () => {
  it('is that nobody is registered and nothing is adopted, as after a deployment', () => {
    const said = policyInWords(DEMO, { isBegun: false, adopted: null });
    expect(said).toBe('demo, version d00000000000, which nobody has adopted yet; nobody is registered');
  });

  it('is what the ledger of a kept folder says, whatever was asked for', () => {
    expect(policyInWords(DEMO, { isBegun: true, adopted: DEMO })).toBe('demo, version d00000000000');
    expect(policyInWords(DEMO, { isBegun: true, adopted: null })).toBe(
      'demo, version d00000000000, which nobody has adopted yet',
    );
    expect(policyInWords(DEMO, { isBegun: true, adopted: OTHER })).toBe(
      'demo, version d00000000000; in force is trial, version e00000000000',
    );
  });
});
