/** What the console asks of a browser for the format of its times. */
export const speaksEnglish = (): void => {
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });
};
