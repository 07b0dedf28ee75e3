/** What functions of the API answered in this test file although the description of their route does not say so. */
export const undescribed: string[] = [];
