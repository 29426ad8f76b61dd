export type Language = 'en' | 'zh';

const en = {
  html: 'en',
  other: { language: 'zh', html: 'zh-CN', name: '简体中文' },
  title: 'Florin: a payment platform of your own',
  heading: 'A payment platform of your own',
  lead: 'Florin takes payments by card, wallet and bank transfer: a documented API, a hosted checkout page, signed webhooks, and books that always balance. It runs here, on your own machine.',
  shop: 'Open the demo shop',
  shop_note: 'Buy something with a test card. No money moves.',
  first_call: 'Your first payment',
  first_call_note: 'Your sandbox’s secret key is in',
  first_call_where: 'in the clone (or in the folder that FLORIN_DATA names). Run this in the clone:',
  first_call_answer: 'It answers with the payment, succeeded: the sandbox pays with a test card.',
  look: 'Look around',
  links: {
    openapi: { name: 'API description', text: 'Every request and answer, as OpenAPI 3.1.' },
    health: { name: 'Health', text: 'Whether this server is up.' },
  },
  documents: 'Guides',
  documents_note: 'They are Markdown files in the clone:',
  guides: {
    checkout: 'take a payment on the hosted page, in five steps',
    webhooks: 'hear of it, and verify the signature',
    testing: 'test cards, wallets, banks, and how to let time pass',
    errors: 'every refusal, and what to do next',
    channels: 'how to connect an acquirer of your own',
    configuration: 'every setting of this server',
  },
};

const zh: typeof en = {
  html: 'zh-CN',
  other: { language: 'en', html: 'en', name: 'English' },
  title: 'Florin：属于您自己的支付平台',
  heading: '属于您自己的支付平台',
  lead: 'Florin 支持银行卡、电子钱包和银行转账收款：文档完整的 API、托管的付款页面、带签名的 Webhook，以及始终平衡的账目。它就运行在您自己的机器上。',
  shop: '打开演示商店',
  shop_note: '用测试卡买点东西，不会产生真实扣款。',
  first_call: '第一笔付款',
  first_call_note: '沙箱密钥保存在克隆目录的',
  first_call_where: '中（或 FLORIN_DATA 指定的目录中）。在克隆目录中运行：',
  first_call_answer: '返回的付款状态为 succeeded：沙箱使用测试卡付款。',
  look: '四处看看',
  links: {
    openapi: { name: 'API 描述', text: '全部请求与响应，OpenAPI 3.1 格式。' },
    health: { name: '健康检查', text: '本服务器是否正常运行。' },
  },
  documents: '指南',
  documents_note: '均为克隆目录中的 Markdown 文件：',
  guides: {
    checkout: '五步在托管页面收款',
    webhooks: '接收通知并验证签名',
    testing: '测试卡、钱包、银行，以及如何让时间流逝',
    errors: '每种拒绝及下一步该怎么做',
    channels: '如何接入自己的收单机构',
    configuration: '本服务器的全部配置',
  },
};

export type Words = typeof en;

export const words: Record<Language, Words> = { en, zh };

/** The visitor's own choice, from the address, else what the browser asks for. */
export function languageOf(chosen: unknown, headers: { 'accept-language'?: string }): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}
