/** `florin doctor`: why does this not work? */
import type { Command } from 'commander';
import { type Account, accountOf, type CommonOptions } from './account.ts';
import { paint } from './print.ts';
import { reach } from './reach.ts';
import { ask, send } from './request.ts';
import { CommandError, exitCodes } from './trouble.ts';

interface Finding {
  readonly what: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly says: string;
}

/** Signatures and tokens are refused beyond a few minutes. */
const SKEW_MS_MAX = 120_000;

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly status: string;
}

interface Delivery {
  readonly status: string;
  readonly type: string;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly attempted_at: string;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('find out why it does not work: the address, the clock, the key, the webhooks')
    .action(examine);
}

async function examine(_options: object, command: Command): Promise<void> {
  const { json } = command.optsWithGlobals<CommonOptions>();
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => {
    findings.push(finding);
    if (json !== true) console.log(`${mark(finding)} ${finding.what}: ${finding.says}`);
  };
  try {
    const account = await accountOf(command);
    tell({ what: 'account', state: 'good', says: `${account.baseUrl}, by ${account.from}` });
    const server = await reach(`${account.baseUrl}/readyz`, {});
    tell(connectionOf(account));
    tell(await readinessOf(server));
    tell(clockOf(server, Date.now()));
    tell(await versionOf(account));
    const key = await keyOf(account);
    tell(key);
    if (key.state === 'bad') process.exitCode = exitCodes.signedOut;
    else for (const finding of await webhooksOf(account)) tell(finding);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell({ what: 'stopped', state: 'bad', says: error.message });
    process.exitCode = error.exitCode;
  }
  if (json === true) console.log(JSON.stringify(findings, null, 2));
  if (findings.some(({ state }) => state === 'bad')) process.exitCode ??= exitCodes.refused;
}

function mark({ state }: Finding): string {
  if (state === 'good') return paint('green', 'ok ');
  return state === 'warning' ? paint('yellow', 'hm ') : paint('red', 'bad');
}

function connectionOf({ baseUrl }: Account): Finding {
  // A certificate that is not trusted has ended the first request.
  const says = baseUrl.startsWith('https:')
    ? 'by TLS, with a certificate that is trusted'
    : 'without TLS, on this machine';
  return { what: 'connection', state: 'good', says };
}

async function readinessOf(answer: Response): Promise<Finding> {
  const body = (await answer.json().catch(() => ({}))) as { status?: string; reasons?: string[] };
  if (body.status === 'ready') return { what: 'server', state: 'good', says: 'ready' };
  if (body.status === 'not_ready')
    return { what: 'server', state: 'bad', says: `not ready: ${body.reasons?.join(', ')}` };
  return {
    what: 'server',
    state: 'bad',
    says: `what answers there is no Florin (HTTP ${answer.status} at /readyz)`,
  };
}

function clockOf(answer: Response, now: number): Finding {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs))
    return { what: 'clock', state: 'warning', says: 'the server does not say what time it is' };
  const seconds = Math.round((now - theirs) / 1000);
  const says = `this machine is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the server`;
  if (Math.abs(now - theirs) <= SKEW_MS_MAX) return { what: 'clock', state: 'good', says };
  return {
    what: 'clock',
    state: 'bad',
    says: `${says}: set it by NTP, or signatures and webhooks are refused as too old`,
  };
}

async function versionOf(account: Account): Promise<Finding> {
  const { info } = await ask<{ info?: { title?: string; version?: string } }>(account, {
    method: 'GET',
    path: '/openapi.json',
  });
  if (info?.version === undefined)
    return { what: 'version', state: 'warning', says: 'the server does not say it' };
  return { what: 'version', state: 'good', says: `${info.title} ${info.version}` };
}

async function keyOf(account: Account): Promise<Finding> {
  const bearer = await account.bearer();
  const whose = bearer.startsWith('sk_live_')
    ? 'a live key'
    : bearer.startsWith('sk_test_')
      ? 'a sandbox key'
      : "an app's token";
  const answer = await send(account, { method: 'GET', path: '/v1/payments?limit=1' });
  const body = (await answer.json().catch(() => ({}))) as { detail?: string };
  if (answer.ok) return { what: 'key', state: 'good', says: `${whose}, which is taken` };
  if (answer.status === 401)
    return { what: 'key', state: 'bad', says: `${whose}, which is not taken: ${body.detail}` };
  return { what: 'key', state: 'warning', says: `${whose}: ${body.detail ?? `HTTP ${answer.status}`}` };
}

/** Each endpoint whose newest delivery failed, and why. */
async function webhooksOf(account: Account): Promise<Finding[]> {
  const answer = await send(account, { method: 'GET', path: '/v1/webhook_endpoints' });
  const body = (await answer.json().catch(() => ({}))) as { data?: Endpoint[]; detail?: string };
  if (!answer.ok || body.data === undefined)
    return [
      {
        what: 'webhooks',
        state: 'warning',
        says: `not looked at: ${body.detail ?? `HTTP ${answer.status}`}`,
      },
    ];
  if (body.data.length === 0) return [{ what: 'webhooks', state: 'good', says: 'there is no endpoint' }];
  return Promise.all(body.data.map((endpoint) => webhookOf(account, endpoint)));
}

async function webhookOf(account: Account, { id, url, status }: Endpoint): Promise<Finding> {
  const what = `webhook ${id}`;
  const path = `/v1/webhook_endpoints/${id}/deliveries?limit=1`;
  const [last] = (await ask<{ data: Delivery[] }>(account, { method: 'GET', path })).data;
  const failed =
    last === undefined || last.status === 'succeeded' ? null : (last.error ?? `HTTP ${last.http_status}`);
  const came = failed === null ? '' : `: at ${last?.attempted_at}, ${last?.type} failed with ${failed}`;
  if (status === 'disabled') return { what, state: 'bad', says: `${url} is disabled${came}` };
  if (failed !== null) return { what, state: 'bad', says: `${url} does not take deliveries${came}` };
  return {
    what,
    state: 'good',
    says: last === undefined ? `${url} had no delivery yet` : `${url} took the last delivery`,
  };
}
