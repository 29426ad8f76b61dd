/**
 * Holds many open connections to a server. It is a separate process because each connection needs a file on both sides. It
 * gets the port and the number, and reports when all are open and whether any was closed.
 */
import { connect } from 'node:net';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);
const AT_ONCE = 200;
let opened = 0;
let closed = 0;

/** Each connection was served once, so that it is kept alive and not only waiting to be accepted. */
function open(): void {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  socket.once('data', () => {
    opened++;
    if (opened === count) process.send?.({ opened });
    else if (opened + AT_ONCE <= count) open();
  });
  socket.on('close', () => {
    closed++;
  });
  socket.on('error', () => {});
}

for (let first = 0; first < Math.min(AT_ONCE, count); first++) open();
process.on('message', () => process.send?.({ opened, closed }));
