/** For tests: the official client of the protocol, and a person behind it who answers. */
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';

export type Word = { action: 'accept'; content: { agree: boolean } } | { action: 'decline' | 'cancel' };
export const AGREED: Word = { action: 'accept', content: { agree: true } };

export interface Agent {
  readonly client: Client;
  /** What the person was asked. */
  readonly asked: string[];
  /** Calls a tool, and reads its text. */
  call(name: string, args: Record<string, unknown>): Promise<{ text: string; isError: boolean }>;
  /** Calls an operation by `call_operation`, and reads what it told. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  operation(operation: string, args?: Record<string, unknown>): Promise<any>;
}

interface AgentOptions {
  /** Whether it speaks the revision of 2026, in which each request stands by itself; otherwise that of 2025. */
  readonly modern?: boolean;
  /** What the person answers; null: the program cannot ask one. */
  readonly word?: Word | null;
}

/** @param transport that is connected; it is closed with the client. */
export async function openAgent(
  transport: Transport,
  { modern = true, word = AGREED }: AgentOptions = {},
): Promise<Agent> {
  const asked: string[] = [];
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: word === null ? {} : { elicitation: { form: {} } },
      versionNegotiation: { mode: modern ? { pin: '2026-07-28' } : 'legacy' },
    },
  );
  if (word !== null)
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message);
      return word;
    });
  await client.connect(transport);
  const call: Agent['call'] = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    const [part] = result.content;
    assert.equal(part?.type, 'text');
    return { text: part.type === 'text' ? part.text : '', isError: result.isError === true };
  };
  return {
    client,
    asked,
    call,
    async operation(operation, args = {}) {
      const { text, isError } = await call('call_operation', { operation, ...args });
      assert.match(text, /^\{/, text);
      return { isError, ...JSON.parse(text) };
    },
  };
}

/** @param by asks a certain process. */
export function overHttp(url: string, token: string, by?: typeof fetch): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    ...(by === undefined ? {} : { fetch: by }),
  });
}
