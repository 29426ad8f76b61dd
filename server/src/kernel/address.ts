import ipaddr from 'ipaddr.js';

/** The URL at which this machine reaches a program that listens on a host and port. */
export function localUrl(host: string, port: number, protocol: 'http:' | 'https:' = 'http:'): string {
  const parsed = ipaddr.isValid(host) ? ipaddr.parse(host) : null;
  // A program that listens on every address listens on this one too.
  if (parsed?.range() === 'unspecified') return `${protocol}//127.0.0.1:${port}`;
  return `${protocol}//${parsed?.kind() === 'ipv6' ? `[${host}]` : host}:${port}`;
}

/** Whether a host, also as it stands in a URL, can be reached only from this machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || (ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback');
}
