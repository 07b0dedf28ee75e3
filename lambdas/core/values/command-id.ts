/**
 * The id of a command that its giver may give again under a name of their own: the name, and a mark of everything that they said with it. It
 * fits the 64 characters of a command's id.
 */
export const markedId = (name: string, mark: string): string => `${name}-${mark}`;

const MARKED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-)[0-9a-f]{26}$/;

/** What all ids of one name begin with, whatever their marks; undefined for an id that has no mark. */
export const beginningOf = (id: string): string | undefined => MARKED.exec(id)?.[1];

/** Hexadecimal digits of a mark: 104 bits. */
export const MARK_DIGITS = 26;
