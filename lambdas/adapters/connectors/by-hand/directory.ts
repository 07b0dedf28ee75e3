import type { HandDirectories } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import { normalTarget } from '../../../core/registry/identity.ts';
import type { Directory } from '../../../ports/connector.ts';

/** Directories that nobody can ask: two administrators answer for the names of their targets, `DIRECTORY/NAME`, and for their tiers. */
export class HandDirectory implements Directory {
  readonly #directories: HandDirectories;

  constructor(directories: HandDirectories) {
    this.#directories = directories;
  }

  /** The name itself, in one spelling; undefined in a directory that the deployment does not list. */
  async identityOf(target: string): Promise<string | undefined> {
    const identity = normalTarget(target);
    const [, name = ''] = splitAt(identity);
    return name !== '' && Object.hasOwn(this.#directories, this.nameOf(target)) ? identity : undefined;
  }

  async tierOf(): Promise<Tier | null> {
    return null;
  }

  /** The directory that a target names. */
  nameOf(target: string): string {
    return splitAt(normalTarget(target))[0];
  }
}

function splitAt(target: string): readonly [string, string] {
  const slash = target.indexOf('/');
  return slash < 0 ? [target, ''] : [target.slice(0, slash), target.slice(slash + 1)];
}
