/**
 * `florin mcp`: the tools that Florin has for agents, over standard input and output. It has none itself: it passes calls on to
 * `/mcp` of the Florin, with the account's own key or token, and questions for a person back to the program that started it.
 */
import type { Client } from '@modelcontextprotocol/client';
import type {
  CallToolResult,
  ClientCapabilities,
  InputRequiredResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { Command } from 'commander';
import { type Account, accountOf, type CommonOptions } from './account.ts';
import { reach } from './reach.ts';
import { refusal } from './request.ts';
import { CommandError } from './trouble.ts';

/** The revision in which a question for a person is an answer like any other, and can be passed on. */
const REVISION = '2026-07-28';
/** What a person may be asked here: a form. */
const FORMS = { elicitation: { form: {} } };

export function addMcp(program: Command): void {
  program
    .command('mcp')
    .description('the tools for agents, over standard input and output: docs/agents.md')
    .action(serve);
}

async function serve(_options: object, command: Command): Promise<void> {
  if (command.optsWithGlobals<CommonOptions>().key === '-')
    throw new CommandError(
      'arguments',
      'The standard input is for the agent: give the key by FLORIN_SECRET_KEY, or use a profile ("florin login").',
    );
  const account = await accountOf(command);
  const [{ Server }, { serveStdio }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('@modelcontextprotocol/server/stdio'),
  ]);
  // A program that cannot ask a person is served as one, so that Florin says what to do then.
  const asking = await connect(account, FORMS);
  const silent = await connect(account, {});
  const handle = serveStdio(() => {
    const server = new Server(asking.getServerVersion() ?? { name: 'florin', version: '0' }, {
      capabilities: { tools: { listChanged: false } },
      ...optional('instructions', asking.getInstructions()),
    });
    server.setRequestHandler('tools/list', () => asking.listTools());
    server.setRequestHandler('tools/call', ({ params }, ctx) =>
      passOn(asksForms(declared(ctx) ?? server.getClientCapabilities()) ? asking : silent, params, ctx),
    );
    return server;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void handle.close().then(() => process.exit(0)));
}

/** Connects to the tools of the Florin. Each request brings the key or token that is right then. */
async function connect(account: Account, capabilities: ClientCapabilities): Promise<Client> {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new Client(
    { name: 'florin mcp', version: '1' },
    { capabilities, versionNegotiation: { mode: { pin: REVISION } }, inputRequired: { autoFulfill: false } },
  );
  // The library tells of what its connection failed by in its own words. These are ours.
  let said: CommandError | null = null;
  const transport = new StreamableHTTPClientTransport(new URL(`${account.baseUrl}/mcp`), {
    fetch: async (url, init) => {
      try {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${await account.bearer()}`);
        const answer = await reach(String(url), { ...init, headers });
        if (answer.status === 401) throw refusal(account, answer, await answer.text());
        return answer;
      } catch (error) {
        if (error instanceof CommandError) said = error;
        throw error;
      }
    },
  });
  try {
    await client.connect(transport);
  } catch (error) {
    throw (
      said ??
      new CommandError(
        'noAnswer',
        `${account.baseUrl} has no tools for agents: ${(error as Error).message} Is it an older Florin?`,
        error,
      )
    );
  }
  return client;
}

/** Calls the tool, with the answer to a question where there is one. What fails is told to the agent, who may go on. */
async function passOn(
  client: Client,
  {
    name,
    arguments: args = {},
  }: { readonly name: string; readonly arguments?: Record<string, unknown> | undefined },
  { mcpReq }: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const params = {
    name,
    arguments: args,
    ...optional('inputResponses', mcpReq.inputResponses),
    ...optional('requestState', mcpReq.requestState<string>()),
  };
  try {
    const options = { allowInputRequired: true, signal: mcpReq.signal };
    return (await client.request({ method: 'tools/call', params }, options)) as
      | CallToolResult
      | InputRequiredResult;
  } catch (error) {
    return { content: [{ type: 'text', text: (error as Error).message }], isError: true };
  }
}

/** What the program says of itself with each request; before the revision of 2026, it says so once. */
function declared({ mcpReq }: ServerContext): ClientCapabilities | undefined {
  const envelope = mcpReq.envelope as Readonly<Record<string, ClientCapabilities | undefined>> | undefined;
  return envelope?.['io.modelcontextprotocol/clientCapabilities'];
}

function asksForms(capabilities: ClientCapabilities | undefined): boolean {
  const elicitation = capabilities?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: Value });
}
