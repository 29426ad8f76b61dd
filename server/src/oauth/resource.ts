/** The resource that tokens are for (RFC 8707): the API. */
export function resourceOf(publicUrl: string): string {
  return `${publicUrl}/v1`;
}
