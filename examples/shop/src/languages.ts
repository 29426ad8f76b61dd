import type { Happening } from './orders.ts';

export type Language = 'en' | 'zh';

/** Why a payment was declined, for the order's history; the checkout page tells the payer what to do. */
const declines: Record<string, Record<Language, string>> = {
  card_declined: { en: 'no reason given', zh: '银行未说明原因' },
  insufficient_funds: { en: 'insufficient funds', zh: '余额不足' },
  expired_card: { en: 'expired card', zh: '卡已过期' },
  incorrect_cvc: { en: 'wrong security code', zh: '安全码错误' },
  lost_card: { en: 'reported lost', zh: '卡已挂失' },
  stolen_card: { en: 'reported stolen', zh: '卡已报被盗' },
  fraud_suspected: { en: 'blocked by the bank for security reasons', zh: '银行出于安全考虑拦截' },
  processing_error: { en: 'bank unavailable', zh: '无法联系银行' },
  authentication_failed: { en: 'identity not verified', zh: '银行未能确认身份' },
  payer_refused: { en: 'declined in the wallet', zh: '在钱包中拒绝了付款' },
  never_sent: { en: 'it could not be sent', zh: '未能发出' },
};

const en = {
  html: 'en',
  other: { language: 'zh', html: 'zh-CN', name: '简体中文' },
  shop: 'Paper & Pine',
  tagline: 'Good things for a quiet desk',
  lead: 'A small demo shop that uses nothing but Florin’s public API. Nothing is shipped, and no real money is charged.',
  buy: 'Buy now',
  buy_label: (good: string) => `Buy now: ${good}`,
  quantity: 'Quantity',
  order: 'Order',
  status: {
    open: 'Waiting for payment',
    unpaid: 'Not paid',
    paid: 'Paid',
    refunded: 'Refunded',
    partly_refunded: 'Partly refunded',
    taken_back: 'Recalled',
    partly_taken_back: 'Partly recalled',
  },
  thanks: 'Thank you. We’ve received your payment and are packing your order.',
  waiting: 'This page updates automatically when your payment is confirmed.',
  unpaid: 'This order has not been paid. Go to payment to try again.',
  pay: 'Go to payment',
  back: 'Back to the shop',
  total: 'Total',
  refunded: 'Refunded',
  taken_back: 'Recalled by the bank',
  history: 'Order history',
  refund: 'Refund',
  refund_title: 'Refund this order',
  refund_note: 'A real shop would do this in its back office. It is on this page so that you can try it.',
  refund_amount: (currency: string) => `Amount in ${currency}`,
  refund_amount_wrong: (most: string) => `Enter an amount of at most ${most}.`,
  failed: 'Something went wrong.',
  error: (code: string) =>
    ({
      unreachable:
        'The payment platform is not responding. You have not been charged. Try again in a moment.',
      not_found: 'The payment platform does not recognize this request. The shop may be a newer version.',
      refund_exceeds_captured: 'That is more than can still be refunded for this payment.',
      balance_insufficient:
        'Your balance does not cover this refund yet. Try again once more payments have come in.',
      order_already_paid: 'This order has already been paid.',
    })[code] ?? 'The payment platform declined the request.',
  reference: 'Reference',
  not_found: 'Page not found',
  not_found_text: 'The address may be mistyped, or the order may belong to another shop.',
  happening: (happening: Happening, money: (amount: number) => string): string => {
    switch (happening.kind) {
      case 'placed':
        return 'Order placed';
      case 'payment_closed':
        return 'Payment page closed without payment';
      case 'declined':
        return `A payment did not go through: ${declines[happening.code]?.en ?? happening.code}`;
      case 'paid':
        return happening.by === 'webhook'
          ? 'Paid: confirmed by webhook'
          : 'Paid: confirmed when you came back';
      case 'refund_asked':
        return `Refund of ${money(happening.amount)} requested`;
      case 'refunded':
        return `Refunded ${money(happening.amount)}`;
      case 'refund_failed':
        return 'A refund did not go through';
      case 'taken_back':
        return `${money(happening.amount)} recalled by your bank`;
    }
  },
};

const zh: typeof en = {
  html: 'zh-CN',
  other: { language: 'en', html: 'en', name: 'English' },
  shop: 'Paper & Pine',
  tagline: '安静书桌上的好物',
  lead: '一家小小的演示商店。它只通过公开 API 使用 Florin，不会发货，也不会真实扣款。',
  buy: '立即购买',
  buy_label: (good) => `立即购买：${good}`,
  quantity: '数量',
  order: '订单',
  status: {
    open: '等待付款',
    unpaid: '未付款',
    paid: '已付款',
    refunded: '已退款',
    partly_refunded: '部分退款',
    taken_back: '被撤回',
    partly_taken_back: '部分被撤回',
  },
  thanks: '谢谢！我们已收到付款，正在为您打包。',
  waiting: '付款确认后，本页会自动更新。',
  unpaid: '此订单尚未付款，请前往付款重试。',
  pay: '前往付款',
  back: '返回商店',
  total: '合计',
  refunded: '已退款',
  taken_back: '银行已撤回',
  history: '订单动态',
  refund: '退款',
  refund_title: '退款',
  refund_note: '真实商家会在后台操作；放在这里方便您试用。',
  refund_amount: (currency) => `金额（${currency}）`,
  refund_amount_wrong: (most) => `请输入不超过 ${most} 的金额。`,
  failed: '操作未完成',
  error: (code) =>
    ({
      unreachable: '支付平台没有响应。没有扣款，请稍后重试。',
      not_found: '支付平台无法识别此请求，商店的版本可能较新。',
      refund_exceeds_captured: '超过了这笔付款的可退金额。',
      balance_insufficient: '余额暂不足以退款，请在收到更多付款后重试。',
      order_already_paid: '此订单已付款。',
    })[code] ?? '支付平台拒绝了请求。',
  reference: '参考号',
  not_found: '页面不存在',
  not_found_text: '地址可能有误，或订单来自其他商店。',
  happening: (happening, money) => {
    switch (happening.kind) {
      case 'placed':
        return '已下单';
      case 'payment_closed':
        return '付款页面已关闭，未付款';
      case 'declined':
        return `一次付款未成功：${declines[happening.code]?.zh ?? happening.code}`;
      case 'paid':
        return happening.by === 'webhook' ? '已付款：收到 Webhook 通知' : '已付款：您返回时我们查询到';
      case 'refund_asked':
        return `已申请退款 ${money(happening.amount)}`;
      case 'refunded':
        return `已退款 ${money(happening.amount)}`;
      case 'refund_failed':
        return '一笔退款未成功';
      case 'taken_back':
        return `您的银行撤回了 ${money(happening.amount)}`;
    }
  },
};

export type Words = typeof en;

export const words: Record<Language, Words> = { en, zh };

/** The visitor's own choice, from a cookie, else what the browser asks for. */
export function languageOf(headers: { cookie?: string; 'accept-language'?: string }): Language {
  const chosen = /(?:^|;\s*)language=(en|zh)/.exec(headers.cookie ?? '')?.[1];
  if (chosen !== undefined) return chosen as Language;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}
