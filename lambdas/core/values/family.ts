/**
 * Recognizes the members of one family of commands or events by their types. The compiler requires every type of the family and allows no
 * other.
 */
export const isOneOf =
  <Member extends { readonly type: string }>(types: Readonly<Record<Member['type'], true>>) =>
  (one: { readonly type: string }): one is Member =>
    Object.hasOwn(types, one.type);

/**
 * The last arm of a `switch` over a family: a new member does not compile until the `switch` handles it. Throws a `TypeError` for a value
 * from outside this program.
 */
export function unanswered(member: never): never {
  throw new TypeError(`nothing answers ${JSON.stringify(member)}`);
}
