/** The chats of a deployment, as the stack tells the functions (JSON). Each secret is named by its ARN. */
export interface ChatSettings {
  readonly slack?: SlackSettings;
  readonly teams?: TeamsSettings;
}

export interface SlackSettings {
  /** Holds the bot token. */
  readonly secret: string;
  /** Id of the workspace, `T…`. */
  readonly workspace: string;
  /** Ids of channels by audience. */
  readonly channels: Readonly<Record<string, string>>;
  /** Whether people of an audience without a channel are written to each. */
  readonly direct: boolean;
}

export interface TeamsSettings {
  /** Holds JSON: the address of a workflow by audience. */
  readonly secret: string;
  readonly audiences: readonly string[];
}

/** An audience: those who hold a part, or who have a relation to the account. */
export const AUDIENCE = /^(verifier|reviewer|approver:[a-z][a-z0-9-]{0,40}|owner|manager|custodian)$/;
