import type { Schemas } from '@florin/sdk';
import type { Said } from './visits.ts';

export type Language = 'en' | 'zh';

const en = {
  html: 'en',
  other: { language: 'zh', html: 'zh-CN', name: '简体中文' },
  app: 'Bookkeeper',
  tagline: 'Your payments, looked after',
  lead: 'Connect your Florin account, and Bookkeeper lists its payments and gives refunds for you. It never sees your password or your keys.',
  may: 'It asks for two things, and Florin asks you whether you agree:',
  may_read: 'see your payments',
  may_refund: 'give refunds',
  connect: 'Connect your Florin account',
  payments: 'Payments',
  none: 'There are no payments yet.',
  order: 'Order',
  amount: 'Amount',
  status: 'Status',
  created: 'Created',
  action: 'Refund',
  refund: 'Refund …',
  refund_of: (order: string) => `Refund the order ${order} …`,
  refund_now: (amount: string) => `Refund ${amount} now`,
  older: 'Older payments',
  newest: 'Newest payments',
  withdraw: 'Withdraw access at Florin',
  said: {
    connected: 'Connected. These are your payments.',
    refused: 'You did not allow it, so nothing was connected.',
    begin_again: 'That did not come from a connection that you began here. Please begin again.',
    cut_off:
      'Florin no longer lets Bookkeeper act for you: access was withdrawn, or has ended. Nothing of your account is kept here.',
    refunded: 'The payment was refunded.',
    refund_pending: 'The refund was asked for. Its result comes later.',
  } satisfies Record<Said, string>,
  failed: 'That did not work:',
  unreachable: 'Florin is not responding. Try again in a moment.',
  error: (code: string) =>
    ({
      insufficient_scope: 'Your role at Florin no longer allows this.',
      refund_exceeds_captured: 'That is more than can still be refunded for this payment.',
      balance_insufficient: 'The balance does not cover this refund yet.',
    })[code] ?? 'Florin declined the request.',
  reference: 'Reference',
  state: {
    created: 'Created',
    requires_action: 'Waiting for the payer',
    processing: 'Processing',
    authorized: 'Authorized',
    canceling: 'Being canceled',
    succeeded: 'Succeeded',
    failed: 'Failed',
    canceled: 'Canceled',
    expired: 'Expired',
  } satisfies Record<Schemas['PaymentStatus'], string>,
  refunded: 'Refunded',
  partly_refunded: 'Partly refunded',
  not_found: 'Page not found',
};

export type Words = typeof en;

const zh: Words = {
  html: 'zh-CN',
  other: { language: 'en', html: 'en', name: 'English' },
  app: '记账助手',
  tagline: '替您照看每一笔付款',
  lead: '连接您的 Florin 账户，记账助手就能替您查看付款、办理退款。它看不到您的密码和密钥。',
  may: '它需要两项权限，Florin 会先征得您的同意：',
  may_read: '查看您的付款',
  may_refund: '办理退款',
  connect: '连接您的 Florin 账户',
  payments: '付款',
  none: '还没有付款。',
  order: '订单',
  amount: '金额',
  status: '状态',
  created: '时间',
  action: '退款',
  refund: '退款……',
  refund_of: (order) => `退款：订单 ${order}`,
  refund_now: (amount) => `立即退款 ${amount}`,
  older: '更早的付款',
  newest: '最新的付款',
  withdraw: '在 Florin 撤回授权',
  said: {
    connected: '已连接。以下是您的付款。',
    refused: '您没有同意，因此未建立连接。',
    begin_again: '此请求不是由您在这里发起的连接，请重新开始。',
    cut_off: 'Florin 不再允许记账助手代您操作：授权已撤回或已到期。这里没有保留您账户的任何内容。',
    refunded: '已退款。',
    refund_pending: '已申请退款，结果稍后得知。',
  },
  failed: '操作未完成：',
  unreachable: 'Florin 没有响应，请稍后重试。',
  error: (code) =>
    ({
      insufficient_scope: '您在 Florin 的角色不再允许此操作。',
      refund_exceeds_captured: '超过了这笔付款的可退金额。',
      balance_insufficient: '余额暂不足以退款。',
    })[code] ?? 'Florin 拒绝了请求。',
  reference: '参考号',
  state: {
    created: '已创建',
    requires_action: '等待付款人',
    processing: '处理中',
    authorized: '已授权',
    canceling: '取消中',
    succeeded: '成功',
    failed: '失败',
    canceled: '已取消',
    expired: '已过期',
  },
  refunded: '已退款',
  partly_refunded: '已部分退款',
  not_found: '页面不存在',
};

export const words: Readonly<Record<Language, Words>> = { en, zh };

/** The person's own choice, from a cookie, else what the browser asks for. */
export function languageOf(headers: { cookie?: string; 'accept-language'?: string }): Language {
  const chosen = /(?:^|;\s*)bookkeeper_language=(en|zh)/.exec(headers.cookie ?? '')?.[1];
  if (chosen !== undefined) return chosen as Language;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}
