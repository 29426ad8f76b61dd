import type { Language } from '../../pages/index.ts';

/** What each scope lets an app do, for people. A test holds it to the scopes that apps may have. */
const scopeWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
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
    'webhook_endpoints:read': 'see where events are sent',
    'webhook_endpoints:write': 'have events sent to its own server',
    'sandbox:read': 'see what the sandbox simulates',
    'sandbox:write': 'simulate payers, banks and time in the sandbox',
  },
  zh: {
    'payments:read': '查看你的付款',
    'payments:write': '发起、请款和取消付款',
    'refunds:read': '查看你的退款',
    'refunds:write': '退款',
    'reversals:read': '查看被撤回的付款',
    'balances:read': '查看你的余额',
    'checkout_sessions:read': '查看你的收款页面',
    'checkout_sessions:write': '创建收款页面',
    'tokens:write': '用卡号换取令牌',
    'events:read': '获知账户里发生的事件',
    'webhook_endpoints:read': '查看事件发送到哪里',
    'webhook_endpoints:write': '把事件发送到它自己的服务器',
    'sandbox:read': '查看沙箱的模拟状态',
    'sandbox:write': '在沙箱里模拟付款人、银行和时间',
  },
};

/** What the scope lets an app do; its own name where there are no words for it. */
export function wordsOfScope(language: Language, scope: string): string {
  return scopeWords[language][scope] ?? scope;
}
