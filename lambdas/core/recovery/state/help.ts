import type { PersonId } from '../../registry/person.ts';

/** What a help desk does for a requester and that decides nothing: it proves, approves and grants nothing. */
export type HelpCommand =
  /** Sends the address of the requester's page to one registered contact, by its id. */
  | { readonly type: 'SendLink'; readonly contact: string }
  /** Lets the agents of another desk go on. */
  | { readonly type: 'HandOver'; readonly desk: string; readonly reason: string };

export type HelpEvent =
  | { readonly type: 'LinkSent'; readonly contact: string; readonly by: PersonId }
  | { readonly type: 'HandedOver'; readonly desk: string; readonly by: PersonId; readonly reason: string };

/** Of a recovery: what was done for its requester. */
export interface Help {
  /** Links that were sent. */
  readonly links: number;
  /** The desks that it was handed over to, in order: their agents read it and go on. */
  readonly desks: readonly string[];
  /** The agents who helped besides the one who opened it: each plays the agent's part (rule 1). */
  readonly agents: readonly PersonId[];
}

export const NO_HELP: Help = { links: 0, desks: [], agents: [] };

/** Most links of one recovery: nobody's telephone is flooded by one. */
export const MOST_LINKS = 6;

/** Most times that one recovery is handed over. */
export const MOST_HANDOVERS = 4;

/** The help after one more event. */
export function helpAfter(help: Help, event: HelpEvent): Help {
  const agents = help.agents.includes(event.by) ? help.agents : [...help.agents, event.by];
  if (event.type === 'LinkSent') return { ...help, agents, links: help.links + 1 };
  return { ...help, agents, desks: [...help.desks, event.desk] };
}

/** The desks whose agents go on with a recovery, each once: where it was opened, and those that it was handed over to; the newest last. */
export function desksOf({ desk, help }: { readonly desk: string | null; readonly help: Help }): readonly string[] {
  const all = desk === null ? help.desks : [desk, ...help.desks];
  return all.filter((one, index) => all.lastIndexOf(one) === index);
}
