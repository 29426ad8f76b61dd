/** The snippets of all pages, and who runs those that `test/snippets.test.ts` does not run itself. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

export interface Snippet {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

const LANGUAGES = new Set(['sh', 'js', 'ts', 'python', 'java', 'go', 'xml', 'yaml']);

/** Everything that a reader may copy and run. */
export function readSnippets(): Snippet[] {
  const pages = globSync(['*.md', 'docs/*.md', 'sdks/**/README.md', 'examples/**/README*.md'], {
    cwd: root,
    exclude: (entry) => entry.includes('node_modules') || entry === 'CHANGELOG.md',
  });
  return pages.sort().flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const blocks = [...text.matchAll(/^( *)```(\w+)[^\n]*\n([\s\S]*?)^\1```/gm)];
    return blocks
      .map(([, indent = '', language = '', code = '']) => ({
        ...{ page, language },
        code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }))
      .filter(({ language }) => LANGUAGES.has(language));
  });
}

/** Whoever runs the snippets of a page that have a text in them: a test that reads them from the page. */
export const elsewhere: readonly (readonly [page: RegExp, text: string, test: string])[] = [
  [/^docs\/sdk-typescript\.md$/, "from '@florin/sdk", 'sdks/typescript/src/docs.test.ts'],
  [/^sdks\/typescript\/README\.md$/, "from '@florin/sdk", 'sdks/typescript/src/docs.test.ts'],
  [/^docs\/sdk-python\.md$/, 'import', 'contract/python-sdk.test.ts'],
  [/^sdks\/python\/README\.md$/, 'import', 'contract/readme.test.ts'],
  [/^docs\/sdk-go\.md$/, 'florin.', 'contract/go-sdk.test.ts'],
  [/^sdks\/go\/README\.md$/, 'florin.New', 'contract/go-sdk.test.ts'],
  [/^docs\/sdk-java\.md$/, 'public class', 'contract/java-sdk.test.ts'],
  [/^docs\/sdk-java\.md$/, '<artifactId>', 'contract/java-sdk.test.ts'],
  [/^sdks\/java\/README\.md$/, 'Florin.builder()', 'contract/java-sdk.test.ts'],
  [/^docs\/signatures\.md$/, 'shop.pem', 'contract/signatures.test.ts'],
  [/^docs\/channels\.md$/, 'joserfc', 'contract/cards.test.ts'],
  [/^docs\/webhooks\.md$/, 'joserfc', 'contract/webhooks.test.ts'],
  [/^docs\/trust\.md$/, 'Hello, World!', 'contract/trust.test.ts'],
  [/^docs\/event-chain\.md$/, 'hashlib', 'server/src/events/chain.test.ts'],
  [
    /^(README.*|docs\/oauth)\.md$/,
    'grant_type=client_credentials -d scope=payments:write |',
    'test/readme.test.ts',
  ],
  [/^README.*\.md$/, 'requests.post', 'contract/readme.test.ts'],
  [/^CONTRIBUTING\.md$/, '', 'test/contributing.test.ts'],
];

/** What no test runs as it stands, and why. */
export const notRun: readonly (readonly [page: RegExp, text: string, why: string])[] = [
  [/^README.*\.md$/, 'npm start ', 'test/clone.test.ts and every run of the tests do this'],
  [
    /^docs\/cli\.md$/,
    'npm run pack:cli',
    'installs for the whole machine; cli/src/packed.test.ts does it in a folder',
  ],
  [/^docs\/cli\.md$/, 'florin listen', 'goes on until it is stopped; cli/src/developer/listen.test.ts'],
  [/^docs\/cli\.md$/, 'florin sign', 'needs a key of its own; cli/src/developer/sign.test.ts'],
  [/^docs\/sdk-\w+\.md$/, 'install', 'the tests of the packed SDKs do it in an empty folder'],
  [
    /^examples\/README.*\.md$/,
    'FLORIN_HOST=',
    'needs an address in a network; examples/till/src/till.test.ts starts it on this machine',
  ],
  [
    /^examples\/python\/README.*\.md$/,
    'pip install',
    'contract/python-samples.test.ts runs each of the programs',
  ],
  [/^docs\/sdk-go\.md$/, 'internal/pack', 'contract/go-sdk.test.ts does it in an empty folder'],
  [/^docs\/channels\.md$/, 'connector.pem', 'makes a key; the tests make their own'],
  [/^docs\/event-chain\.md$/, 'npx florin verify', 'writes outside of the clone; cli/src/verify.test.ts'],
  [/^docs\/oauth\.md$/, '--cert shop.pem', 'needs a host and a certificate; oauth/certificates.test.ts'],
  [/^docs\/operations\.md$/, 'letsencrypt', 'needs a host and its certificate'],
  [/^docs\/operations\.md$/, '.florin/tls', 'needs a port of its own; test/https.test.ts'],
  [/^docs\/operations\.md$/, 'docker', 'said to be not built yet'],
  [/^docs\/operations\.md$/, 'bao ', 'needs OpenBao; vault/data-keys.test.ts has a stand-in'],
  [/^docs\/operations\.md$/, 'rotate-data', 'cli/src/keys.test.ts'],
  [/^docs\/operations\.md$/, 'florin backup', 'cli/src/backup.test.ts'],
  [/^docs\/people\.md$/, 'FLORIN_SMTP_URL', 'needs a mail server; mail/mail.test.ts'],
];

export const fits = (
  { page, code }: Snippet,
  [pages, text]: readonly [RegExp, string, ...unknown[]],
): boolean => pages.test(page) && code.includes(text);
