/** A request for somebody, as `POST /recoveries` takes it. */
export interface Opening {
  readonly account: string;
  readonly action: string;
  readonly reason: string;
  readonly requester?: string;
  readonly channel?: string;
  readonly caller?: string;
  readonly desk?: string;
}

/** A proof that a person confirms, as `POST /recoveries/{id}/proofs` takes it. */
export interface Statement {
  readonly method: string;
  readonly outcome: 'verified' | 'failed' | 'repudiated';
  readonly reference?: string;
  readonly seen: readonly string[];
  readonly checked?: readonly string[];
  readonly page?: string;
}

/** What an owner enrols, as `POST /me/authenticators` takes it. */
export type Enrolling = { readonly account: string } & (
  | { readonly method: 'saved-code' }
  | { readonly method: 'passkey'; readonly registration: object }
  | { readonly method: 'totp'; readonly secret: string; readonly password: string }
);
