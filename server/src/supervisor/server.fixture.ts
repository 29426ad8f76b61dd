/** Stands in for a server: it answers with its process id, writes what the shop needs, and stops as a server must. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const server = createServer((request, response) => {
  const answer = JSON.stringify({ pid: process.pid, environment: process.env });
  // The head of the answer is sent first, so that the caller knows that the request is in flight.
  response.flushHeaders();
  setTimeout(() => response.end(answer), request.url === '/slow' ? 500 : 0);
});

const finish = (): void => {
  server.close();
  if (process.connected) process.disconnect();
};
process.once('SIGTERM', finish).once('disconnect', finish);

const sandbox = { secret_key: 'sk_test_fixture', shop_url: 'http://127.0.0.1' };
writeFileSync(join(process.env.FLORIN_DATA ?? '', 'sandbox.json'), JSON.stringify(sandbox));
server.listen(
  { port: Number(process.env.PORT), host: '127.0.0.1', reusePort: process.platform === 'linux' },
  () => process.send?.({ ready: true }),
);
