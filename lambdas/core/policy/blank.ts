/** A letter or a digit that can be seen: format characters and fillers, some of which count as letters, cannot. */
const VISIBLE = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** Whether a text says nothing to whoever reads it: it is empty, or all of it is space, punctuation or invisible. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);
