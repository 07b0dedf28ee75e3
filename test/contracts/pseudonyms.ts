import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Pseudonyms, TRACES } from '../../lambdas/ports/keyed.ts';
import { Secret } from '../../lambdas/ports/secret.ts';

export interface PseudonymsFixture {
  readonly pseudonyms: Pseudonyms;
  /** Puts another key in force. */
  replaceKey(): Promise<void>;
  /** From now on nobody can read the key. */
  breakKey(): Promise<void>;
}

const NUMBER = new Secret('+442079460123');

/** Every adapter of the port `Pseudonyms` keeps to this. */
export function pseudonymsContract(name: string, make: () => Promise<PseudonymsFixture>): void {
  describe(`pseudonyms: ${name}`, () => {
    let fixture: PseudonymsFixture;
    beforeEach(async () => {
      fixture = await make();
    });

    it('are 128 bits in hexadecimal, and say that they are pseudonyms', async () => {
      for (const trace of TRACES)
        expect(await fixture.pseudonyms.of(trace, NUMBER)).toMatch(/^pseudonym:[0-9a-f]{32}$/);
    });

    it('are equal for equal values of one trace, and for nothing else', async () => {
      const trace = fc.constantFrom(...TRACES);
      await fc.assert(
        fc.asyncProperty(trace, trace, fc.string(), fc.string(), async (one, other, value, another) => {
          const [a, b] = await Promise.all([
            fixture.pseudonyms.of(one, new Secret(value)),
            fixture.pseudonyms.of(other, new Secret(another)),
          ]);
          expect(a === b).toBe(one === other && value === another);
          expect(await fixture.pseudonyms.of(one, new Secret(value))).toBe(a);
        }),
      );
    });

    it('do not hold what they stand for', async () => {
      const pseudonym = await fixture.pseudonyms.of('caller', NUMBER);
      expect(pseudonym).not.toContain(NUMBER.reveal().slice(1));
      expect(pseudonym).not.toContain(Buffer.from(NUMBER.reveal()).toString('hex'));
    });

    it('are others under another key', async () => {
      const before = await fixture.pseudonyms.of('caller', NUMBER);
      await fixture.replaceKey();
      expect(await fixture.pseudonyms.of('caller', NUMBER)).not.toBe(before);
    });

    it('are not made, and can be made later, while the key cannot be read', async () => {
      await fixture.breakKey();
      for (const trace of TRACES)
        await expect(fixture.pseudonyms.of(trace, NUMBER)).rejects.toMatchObject({
          ...{ name: 'AdapterError', code: 'key-unreadable', retryable: true },
        });
    });
  });
}
