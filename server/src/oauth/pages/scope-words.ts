import { fill } from '../../identity/index.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Language } from '../../pages/index.ts';
import type { AskedPayment } from '../granted-payment.ts';

/** What each scope lets an app do, for people. A test asks for words for each that apps may have. */
const scopeWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    openid: 'know you again when you come back',
    email: 'see your e-mail address',
    offline_access: 'do this also while you are away',
    'payments:read': 'see your payments',
    'payments:write': 'take payments, capture and cancel them',
    'refunds:read': 'see your refunds',
    'refunds:write': 'give refunds',
    'reversals:read': 'see payments that were taken back',
    'balances:read': 'see your balances',
    'checkout_sessions:read': 'see your payment pages',
    'checkout_sessions:write': 'make payment pages',
    'tokens:write': 'exchange cards for tokens',
    'events:read': 'follow what happens on the account',
    'request_log:read': 'see the requests that programs make for the account, and their answers',
    'webhook_endpoints:read': 'see where events are sent',
    'webhook_endpoints:write': 'have events sent to its own server',
    'sandbox:read': 'see what the sandbox simulates',
    'sandbox:write': 'simulate payers, banks and time in the sandbox',
  },
  zh: {
    openid: '在您再次访问时认出您',
    email: '查看您的邮箱地址',
    offline_access: '在您离开后继续这样做',
    'payments:read': '查看您的付款',
    'payments:write': '发起、请款和取消付款',
    'refunds:read': '查看您的退款',
    'refunds:write': '退款',
    'reversals:read': '查看被撤回的付款',
    'balances:read': '查看您的余额',
    'checkout_sessions:read': '查看您的支付页面',
    'checkout_sessions:write': '创建支付页面',
    'tokens:write': '用卡号换取令牌',
    'events:read': '获知账户里发生的事件',
    'request_log:read': '查看各程序以该账户名义发出的请求及其响应',
    'webhook_endpoints:read': '查看事件发送到哪里',
    'webhook_endpoints:write': '让事件发送到它自己的服务器',
    'sandbox:read': '查看沙箱的模拟状态',
    'sandbox:write': '在沙箱里模拟付款人、银行和时间',
  },
};

/** What the scope lets an app do. Where there are no words for it, its own name. */
export function wordsOfScope(language: Language, scope: string): string {
  return scopeWords[language][scope] ?? scope;
}

const paymentWords: Readonly<Record<Language, { readonly any: string; readonly order: string }>> = {
  en: {
    any: 'take one payment of up to {amount}, and nothing else',
    order: 'take one payment of up to {amount} for the order {order}, and nothing else',
  },
  zh: {
    any: '发起一笔付款，金额不超过 {amount}，此外不能做任何操作',
    order: '为订单 {order} 发起一笔付款，金额不超过 {amount}，此外不能做任何操作',
  },
};

/** What one payment lets an app do. The order's number is set apart, so that its signs turn none of ours around. */
export function wordsOfPayment(language: Language, payment: AskedPayment): string {
  const { any, order } = paymentWords[language];
  const amount = formatMoney(payment);
  return payment.orderId === null
    ? fill(any, { amount })
    : fill(order, { amount, order: `\u2068${payment.orderId}\u2069` });
}
