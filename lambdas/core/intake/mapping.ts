import type { Field } from './field.ts';

/** Which person a field names: a user of the ticket system, or an address that the registry has. */
export interface IdentityField extends Field {
  readonly as: 'ticket-user' | 'address';
}

/** How a delivery tells a change of labels. */
export interface LabelChanges {
  /** Values of the event's field that are about a change. */
  readonly is: readonly string[];
  /** Pointer to the list of changed fields; each has `field`, `fromString` and `toString`, labels separated by spaces. */
  readonly items: string;
  /** Name of the field among them, and pointer to where the labels stand in the document. */
  readonly field: string;
  readonly labels: string;
}

/** How the tickets of one source are read. Configuration: plain data, checked when it is loaded. */
export interface SourceMapping {
  /** Which deliveries ask for something: those whose field has one of these values. Absent: all. */
  readonly event?: { readonly from: string; readonly is: readonly string[] };
  /** Deliveries about a change ask only for what the change added to this list of labels. */
  readonly changes?: LabelChanges;
  readonly ticket: Field;
  /** When it happened, by the ticket system's clock. Required of a source whose scheme signs no time. */
  readonly eventTime?: { readonly from: string; readonly unit: 'milliseconds' | 'seconds' | 'iso-8601' };
  /** The account, as `directory:id`; with `directory`, the field holds the id only. */
  readonly account: Field & { readonly directory?: string };
  /** What is asked for. `ignore` for labels and tags, most of which mean something else; `hold` for a field that means nothing else. */
  readonly actions: Field & { readonly others: 'ignore' | 'hold' };
  readonly requester: IdentityField;
  /** Who opened the ticket; an agent where it is not the requester. */
  readonly opener: IdentityField;
  readonly channel: Field;
  /** Which help desk took it. */
  readonly desk?: Field;
  /** Why, in the requester's words; never anybody's contact. */
  readonly reason: Field;
  readonly requestedSeconds?: Field;
  /** The number that called the help desk, in E.164; it counts towards risk, in no other way, and is kept by a pseudonym only. */
  readonly caller?: Field;
  /** The IP address that the requester, and no agent, wrote the ticket from; kept by a pseudonym of its network only. */
  readonly network?: Field;
}
