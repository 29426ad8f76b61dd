/** `florin open`: shows a page of Florin in the browser. */
import { spawn } from 'node:child_process';
import { Argument, type Command } from 'commander';
import { accountOf } from './account.ts';

const pages: Readonly<Record<string, string>> = {
  ...{
    home: '/',
    docs: '/docs',
    errors: '/docs/errors',
    webhooks: '/docs/webhooks',
    testing: '/docs/testing',
  },
  ...{ api: '/openapi.json', login: '/login', account: '/account', apps: '/account/apps', mail: '/mail' },
};

export function addOpen(program: Command): void {
  program
    .command('open')
    .description('open a page of your Florin in the browser; in a pipe, print its address')
    .addArgument(new Argument('[page]').choices(Object.keys(pages)).default('home'))
    .action(async (page: string, _options: object, command: Command) => {
      const url = `${(await accountOf(command)).baseUrl}${pages[page]}`;
      console.log(url);
      const browser = process.env.BROWSER || (process.stdout.isTTY ? opener() : undefined);
      if (browser === undefined) return;
      // It goes on after this program. Where it cannot be started, the address is there to be copied.
      spawn(browser, [url], { stdio: 'ignore', detached: true })
        .on('error', () => {})
        .unref();
    });
}

function opener(): string {
  return process.platform === 'darwin' ? 'open' : 'xdg-open';
}
