/** A request that Florin sends by itself, as far as its signature covers it. */
export interface OwnRequest {
  readonly method: string;
  readonly url: URL;
  /** The fields that are signed, in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs a request with Florin's own key, and returns the fields that the signature adds.
 * @param tag what the signature is for (RFC 9421 section 2.3).
 */
export type SignRequest = (request: OwnRequest, tag: string) => Promise<Record<string, string>>;
