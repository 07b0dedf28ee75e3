import type { Field, LabelChanges, TimeField } from './field.ts';

/** A field that names a person: a user of the ticket system, or an address in the registry. */
export interface IdentityField extends Field {
  readonly as: 'ticket-user' | 'address';
}

/** How the tickets of one source are read. Configuration: plain data, checked when it is loaded. */
export interface SourceMapping {
  /** Which deliveries ask for something: those whose field has one of these values. Absent: all deliveries. */
  readonly event?: { readonly from: string; readonly is: readonly string[] };
  /** For deliveries about a change: only labels that the change added count. */
  readonly changes?: LabelChanges;
  /** Which deliveries say that the ticket was a fraud: those of these events in which one of the fields reads as anything. */
  readonly fraud?: { readonly is: readonly string[]; readonly marks: readonly Field[] };
  readonly ticket: Field;
  /** An id that the ticket keeps when its other one changes, as an issue that is moved to another project. */
  readonly lastingId?: Field;
  /** Time of the event, by the ticket system's clock. Required when the source's scheme signs no time. */
  readonly eventTime?: TimeField;
  /** The account, as `directory:id`; with `directory`, the field holds only the id. */
  readonly account: Field & { readonly directory?: string };
  /**
   * The requested actions. `ignore` is for labels and tags, where most values mean something else; `hold` is for a field used only for
   * actions.
   */
  readonly actions: Field & { readonly others: 'ignore' | 'hold' };
  readonly requester: IdentityField;
  /** Who opened the ticket: an agent, unless it is the requester. */
  readonly opener: IdentityField;
  readonly channel: Field;
  /** The help desk that took the request. */
  readonly desk?: Field;
  /** The reason in the requester's words; never used as a contact. */
  readonly reason: Field;
  readonly requestedSeconds?: Field;
  /** The number that called the help desk, in E.164. It only adds to risk, and only its pseudonym is stored. */
  readonly caller?: Field;
  /** The IP address from which the requester (not an agent) wrote the ticket. Only a pseudonym of its network is stored. */
  readonly network?: Field;
}
