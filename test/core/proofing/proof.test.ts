import { describe, expect, it } from '@jest/globals';
import { SOURCES } from '../../../lambdas/core/intake/sources.ts';
import { CHANNELS } from '../../../lambdas/core/proofing/proof.ts';
import { CONTACT_KINDS } from '../../../lambdas/core/registry/contact.ts';

describe('the words for channels', () => {
  it('are there once', () => {
    expect(new Set(CHANNELS).size).toBe(CHANNELS.length);
  });

  it('include every way that a contact is reached', () => {
    expect(CHANNELS).toEqual(expect.arrayContaining([...CONTACT_KINDS]));
  });

  it('include what the tickets of every vendor are read as', () => {
    const words = Object.values(SOURCES).flatMap(
      ({
        mapping: {
          channel: { table = {}, otherwise = '' },
        },
      }) => [...Object.values(table), otherwise],
    );
    expect(words.filter((word) => !CHANNELS.includes(word))).toEqual([]);
  });
});
