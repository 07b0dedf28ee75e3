/** One thing that is wrong with a policy: where, as a path into it, and why. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}
