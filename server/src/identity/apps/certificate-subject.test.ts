import assert from 'node:assert/strict';
import type { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { faultOf, isOf } from './certificate-subject.ts';

/** As Node shows a certificate: a part of the subject a line, the first first; alternatives in one line. */
const certificate = (subject: string, subjectAltName?: string) =>
  ({ subject, subjectAltName }) as X509Certificate;
const named = (value: string, subject: string) => isOf(certificate(subject), { kind: 'subject_dn', value });

describe('the subject of a certificate', () => {
  it('is compared part by part, the last first, whatever the spaces and the case of types', () => {
    const subject = 'C=SE\nO=Paper & Pine\nCN=shop';
    for (const value of ['CN=shop,O=Paper & Pine,C=SE', 'cn = shop , o=Paper & Pine, c=SE'])
      assert.ok(named(value, subject), value);
    for (const value of [
      'C=SE,O=Paper & Pine,CN=shop',
      'CN=shop,O=Paper & Pine',
      'CN=shop,O=Paper & Pine,C=SE,C=SE',
      'CN=Shop,O=Paper & Pine,C=SE',
      'CN=shop',
    ])
      assert.ok(!named(value, subject), value);
  });

  it('is the same however it is escaped, and a value cannot pass for two parts', () => {
    assert.ok(named('CN=a\\, O\\=b', 'CN=a\\, O=b'));
    assert.ok(!named('CN=a,O=b', 'CN=b\\, O=a'));
    assert.ok(!named('O=b,CN=a', 'CN=a\\, O=b'));
    assert.ok(named('O=Lu\\C4\\8Di\\C4\\87', 'O=Lučić'));
    assert.ok(named('O=\\ a \\ ', 'O=\\ a \\ '));
    assert.ok(named('CN=x+OU=y', 'OU=y + CN=x'));
    assert.ok(!named('CN=x,OU=y', 'OU=y + CN=x'));
    assert.ok(named('CN=a\\0Ab', 'CN=a\\0Ab'));
    assert.ok(!named('CN=b,CN=a', 'CN=a\\0Ab'));
  });

  it('is no name where it cannot be read', () => {
    for (const value of [
      '',
      'shop',
      'CN=',
      'CN=a,',
      'CN=#04024869',
      'CN=a;O=b',
      'CN="a"',
      'CN=\\zz',
      'CN=\\C4',
      '=a',
    ])
      assert.ok(faultOf({ kind: 'subject_dn', value }) !== null, value);
    assert.ok(!named('', ''));
  });

  it('is found among alternatives of its own kind alone, whole', () => {
    const names = certificate(
      'CN=shop',
      'DNS:shop.example, URI:https://shop.example/a, IP Address:0:0:0:0:0:0:0:1, email:"o\'brien@shop.example", DNS:"x, URI:https://evil.example, y"',
    );
    assert.ok(isOf(names, { kind: 'san_dns', value: 'Shop.example' }));
    assert.ok(isOf(names, { kind: 'san_uri', value: 'https://shop.example/a' }));
    assert.ok(isOf(names, { kind: 'san_ip', value: '::1' }));
    assert.ok(isOf(names, { kind: 'san_email', value: "o'brien@shop.example" }));
    for (const [kind, value] of [
      ['san_dns', 'example'],
      ['san_dns', 'shop'],
      ['san_uri', 'https://evil.example'],
      ['san_uri', 'https://shop.example/'],
      ['san_ip', '127.0.0.1'],
      ['san_email', 'shop.example'],
    ] as const)
      assert.ok(!isOf(names, { kind, value }), value);
  });

  it('is nothing that stands for many', () => {
    for (const [kind, value] of [
      ['san_dns', '*.shop.example'],
      ['san_dns', '.shop.example'],
      ['san_dns', ''],
      ['san_uri', 'shop'],
      ['san_ip', '192.0.2.0/24'],
      ['san_email', 'shop.example'],
    ] as const)
      assert.notEqual(faultOf({ kind, value }), null, value);
  });
});
