/** What every method takes as its last argument. */
export interface RequestOptions {
  /** Ends the call: it then throws the signal’s `reason`. */
  readonly signal?: AbortSignal;
  /** Of a POST. Without it, each call has a fresh UUID, and keeps it over all its tries. */
  readonly idempotencyKey?: string;
  /** How long one try of this call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A request as it is sent. Names of fields are in lower case. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Signs requests, and verifies answers. Each try is signed anew. */
export interface RequestSigning {
  /** The fields that are added to the request. */
  sign(request: OutgoingRequest): Promise<Readonly<Record<string, string>>>;
  /** Throws `VerificationError` where the answer is not what it should be. `request` has what `sign` has added. */
  verify(request: OutgoingRequest, answer: ReceivedAnswer): Promise<void>;
}

/** Where access tokens come from. */
export interface TokenSource {
  /** The fields by which this request is authorized: `authorization`, and what proves that the token is one’s own. */
  authorize(request: {
    readonly method: string;
    readonly url: string;
  }): Promise<Readonly<Record<string, string>>>;
  /** Hears that such a request was answered with 401, and tells whether another try may succeed. */
  refused(answer: { readonly headers: Headers }): boolean;
}
