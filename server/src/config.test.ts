import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type Config, ConfigError, readConfig } from './config.ts';
import { settingsTable } from './settings.ts';

const KEY = 'ab'.repeat(32);
const ROOT = resolve(import.meta.dirname, '../..');

const accepted: [string, Record<string, string>, Partial<Config>][] = [
  [
    'nothing set',
    {},
    {
      port: 4242,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:4242',
      dataFolder: join(ROOT, '.florin'),
      databaseUrl: undefined,
      rootKey: undefined,
      webhookPrivate: false,
      mailbox: false,
      smtpUrl: undefined,
      mailFrom: undefined,
      withShop: false,
      sendWithinMs: 10_000,
      recoverAfterMs: 60_000,
      cardChannelUrl: undefined,
      cardChannelSecret: undefined,
      logLevel: 'info',
      processes: 1,
    },
  ],
  [
    'an address of IPv6, with brackets or without',
    { FLORIN_HOST: '[::1]', PORT: '80' },
    { host: '::1', publicUrl: 'http://[::1]:80', localShopUrl: 'http://[::1]:81' },
  ],
  [
    'an own address',
    { FLORIN_HOST: '192.0.2.7' },
    {
      publicUrl: 'http://192.0.2.7:4242',
      localUrl: 'http://192.0.2.7:4242',
      shopUrl: 'http://192.0.2.7:4243',
    },
  ],
  [
    'every address, which is reached by loopback',
    { FLORIN_HOST: '0.0.0.0', FLORIN_PUBLIC_URL: 'https://pay.example' },
    {
      localUrl: 'http://127.0.0.1:4242',
      localShopUrl: 'http://127.0.0.1:4243',
      shopUrl: 'https://pay.example:4243',
    },
  ],
  ['an empty value is none', { PORT: '', DATABASE_URL: '' }, { port: 4242, databaseUrl: undefined }],
  [
    'HTTPS, with plain HTTP for this machine only',
    { FLORIN_HOST: '0.0.0.0', FLORIN_HTTPS_PORT: '443', FLORIN_PUBLIC_URL: 'https://pay.example' },
    {
      httpsPort: 443,
      httpHost: '127.0.0.1',
      localUrl: 'http://127.0.0.1:4242',
      publicUrl: 'https://pay.example',
    },
  ],
  [
    'HTTPS without a name of its own',
    { FLORIN_HOST: '192.0.2.7', FLORIN_HTTPS_PORT: '4443', FLORIN_MTLS_PORT: '4444' },
    {
      publicUrl: 'https://192.0.2.7:4443',
      localUrl: 'http://127.0.0.1:4242',
      shopUrl: 'http://192.0.2.7:4243',
      clientCertificatePort: 4444,
    },
  ],
  [
    'HTTPS on loopback',
    { FLORIN_HOST: '::1', FLORIN_HTTPS_PORT: '4443' },
    { httpHost: '::1', publicUrl: 'https://[::1]:4443' },
  ],
  ['a port', { PORT: '80' }, { port: 80, publicUrl: 'http://127.0.0.1:80' }],
  ['a public URL', { FLORIN_PUBLIC_URL: 'https://pay.example/' }, { publicUrl: 'https://pay.example' }],
  ['a data folder', { FLORIN_DATA: '/srv/florin' }, { dataFolder: '/srv/florin' }],
  [
    'a database with its key',
    { DATABASE_URL: 'postgresql://u:p@db/florin', FLORIN_ROOT_KEY: KEY },
    { databaseUrl: 'postgresql://u:p@db/florin', rootKey: KEY },
  ],
  ['processes', { FLORIN_PROCESSES: '8' }, { processes: 8 }],
  ['webhooks to private addresses', { FLORIN_WEBHOOK_PRIVATE: '1' }, { webhookPrivate: true }],
  ['a demo shop that runs beside it', { FLORIN_SHOP: '1' }, { withShop: true }],
  [
    'times',
    { FLORIN_SEND_WITHIN_MS: '5', FLORIN_RECOVER_AFTER_MS: '9' },
    { sendWithinMs: 5, recoverAfterMs: 9 },
  ],
  [
    'a connector of your own',
    { FLORIN_CARD_CHANNEL_URL: 'http://127.0.0.1:9000/cards', FLORIN_CARD_CHANNEL_SECRET: KEY },
    { cardChannelUrl: 'http://127.0.0.1:9000/cards', cardChannelSecret: KEY },
  ],
  ['a log level', { LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
  ['no proxy but that of this machine', {}, { trustedProxies: ['loopback'] }],
  [
    'proxies',
    { FLORIN_TRUSTED_PROXIES: '10.0.0.7, 10.1.0.0/16,fd00::/8,loopback' },
    { trustedProxies: ['10.0.0.7', '10.1.0.0/16', 'fd00::/8', 'loopback'] },
  ],
];

const refused: [string, Record<string, string>, RegExp[]][] = [
  ['a port of 0', { PORT: '0' }, [/^PORT must be a whole number from 1 to 65534, it is "0"$/]],
  ['a port that leaves none for the shop', { PORT: '65535' }, [/^PORT/]],
  ['a port with a letter', { PORT: '42x' }, [/^PORT/]],
  ['a fraction of a process', { FLORIN_PROCESSES: '1.5' }, [/^FLORIN_PROCESSES/]],
  ['no process', { FLORIN_PROCESSES: '0' }, [/^FLORIN_PROCESSES/]],
  ['another engine', { DATABASE_URL: 'mysql://db', FLORIN_ROOT_KEY: KEY }, [/^DATABASE_URL must be a URL/]],
  ['a database without the key', { DATABASE_URL: 'postgres://db' }, [/^FLORIN_ROOT_KEY is required/]],
  ['a short key', { FLORIN_ROOT_KEY: 'abcd' }, [/^FLORIN_ROOT_KEY must be 32 bytes/]],
  ['a key encryption key that is none', { FLORIN_KEK: 'abcd' }, [/^FLORIN_KEK must be root, 32 bytes/]],
  [
    'a Transit key without a token',
    { FLORIN_KEK_BEFORE: 'https://vault.example/v1/transit/keys/florin' },
    [/^FLORIN_KEK_TOKEN or FLORIN_KEK_TOKEN_FILE is required/],
  ],
  [
    'two tokens',
    { FLORIN_KEK_TOKEN: 'hvs.a', FLORIN_KEK_TOKEN_FILE: '/run/secrets/token' },
    [/^FLORIN_KEK_TOKEN and FLORIN_KEK_TOKEN_FILE/],
  ],
  ['a public address without a protocol', { FLORIN_PUBLIC_URL: 'pay.example' }, [/^FLORIN_PUBLIC_URL/]],
  [
    'a word instead of 0 or 1',
    { FLORIN_WEBHOOK_PRIVATE: 'yes' },
    [/^FLORIN_WEBHOOK_PRIVATE must be one of 0, 1/],
  ],
  ['mail by another protocol', { FLORIN_SMTP_URL: 'http://mail' }, [/^FLORIN_SMTP_URL must be a URL/]],
  [
    'lost before it was sent',
    { FLORIN_RECOVER_AFTER_MS: '10000' },
    [/^FLORIN_RECOVER_AFTER_MS must be more/],
  ],
  [
    'a secret to be guessed',
    { FLORIN_CARD_CHANNEL_SECRET: 'hunter2' },
    [/^FLORIN_CARD_CHANNEL_SECRET must have 32/],
  ],
  [
    'a certificate without its key, or without a port for HTTPS',
    { FLORIN_TLS_CERTIFICATE: 'certificate.pem' },
    [/^FLORIN_TLS_CERTIFICATE and FLORIN_TLS_KEY belong together/, /^FLORIN_TLS_CERTIFICATE is used with/],
  ],
  [
    'a port for clients with certificates alone',
    { FLORIN_MTLS_PORT: '4444' },
    [/^FLORIN_MTLS_PORT is used with/],
  ],
  ['the port of the shop for HTTPS', { PORT: '443', FLORIN_HTTPS_PORT: '444' }, [/must differ$/]],
  ['one port for two', { FLORIN_HTTPS_PORT: '4444', FLORIN_MTLS_PORT: '4444' }, [/must differ$/]],
  ['a port behind the host', { FLORIN_HOST: '127.0.0.1:80' }, [/^FLORIN_HOST must be an address/]],
  ['a URL as host', { FLORIN_HOST: 'http://x' }, [/^FLORIN_HOST/]],
  ['an address with a zone', { FLORIN_HOST: 'fe80::1%eth0' }, [/^FLORIN_HOST/]],
  ['a proxy by name', { FLORIN_TRUSTED_PROXIES: 'proxy' }, [/^FLORIN_TRUSTED_PROXIES .*one is "proxy"$/]],
  ['a range without end', { FLORIN_TRUSTED_PROXIES: '10.0.0.0/33' }, [/^FLORIN_TRUSTED_PROXIES/]],
  ['a range of all addresses', { FLORIN_TRUSTED_PROXIES: '0.0.0.0/0' }, [/^FLORIN_TRUSTED_PROXIES/]],
  ['a short form of an address', { FLORIN_TRUSTED_PROXIES: '10.1' }, [/^FLORIN_TRUSTED_PROXIES/]],
  ['an empty place among proxies', { FLORIN_TRUSTED_PROXIES: '10.0.0.1,' }, [/^FLORIN_TRUSTED_PROXIES/]],
  ['a log level', { LOG_LEVEL: 'loud' }, [/^LOG_LEVEL must be one of fatal, /]],
  [
    'everything at once',
    { PORT: 'x', LOG_LEVEL: 'x', DATABASE_URL: 'x' },
    [/^PORT/, /^DATABASE_URL/, /^LOG_LEVEL/, /^FLORIN_ROOT_KEY/],
  ],
];

describe('readConfig', () => {
  for (const [name, environment, expected] of accepted) {
    it(`accepts ${name}`, () => {
      const config = readConfig(environment);
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(config[key as keyof Config], value, key);
      assert.ok(Object.isFrozen(config));
    });
  }

  for (const [name, environment, expected] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => readConfig(environment),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.equal(error.problems.length, expected.length, error.message);
          for (const [index, pattern] of expected.entries())
            assert.match(error.problems[index] ?? '', pattern);
          return true;
        },
      );
    });
  }

  it('never shows a URL or a key that it refuses', () => {
    const secret = 'hunter2';
    assert.throws(
      () => readConfig({ DATABASE_URL: `mysql://u:${secret}@db`, FLORIN_ROOT_KEY: secret }),
      (error) => error instanceof ConfigError && !error.message.includes(secret),
    );
  });

  const named: [string, Record<string, string>, string | null][] = [
    ['misspelled', { FLORIN_PROCESES: '2' }, 'did you mean FLORIN_PROCESSES?'],
    ['misspelled and empty', { FLORIN_PROCESES: '' }, 'did you mean FLORIN_PROCESSES?'],
    ['of another setting', { FLORIN_PORT: '80' }, 'did you mean PORT?'],
    ['like nothing', { FLORIN_COLOUR: 'red' }, 'docs/configuration.md lists all settings.'],
    ["of a merchant's program", { FLORIN_SECRET_KEY: 'sk_test_x' }, null],
    ['of a test', { FLORIN_TEST_ENGINE: 'x', FLORIN_SEED: '7' }, null],
    [
      'that Kubernetes sets for a service of that name',
      {
        FLORIN_PORT: 'tcp://10.0.0.1:4242',
        FLORIN_SERVICE_HOST: '10.0.0.1',
        FLORIN_SERVICE_PORT_HTTP: '4242',
        FLORIN_PORT_4242_TCP_ADDR: '10.0.0.1',
        FLORIN_DB_SERVICE_PORT: '5432',
        FLORIN_DB_PORT: 'tcp://10.0.0.2:5432',
      },
      null,
    ],
  ];
  for (const [name, environment, hint] of named) {
    it(`${hint === null ? 'leaves alone' : 'refuses'} a name ${name}`, () => {
      if (hint === null) return void readConfig(environment);
      const [variable] = Object.keys(environment);
      assert.throws(
        () => readConfig(environment),
        (error) =>
          error instanceof ConfigError &&
          error.problems.length === 1 &&
          error.problems[0] === `${variable} is not a setting of Florin: ${hint}`,
      );
    });
  }

  it('is documented, each setting with its row of the table', () => {
    const page = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
    assert.ok(page.includes(settingsTable()), 'run scripts/write-settings-docs.ts');
  });
});
