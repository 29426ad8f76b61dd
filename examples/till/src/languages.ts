import type { SaleState } from './sales.ts';

export type Language = 'en' | 'zh';

const en = {
  html: 'en',
  other: { language: 'zh', html: 'zh-CN', name: '简体中文' },
  till: 'Till',
  amount: 'Amount',
  currency: 'Currency',
  keypad: 'Keypad',
  erase: 'Erase the last digit',
  charge: 'Charge',
  latest: 'Latest sales',
  none_yet: 'No sales yet. Type an amount, and let the customer scan the code.',
  amount_wrong: (least: string, most: string) =>
    `Enter an amount from ${least} to ${most}, with a point before its decimals.`,
  state: {
    waiting: 'Let the customer scan the code',
    paying: 'The customer is paying …',
    tried: 'The payment was declined. The customer can try again.',
    paid: 'Paid',
    partly_refunded: 'Partly refunded',
    refunded: 'Refunded',
    expired: 'Not paid. This sale is closed.',
  } satisfies Record<SaleState, string>,
  qr: (amount: string) => `QR code: pay ${amount}`,
  open_here: 'Open the payment page on this device',
  new_sale: 'New sale',
  cancel: 'Cancel sale',
  refund: 'Refund …',
  refund_sure: (amount: string) => `Give ${amount} back to the customer?`,
  refund_now: (amount: string) => `Refund ${amount}`,
  refunded_part: (amount: string) => `${amount} was given back`,
  failed: 'Something went wrong.',
  error: (code: string) =>
    ({
      unreachable: 'Florin is not responding. Look at the sale again before you charge anew.',
      command_in_progress: 'The customer is paying right now. Wait for the result.',
      balance_insufficient: 'Your balance does not cover this refund yet.',
      session_not_open: 'This sale is closed already.',
    })[code] ?? 'Florin declined the request.',
  reference: 'Reference',
  away: 'The connection to the till is lost. Trying again …',
  thanks: 'Thank you',
  thanks_text: 'The cashier sees whether you have paid. You can close this page.',
  locked: 'The till is locked',
  locked_text: 'Open the address that the till printed when it was started.',
  not_found: 'There is no such sale',
};

export type Words = typeof en;

const zh: Words = {
  html: 'zh-CN',
  other: { language: 'en', html: 'en', name: 'English' },
  till: '收银台',
  amount: '金额',
  currency: '币种',
  keypad: '数字键盘',
  erase: '删除最后一位',
  charge: '收款',
  latest: '最近的收款',
  none_yet: '还没有收款。输入金额，让顾客扫码。',
  amount_wrong: (least, most) => `请输入 ${least} 至 ${most} 之间的金额，小数点用“.”。`,
  state: {
    waiting: '请顾客扫码付款',
    paying: '顾客正在付款……',
    tried: '付款被拒绝，顾客可以重试。',
    paid: '已付款',
    partly_refunded: '已部分退款',
    refunded: '已退款',
    expired: '未付款，此笔已关闭。',
  },
  qr: (amount) => `二维码：支付 ${amount}`,
  open_here: '在本机打开付款页面',
  new_sale: '新的收款',
  cancel: '取消收款',
  refund: '退款……',
  refund_sure: (amount) => `将 ${amount} 退还给顾客？`,
  refund_now: (amount) => `退款 ${amount}`,
  refunded_part: (amount) => `已退还 ${amount}`,
  failed: '操作未完成。',
  error: (code) =>
    ({
      unreachable: 'Florin 没有响应。重新收款之前，请先查看这笔收款的状态。',
      command_in_progress: '顾客正在付款，请等待结果。',
      balance_insufficient: '余额暂不足以退款。',
      session_not_open: '这笔收款已关闭。',
    })[code] ?? 'Florin 拒绝了请求。',
  reference: '参考号',
  away: '与收银台的连接已断开，正在重试……',
  thanks: '谢谢',
  thanks_text: '收银员会看到付款结果，您可以关闭此页面。',
  locked: '收银台已锁定',
  locked_text: '请打开收银台启动时显示的地址。',
  not_found: '没有这笔收款',
};

export const words: Readonly<Record<Language, Words>> = { en, zh };

/** The cashier's own choice, from a cookie, else what the browser asks for. */
export function languageOf(headers: { cookie?: string; 'accept-language'?: string }): Language {
  const chosen = /(?:^|;\s*)till_language=(en|zh)/.exec(headers.cookie ?? '')?.[1];
  if (chosen !== undefined) return chosen as Language;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}
