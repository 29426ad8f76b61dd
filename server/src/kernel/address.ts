import ipaddr from 'ipaddr.js';

/** The URL of whoever listens on a host and port, as it is reached from this machine. */
export function localUrl(host: string, port: number): string {
  const parsed = ipaddr.isValid(host) ? ipaddr.parse(host) : null;
  // Who listens on every address listens on this one too.
  if (parsed?.range() === 'unspecified') return `http://127.0.0.1:${port}`;
  return `http://${parsed?.kind() === 'ipv6' ? `[${host}]` : host}:${port}`;
}

/** Whether a host is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback');
}
