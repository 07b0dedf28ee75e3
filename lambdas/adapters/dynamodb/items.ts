import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { WORKSPACE, WORKSPACE_ITEMS, type WorkspaceItem } from '../../contract/tables.ts';
import { AdapterError } from '../../ports/errors.ts';

/** An item in the form of the low-level client. */
export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const whole = (value: number): AttributeValue => ({ N: String(value) });
export const texts = (values: readonly string[]): AttributeValue => ({ L: values.map(text) });

/** The attribute, or no attribute when the value is null: an index holds only items that have its keys. */
export const optionalText = (name: string, value: string | null): Item =>
  value === null ? {} : { [name]: text(value) };

/** The key of a workspace item. A type with one item for each id needs no further name. */
export const workspaceKey = (type: WorkspaceItem, id: string, name: string = type): Item => ({
  [WORKSPACE.partitionKey]: text(`${WORKSPACE_ITEMS[type]}#${id}`),
  [WORKSPACE.sortKey]: text(name),
});

/** Throws `AdapterError` `item-malformed` when the attribute is absent or has another type; so do the functions below. */
export const textOf = (item: Item, name: string): string => item[name]?.S ?? malformed(name);
export const bytesOf = (item: Item, name: string): Uint8Array => item[name]?.B ?? malformed(name);
export const textsOf = (item: Item, name: string): readonly string[] =>
  (item[name]?.L ?? malformed(name)).map((member) => member.S ?? malformed(name));

function malformed(name: string): never {
  throw new AdapterError('item-malformed', {
    retryable: false,
    message: `a stored item has no \`${name}\` that can be read`,
  });
}
