/** What a plan demands, as the console reads it. */

/** Nestable N-of-M over leaves. */
export type StaffRequirement<Leaf> =
  | { readonly leaf: Leaf }
  | { readonly all: readonly StaffRequirement<Leaf>[] }
  | { readonly any: readonly StaffRequirement<Leaf>[]; readonly of: number };

export type StaffProofLeaf =
  | { readonly method: string }
  | { readonly class: string }
  | { readonly passkey: string }
  | { readonly strength: number }
  | { readonly classes: number };

export type StaffApprovalLeaf =
  | { readonly group: string; readonly count?: number | undefined; readonly escalateTo?: string | undefined }
  | { readonly relation: string; readonly escalateTo?: string | undefined }
  | { readonly groups: number };
