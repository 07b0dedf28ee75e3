/** Answers in this test file that the description of their route does not allow. */
export const undescribed: string[] = [];
