import type { ConnectorName } from '../../contract/connectors.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { PeopleRead, PopulationSource } from '../../ports/population.ts';
import type { HttpsFile, ReadFile } from '../https/file.ts';
import type { Patience } from '../https/patience.ts';
import { rowsOfFile } from './feed.ts';

export interface CsvPopulationOptions {
  /** The connector that acts on the accounts of the file. */
  readonly connector: ConnectorName;
  /** The last line of the file says how many rows it has; without that line it is cut off. */
  readonly counted: boolean;
  readonly patience: Pick<Patience, 'call'>;
}

/** SHA-256 of the file, and its entity tag where the server gave one. */
const PLACE = /^([0-9a-f]{64})(?: ((?:W\/)?"[\x21\x23-\x7e]{0,200}"))?$/;

/**
 * People of a CSV file that an HR system exports at an address. It comes whole or not at all, so every file that is not the last one shows whoever
 * left too. One that did not change is not sent again, or at least not read again.
 */
export class CsvPopulation implements PopulationSource {
  readonly connector: ConnectorName;
  readonly knownBy = 'account';
  readonly kinds = ['email', 'sms'] as const;
  readonly #file: Pick<HttpsFile, 'read' | 'readUnless'>;
  readonly #options: CsvPopulationOptions;

  constructor(file: Pick<HttpsFile, 'read' | 'readUnless'>, options: CsvPopulationOptions) {
    this.connector = options.connector;
    this.#file = file;
    this.#options = options;
  }

  async whole(): Promise<PeopleRead> {
    return this.#peopleIn(await this.#read());
  }

  async since(place: string): Promise<PeopleRead | null> {
    const [, digest, etag] = PLACE.exec(place) ?? [];
    if (digest === undefined) return null;
    const file = etag === undefined ? await this.#read() : await this.#readUnless(etag);
    if (file === null) return { rows: [], place };
    return sha256(file.text) === digest ? { rows: [], place: placeOf(file) } : this.#peopleIn(file);
  }

  #read(): Promise<ReadFile> {
    return this.#options.patience.call(() => this.#file.read());
  }

  #readUnless(etag: string): Promise<ReadFile | null> {
    return this.#options.patience.call(() => this.#file.readUnless(etag));
  }

  #peopleIn(file: ReadFile): PeopleRead {
    return { rows: rowsOfFile(file.text, this.#options), place: placeOf(file), isWhole: true };
  }
}

/** A tag that cannot be repeated as it is counts as none. */
function placeOf({ text, etag }: ReadFile): string {
  const digest = sha256(text);
  const place = `${digest} ${etag ?? ''}`;
  return PLACE.test(place) ? place : digest;
}
