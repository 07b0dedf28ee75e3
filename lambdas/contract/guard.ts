/** What a stack has, as far as grants and passkeys depend on it: the properties of the resource that guards it. */
export interface Guarded {
  /** What each connector acts on, by its name, as JSON: the id of a pool or a tenant, the base of a directory; empty where tags say it. */
  readonly connectors: string;
  /** Origin of the requester's page: passkeys belong to its host for ever. */
  readonly origin: string;
  /** The origin whose passkeys may be lost; empty for none. */
  readonly leaves: string;
}
