/** A mail server on loopback, for tests: it takes every mail, or refuses as it is told. */
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface TestMailServer {
  readonly url: string;
  /** What came, each with its envelope and its text as it went over the line. */
  readonly received: { readonly from: string; readonly to: string; readonly data: string }[];
  /** What it answers to a recipient. */
  answer: string;
  close(): Promise<void>;
}

export async function openMailServer(): Promise<TestMailServer> {
  const server = createServer((socket) => {
    let [from, to, data] = ['', '', ''];
    let inData = false;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const end = () => {
      mailServer.received.push({ from, to, data });
      inData = false;
      data = '';
      say('250 taken');
    };
    const take = (line: string) => {
      if (inData && line === '.') return end();
      if (inData) {
        data += `${line.replace(/^\.\./, '.')}\n`;
        return;
      }
      if (/^(EHLO|HELO|RSET|NOOP)/i.test(line)) return say('250 here');
      if (/^MAIL FROM/i.test(line)) {
        from = /<(.*?)>/.exec(line)?.[1] ?? '';
        return say('250 go on');
      }
      if (/^RCPT TO/i.test(line)) {
        to = /<(.*?)>/.exec(line)?.[1] ?? '';
        return say(mailServer.answer);
      }
      if (/^DATA/i.test(line)) {
        inData = true;
        return say('354 send it');
      }
      say('221 bye');
      return socket.end();
    };
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    say('220 a test');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const mailServer: TestMailServer = {
    url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`,
    received: [],
    answer: '250 go on',
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
  return mailServer;
}
