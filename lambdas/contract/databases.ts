/** A database server whose roles are service accounts, as the rotation function is told of it. */
export interface DatabaseServerSettings {
  readonly host: string;
  readonly port: number;
  /** ARN of the secret with the administrator's `username`, `password` and, where needed, `ca`. */
  readonly secret: string;
}
