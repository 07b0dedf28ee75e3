/** The used part of dynalite; the package has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB API over HTTP, not listening yet. Without `path` it keeps everything in memory. Times are in milliseconds. */
  function dynalite(options?: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
  export = dynalite;
}
