/** An error as an AWS service sends it. The SDK raises the exception class of this name. */
export class AwsError extends Error {
  /** HTTP status: 400 for a caller's mistake, 500 for the server's; REST services set others. */
  readonly status: number;
  /** Further members of the error's JSON, such as the item that made a condition fail. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    message: string,
    { status = 400, members = {} }: { readonly status?: number; readonly members?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}
