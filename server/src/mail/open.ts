import { isLoopback } from '../kernel/address.ts';
import type { Base, Opened } from '../module.ts';
import { mailboxPages } from './mailbox.ts';
import { MailSender } from './sender.ts';

/** Sends mails; or shows them, where there is no server to send them and somebody develops on this machine. */
export function open(base: Base): Opened {
  const { smtpUrl, mailFrom, mailbox } = base.settings;
  if (smtpUrl === undefined) {
    if (mailbox) mailboxPages(base);
    return {};
  }
  const from = mailFrom ?? `Florin <no-reply@${domainOf(base.publicUrl)}>`;
  const sender = new MailSender({ ...base, smtpUrl, from });
  return { stop: () => sender.stop() };
}

function domainOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return isLoopback(hostname) ? 'localhost' : hostname;
}
