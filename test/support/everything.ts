import { fileURLToPath } from 'node:url';
import { type Settings, settingsOf } from '../../bin/settings.ts';
import { readSettingsFile, type SettingsFile } from '../../bin/settings-file.ts';

const FOLDER = fileURLToPath(new URL('./everything/', import.meta.url));

const read = (name: string): SettingsFile =>
  readSettingsFile(FOLDER, (context) => (context === 'config' ? `${name}.json` : undefined));

/** Every setting of a deployment, in two files, because some exclude each other: a pool and an issuer, a domain and a proxy. `.ci/run` synthesizes both. */
export const EVERYTHING = { 'own-pool': read('own-pool'), 'own-issuer': read('own-issuer') } as const;

const propsOf = (file: SettingsFile): Omit<Settings, 'stackName'> => {
  const { stackName: _, ...props } = settingsOf(file);
  return props;
};

/** Every option that makes resources or rights, beside a pool of our own. */
export const everything = propsOf(EVERYTHING['own-pool']);
/** The options that go with another issuer. */
export const otherwise = propsOf(EVERYTHING['own-issuer']);
