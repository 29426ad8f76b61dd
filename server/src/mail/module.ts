import { optional, setting, text, url, yesOrNo } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { sealedBody } from './sealed.ts';
import { sweepMails } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    mail: typeof mail;
  }
}

export const mail = {
  name: 'mail',
  schema: 'home',
  tables: {
    mail: 'mutable',
  },
  settings: {
    smtpUrl: optional(
      'FLORIN_SMTP_URL',
      url('smtps:', 'smtp:'),
      'no mail leaves; see `FLORIN_MAILBOX`',
      'Where mails to [people](people.md) are sent: `smtps://user:password@smtp.example:465`, or `smtp://…:587`, which then needs STARTTLS.',
    ),
    mailFrom: optional(
      'FLORIN_MAIL_FROM',
      text,
      '`Florin`, at `no-reply@` and the host of `FLORIN_PUBLIC_URL`',
      'Who mails are from: `Florin <no-reply@pay.example>`.',
    ),
    mailbox: setting(
      'FLORIN_MAILBOX',
      yesOrNo,
      '0',
      '`1` shows mails at `/mail` to whoever opens it on this machine, where no `FLORIN_SMTP_URL` is set: for development.',
      '`1` where `npm start` listens on loopback and `FLORIN_PUBLIC_URL` does not say otherwise, else `0`',
    ),
  },
  ids: ['mail'],
  sealed: [sealedBody],
  sweeps: [sweepMails],
  load: () => import('./open.ts'),
} as const satisfies Module;
