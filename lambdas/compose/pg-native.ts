/** `pg` would load bindings of a C library that nobody asks it for. They are not bundled; this is in their place. */
export const Client = undefined;
