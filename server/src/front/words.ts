import type { Language } from '../pages/index.ts';

const en = {
  title: 'Florin: a payment platform of your own',
  heading: 'A payment platform of your own',
  lead: 'Florin takes payments by card, wallet and bank transfer. It gives you a documented API, a hosted checkout page, signed webhooks, and books that always balance. It is running here, on your own machine.',
  shop: 'Open the demo shop',
  shop_note: 'Buy something with a test card. No real money is charged.',
  sign_in: 'Sign in',
  sign_up: 'Create an account',
  first_call: 'Your first payment',
  first_call_note: 'Your sandbox’s secret key is in',
  first_call_where: 'in the clone (or in the folder that FLORIN_DATA names). Run this in the clone:',
  first_call_answer:
    'The response is the payment, with the status “succeeded”: the sandbox pays with a test card.',
  look: 'Explore',
  links: {
    openapi: { name: 'API description', text: 'Every request and response, as OpenAPI 3.1.' },
    health: { name: 'Health', text: 'Whether this server is running.' },
  },
  documents: 'Guides',
  documents_note: 'The same Markdown files as in the docs folder.',
  guides: {
    payments: { name: 'Payments', text: 'What a payment says: amounts, fee, when the money is yours.' },
    checkout: { name: 'Checkout', text: 'Take a payment on the hosted page, in five steps.' },
    webhooks: { name: 'Webhooks', text: 'Get notified, and verify the signature.' },
    testing: { name: 'Testing', text: 'Test cards, wallets and banks, and how to fast-forward time.' },
    errors: { name: 'Errors', text: 'Every error code, and what to do next.' },
    channels: { name: 'Channels', text: 'Connect your own acquirer.' },
    configuration: { name: 'Configuration', text: 'Every setting of this server.' },
  },
};

const zh: typeof en = {
  title: 'Florin：属于您自己的支付平台',
  heading: '属于您自己的支付平台',
  lead: 'Florin 支持银行卡、电子钱包和银行转账收款：文档完整的 API、托管的付款页面、带签名的 Webhook，以及始终平衡的账目。它就运行在您自己的机器上。',
  shop: '打开演示商店',
  shop_note: '用测试卡买点东西，不会产生真实扣款。',
  sign_in: '登录',
  sign_up: '注册账户',
  first_call: '第一笔付款',
  first_call_note: '沙箱密钥保存在克隆目录的',
  first_call_where: '中（或 FLORIN_DATA 指定的目录中）。在克隆目录中运行：',
  first_call_answer: '返回的付款状态为 succeeded，因为沙箱使用测试卡付款。',
  look: '更多入口',
  links: {
    openapi: { name: 'API 描述', text: '全部请求与响应，OpenAPI 3.1 格式。' },
    health: { name: '健康检查', text: '本服务器是否正常运行。' },
  },
  documents: '指南',
  documents_note: '与 docs 目录中的 Markdown 文件相同（英文）。',
  guides: {
    payments: { name: '支付', text: '支付对象的各项金额、手续费与入账时间。' },
    checkout: { name: '收银台', text: '五步在托管页面收款。' },
    webhooks: { name: 'Webhook', text: '接收通知并验证签名。' },
    testing: { name: '测试', text: '测试卡、钱包、银行，以及如何快进时间。' },
    errors: { name: '错误码', text: '每个错误码及应对方法。' },
    channels: { name: '渠道', text: '接入自己的收单机构。' },
    configuration: { name: '配置', text: '本服务器的全部配置。' },
  },
};

export type Words = typeof en;

export const words: Record<Language, Words> = { en, zh };
