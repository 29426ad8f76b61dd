import type { OperationId } from './generated/operations.ts';

/**
 * Where each operation of the API's document is found on a client: `florin.payments.create` is `createPayment`. The types of the
 * methods are written from this table (`generated/resources.ts`).
 */
export const resources = {
  payments: {
    create: 'createPayment',
    list: 'listPayments',
    retrieve: 'retrievePayment',
    confirm: 'confirmPayment',
    capture: 'capturePayment',
    cancel: 'cancelPayment',
  },
  refunds: { create: 'createRefund', list: 'listRefunds', retrieve: 'retrieveRefund' },
  reversals: { list: 'listReversals', retrieve: 'retrieveReversal' },
  balances: { list: 'listBalances' },
  checkoutSessions: {
    create: 'createCheckoutSession',
    list: 'listCheckoutSessions',
    retrieve: 'retrieveCheckoutSession',
    expire: 'expireCheckoutSession',
  },
  tokens: { create: 'createToken', delete: 'deleteToken' },
  events: {
    list: 'listEvents',
    retrieve: 'retrieveEvent',
    head: 'retrieveEventHead',
    stream: 'streamEvents',
  },
  webhookEndpoints: {
    create: 'createWebhookEndpoint',
    list: 'listWebhookEndpoints',
    retrieve: 'retrieveWebhookEndpoint',
    update: 'updateWebhookEndpoint',
    delete: 'deleteWebhookEndpoint',
    rotateSecret: 'rotateWebhookSecret',
    listDeliveries: 'listWebhookDeliveries',
    replay: 'replayWebhookEvents',
  },
  keys: {
    create: 'createKey',
    list: 'listKeys',
    retrieve: 'retrieveKey',
    update: 'updateKey',
    roll: 'rollKey',
    revoke: 'revokeKey',
  },
  apps: {
    create: 'createApp',
    list: 'listApps',
    retrieve: 'retrieveApp',
    update: 'updateApp',
    close: 'closeApp',
    rollSecret: 'rollAppSecret',
  },
  organization: {
    retrieve: 'retrieveOrganization',
    update: 'updateOrganization',
    listMembers: 'listMembers',
    updateMember: 'updateMember',
    removeMember: 'removeMember',
    createInvitation: 'createInvitation',
    listInvitations: 'listInvitations',
    revokeInvitation: 'revokeInvitation',
  },
  sandboxes: {
    create: 'createSandbox',
    list: 'listSandboxes',
    retrieve: 'retrieveSandbox',
    reset: 'resetSandbox',
    close: 'closeSandbox',
  },
  sandbox: {
    advanceClock: 'advanceClock',
    retrieveCharge: 'retrieveSandboxCharge',
    simulate: 'simulatePayer',
  },
  signatureKeys: {
    create: 'createSignatureKey',
    list: 'listSignatureKeys',
    retrieve: 'retrieveSignatureKey',
    revoke: 'revokeSignatureKey',
  },
  signatureSettings: { retrieve: 'retrieveSignatureSettings', update: 'updateSignatureSettings' },
  requestLog: { list: 'listRequests', retrieve: 'retrieveRequest' },
  audit: { list: 'listAuditEntries', export: 'exportAuditLog' },
} as const satisfies Record<string, Record<string, OperationId>>;

/** The one operation that belongs to no resource: `florin.pay`. */
export const PAY = 'pay' satisfies OperationId;
