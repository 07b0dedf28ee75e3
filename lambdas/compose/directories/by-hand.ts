import { ByHandConnector } from '../../adapters/connectors/by-hand/connector.ts';
import { HandDirectory } from '../../adapters/connectors/by-hand/directory.ts';
import type { HandDirectories } from '../../contract/connectors.ts';
import type { Connector, Directory } from '../../ports/connector.ts';

// Directories without an API. `workflow.ts` and `registry.ts` load this file for the first account in one.

export const handConnector = (directories: HandDirectories): Connector => new ByHandConnector(directories);

export const handDirectory = (directories: HandDirectories): Directory => new HandDirectory(directories);
