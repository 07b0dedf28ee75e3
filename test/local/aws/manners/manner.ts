/** Where AWS's own pages are. */
export const DOCS = 'https://docs.aws.amazon.com';

/** Something that AWS does and a stand-in easily would not, the page that says so, and the tests that hold it or hold us to it. */
export interface Manner {
  readonly service: string;
  readonly does: string;
  readonly page: string;
  /** File under `test/`, and the titles of its tests. */
  readonly tests: readonly (readonly [file: string, title: string])[];
}
