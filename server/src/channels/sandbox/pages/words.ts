/** All texts of the sandbox's pages, in both languages. `{…}` is a placeholder. */
const en = {
  html: 'en',
  other: '简体中文',
  notice: 'Sandbox. No real money is charged.',
  back_to_shop: 'Back to the shop',
  back_to_checkout: 'Back to the payment page',
  to: 'To',
  amount: 'Amount',
  challenge_title: 'Confirm your payment',
  challenge_text: 'Your bank needs to confirm that you are paying with the card ending in {last4}.',
  challenge_yes: 'Complete the challenge',
  challenge_no: 'Fail the challenge',
  wallet_title: 'Pay with your wallet',
  wallet_text: 'Pay from your sandbox wallet?',
  wallet_yes: 'Pay',
  wallet_no: 'Decline',
  bank_title: 'Sandbox bank',
  bank_text: 'Send money for this payment: the full amount, less, more, or even after it has expired.',
  bank_account: 'Account',
  bank_reference: 'Reference',
  bank_received: 'Received so far',
  bank_remaining: 'Remaining',
  bank_field: 'Amount to send ({currency})',
  bank_hint: 'For example {example}',
  bank_send: 'Send this amount',
  bank_exact: 'Send the remaining amount',
  bank_short: 'Send half of it',
  bank_over: 'Send too much',
  bank_taken_back: 'Recalled by the bank',
  bank_recall_text:
    'A bank can recall a transfer even after the payment has succeeded, for example if it was sent by mistake or by a fraudster.',
  bank_recall: 'Recall the transfer',
  bank_bad: 'Enter an amount in {currency} greater than zero.',
  state_approved: 'Paid.',
  state_declined: 'Not paid. This attempt was declined.',
  state_closed: 'Closed. This payment was canceled or has expired.',
  late_hint: 'Money that arrives now is late or more than was due, and will be returned.',
  missing_title: 'This link isn’t valid',
  missing_text: 'The payment doesn’t exist, or the address is incomplete.',
};

export type Words = Record<keyof typeof en, string>;

const zh: Words = {
  html: 'zh-CN',
  other: 'English',
  notice: '沙箱环境，不会产生真实扣款。',
  back_to_shop: '返回商店',
  back_to_checkout: '返回付款页面',
  to: '收款方',
  amount: '金额',
  challenge_title: '确认付款',
  challenge_text: '发卡银行需要确认，是您本人正在使用尾号 {last4} 的银行卡付款。',
  challenge_yes: '通过验证',
  challenge_no: '验证失败',
  wallet_title: '钱包支付',
  wallet_text: '使用沙箱钱包支付？',
  wallet_yes: '支付',
  wallet_no: '拒绝',
  bank_title: '沙箱银行',
  bank_text: '为这笔付款转账：可以足额、少付、多付，也可以在过期之后转入。',
  bank_account: '账号',
  bank_reference: '附言',
  bank_received: '已到账',
  bank_remaining: '待付',
  bank_field: '转账金额（{currency}）',
  bank_hint: '例如 {example}',
  bank_send: '转出此金额',
  bank_exact: '转出待付金额',
  bank_short: '只转一半',
  bank_over: '多转一些',
  bank_taken_back: '已被银行撤回',
  bank_recall_text: '即使付款已完成，银行仍可能撤回转账，例如误转或账户被盗用。',
  bank_recall: '让银行撤回这笔款项',
  bank_bad: '请输入大于零的 {currency} 金额。',
  state_approved: '已付款。',
  state_declined: '未付款：本次支付被拒绝。',
  state_closed: '已关闭：该付款已取消或已过期。',
  late_hint: '现在到账的款项属于逾期或多付，将被退回。',
  missing_title: '此链接无效',
  missing_text: '对应的付款不存在，或地址不完整。',
};

export const languages = { en, zh } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

/** The language chosen on the page, else the browser's. */
export function languageOf(chosen: string | undefined, accepted: string | undefined): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return /^\s*zh/i.test(accepted ?? '') ? 'zh' : 'en';
}

/** Fills in the placeholders of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
