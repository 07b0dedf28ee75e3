import type { StaffItem } from '../../lambdas/contract/staff.ts';

/** Whether every typed word is in the row. */
export function hasWords(item: StaffItem, words: string): boolean {
  const row = `${item.id} ${item.account} ${item.action} ${item.status} ${item.tier} ${item.kind}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.includes(word));
}
