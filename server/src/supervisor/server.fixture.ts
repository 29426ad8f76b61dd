/** A stand-in for a server or the shop: it answers with its own process id and ends as they must. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const answer = JSON.stringify({ pid: process.pid, environment: process.env });
  // The head of the answer goes first, so that whoever asks knows that the request is in flight.
  response.flushHeaders();
  setTimeout(() => response.end(answer), request.url === '/slow' ? 500 : 0);
});

const finish = (): void => {
  server.close();
  if (process.connected) process.disconnect();
};
process.once('SIGTERM', finish).once('disconnect', finish);

server.listen(
  { port: Number(process.env.PORT), host: '127.0.0.1', reusePort: process.platform === 'linux' },
  () => process.send?.({ ready: true }),
);
