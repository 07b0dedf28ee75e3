import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SETTINGS } from '../../bin/settings-file.ts';
import { EVERYTHING } from './everything.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Every setting, with those inside of others: `domain.name`. */
const named = ({ properties = {} }: Schema, before = ''): readonly string[] =>
  Object.entries(properties).flatMap(([name, inside]) => [`${before}${name}`, ...named(inside, `${before}${name}.`)]);

const isSet = (file: unknown, setting: string): boolean =>
  setting.split('.').reduce((value: unknown, name) => Object(value)[name], file) !== undefined;

describe('the deployment with every option', () => {
  const settings = named(z.toJSONSchema(SETTINGS) as Schema).filter((name) => name !== '$schema');

  it('sets every setting that the schema knows, in one file or the other', () => {
    expect(settings.length).toBeGreaterThan(25);
    expect(settings.filter((name) => !Object.values(EVERYTHING).some((file) => isSet(file, name)))).toEqual([]);
  });

  it('leaves to the second file only what the first one excludes', () => {
    expect(settings.filter((name) => !isSet(EVERYTHING['own-pool'], name))).toEqual([
      ...['issuer', 'audience', 'clientId', 'scopes', 'signInOrigins', 'groupsClaim', 'issuerAssurance', 'publicUrl'],
    ]);
  });
});
