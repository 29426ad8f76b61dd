/** The resource that tokens are for (RFC 8707): the API. */
export function resourceOf(publicUrl: string): string {
  return `${publicUrl}/v1`;
}

/**
 * By which names an app may ask for it. The programs of agents know the address alone that they were given, which passes what
 * they ask on to the API: their tokens are the API's.
 */
export function namesOfResource(publicUrl: string): readonly string[] {
  return [resourceOf(publicUrl), `${publicUrl}/mcp`];
}
