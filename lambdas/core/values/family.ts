/**
 * Tells the members of one family of commands or events, by their types. The compiler sees to it that no type of the family is forgotten,
 * and that no other is named.
 */
export const isOneOf =
  <Member extends { readonly type: string }>(types: Readonly<Record<Member['type'], true>>) =>
  (one: { readonly type: string }): one is Member =>
    Object.hasOwn(types, one.type);

/**
 * The end of a `switch` that must know every member of a family: a new member does not compile until the `switch` answers it. Throws, for
 * a value that came from somewhere else than this program.
 */
export function unanswered(member: never): never {
  throw new TypeError(`nothing answers ${JSON.stringify(member)}`);
}
