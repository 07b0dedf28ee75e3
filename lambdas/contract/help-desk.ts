/**
 * The organisation of the people who recover, and the desk that helps them, as those people know them. A member is null where nobody has set
 * it. The same for every recovery, so it reveals nothing about one.
 */
export interface HelpDesk {
  readonly organisation: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly hours: string | null;
  /** Where people go. */
  readonly address: string | null;
}

export const NO_HELP_DESK: HelpDesk = { organisation: null, name: null, phone: null, hours: null, address: null };

/** Name of the `meta` element of a page whose content is the `HelpDesk` as JSON. */
export const HELP_DESK_META = 'help-desk';
