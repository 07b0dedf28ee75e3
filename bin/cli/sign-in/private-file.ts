import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { EXIT, Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

type Environment = Terminal['env'];

/** The folder of settings, and that of tokens (XDG Base Directory Specification). */
export const folderOf = (kind: 'config' | 'state', env: Environment): string => {
  const home = env['HOME'] || homedir();
  const given = kind === 'config' ? env['XDG_CONFIG_HOME'] : env['XDG_STATE_HOME'];
  return join(given || join(home, kind === 'config' ? '.config' : '.local/state'), 'countersign');
};

/** A JSON file of this person; undefined if there is none. Throws a `Failure` if others may read it, or if it is damaged. */
export function readPrivate(path: string): unknown {
  const mode = modeOf(path);
  if (mode === undefined) return undefined;
  // Windows has no such bits; there the profile folder is the person's own.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw refused(
      'file-not-private',
      `others on this machine may read \`${path}\``,
      `\`chmod 600 ${path}\`; then sign in again, because its tokens may be known`,
    );
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw refused('file-damaged', `\`${path}\` cannot be read`, 'remove it, then sign in again');
  }
}

/** Writes it whole or not at all, for this person only. */
export function writePrivate(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  // The process's mask can only take rights away; this makes sure that the owner keeps theirs.
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
}

export const removePrivate = (path: string): void => rmSync(path, { force: true });

const modeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mode;

const refused = (code: string, title: string, hint: string): Failure =>
  new Failure(EXIT.refused, { code, title }, { hint });
