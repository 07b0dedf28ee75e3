/** What a stack has, as far as grants and passkeys depend on it: the properties of the resource that guards it. */
export interface Guarded {
  /** Names of the connectors, with spaces between. */
  readonly connectors: string;
  /** Id of the user pool; empty for none. */
  readonly userPool: string;
  /** Id of the Microsoft Entra tenant; empty for none. */
  readonly tenant: string;
  /** Origin of the requester's page: passkeys belong to its host for ever. */
  readonly origin: string;
  /** The origin whose passkeys may be lost; empty for none. */
  readonly leaves: string;
}
