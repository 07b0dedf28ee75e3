import type { ConnectorName } from '../../contract/connectors.ts';
import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { HttpsFile } from '../https/file.ts';
import { rowsOfFile } from './feed.ts';

/** Whether the file of a directory of record comes with our credential, can be read, and is shown to nobody without one. */
export class CsvHealth implements DirectoryHealth {
  readonly #file: Pick<HttpsFile, 'read' | 'isOpen'>;
  readonly #options: { readonly connector: ConnectorName; readonly counted: boolean };

  constructor(
    file: Pick<HttpsFile, 'read' | 'isOpen'>,
    options: { readonly connector: ConnectorName; readonly counted: boolean },
  ) {
    this.#file = file;
    this.#options = options;
  }

  /** `open-to-anybody`: it comes without a credential too. `file-empty`: nobody of the connector is in it. Else the code of what failed. */
  async flaw(): Promise<string | null> {
    try {
      const { text } = await this.#file.read();
      if (rowsOfFile(text, this.#options).length === 0) return 'file-empty';
      return (await this.#file.isOpen()) ? 'open-to-anybody' : null;
    } catch (error) {
      if (error instanceof AdapterError) return error.code;
      throw error;
    }
  }
}
