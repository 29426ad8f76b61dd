/** Every word of the sandbox's pages, in both languages. `{…}` stands for what is filled in. */
const en = {
  html: 'en',
  other: '简体中文',
  notice: 'Sandbox. No money moves here.',
  back: 'Back to the shop',
  to: 'To',
  amount: 'Amount',
  challenge_title: 'Confirm your payment',
  challenge_text: 'Your bank asks whether it is you who pays with the card ending in {last4}.',
  challenge_yes: 'Complete the challenge',
  challenge_no: 'Fail the challenge',
  wallet_title: 'Pay with the wallet',
  wallet_text: 'Pay from your sandbox wallet?',
  wallet_yes: 'Pay',
  wallet_no: 'Refuse',
  bank_title: 'Sandbox bank',
  bank_text: 'Send money to this payment: all of it, less, more, or after it has expired.',
  bank_account: 'Account',
  bank_reference: 'Reference',
  bank_received: 'Arrived so far',
  bank_remaining: 'Still to come',
  bank_field: 'Amount to send, in {currency}',
  bank_hint: 'For example {example}',
  bank_send: 'Send this amount',
  bank_exact: 'Send what is missing',
  bank_short: 'Send half of it',
  bank_over: 'Send too much',
  bank_taken_back: 'Taken back by the bank',
  bank_recall_text:
    'A bank may recall a transfer, also after it has paid: when it was sent by mistake, or by a thief.',
  bank_recall: 'Let the bank take it back',
  bank_bad: 'This is no amount of {currency} above zero.',
  state_approved: 'Paid.',
  state_declined: 'Not paid: this attempt was declined.',
  state_closed: 'Closed: this payment was canceled or has expired.',
  late_hint: 'Money that arrives now is too late, or too much, and is sent back.',
  missing_title: 'This link opens nothing',
  missing_text: 'Its payment does not exist, or the address is not complete.',
};

export type Words = Record<keyof typeof en, string>;

const zh: Words = {
  html: 'zh-CN',
  other: 'English',
  notice: '沙箱环境，不会产生真实资金往来。',
  back: '返回商店',
  to: '收款方',
  amount: '金额',
  challenge_title: '确认付款',
  challenge_text: '发卡银行需要确认：正在用尾号 {last4} 的银行卡付款的是您本人。',
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
  bank_recall_text: '即使付款已完成，银行也可能撤回转账，例如误转或被盗用。',
  bank_recall: '让银行撤回这笔款项',
  bank_bad: '请输入大于零的 {currency} 金额。',
  state_approved: '已付款。',
  state_declined: '未付款：本次支付被拒绝。',
  state_closed: '已关闭：该付款已取消或已过期。',
  late_hint: '现在到账的款项已经太迟或多余，将被退回。',
  missing_title: '此链接无效',
  missing_text: '对应的付款不存在，或地址不完整。',
};

export const languages = { en, zh } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

/** The language that was chosen on the page, else the browser's. */
export function languageOf(chosen: string | undefined, accepted: string | undefined): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return /^\s*zh/i.test(accepted ?? '') ? 'zh' : 'en';
}

/** The sentence with its gaps filled in. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
