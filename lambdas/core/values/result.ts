/** A value, or the reason why there is none. Both are expected: a caller must check `ok` first. */
export type Result<Value, No> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly no: No };

export const yes = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const no = <No>(reason: No): { readonly ok: false; readonly no: No } => ({ ok: false, no: reason });
