// Written by scripts/write-sdk-types.ts from the API’s document. A test compares the two.

import type { Method } from '../methods.ts';

export interface Resources {
  /** Pay an order. Creates a payment and confirms it at once. Without a `payment_method`, Florin uses the account’s default. In the sandbox the default is a card that is always approved. */
  readonly pay: Method<'pay'>;
  readonly payments: {
    /** Create a payment. Creates a payment. With a `payment_method` and `confirm: true`, Florin also confirms it at once. The answer is then 200 even if the payment was declined, so look at `status` and `decline_code`. */
    readonly create: Method<'createPayment'>;
    /** List payments. Lists the payments, the newest first. Filters can be combined. */
    readonly list: Method<'listPayments'>;
    /** Retrieve a payment. Returns the payment. */
    readonly retrieve: Method<'retrievePayment'>;
    /** Confirm a payment. Tries to pay a payment whose status is `created`. Look at `status` for the result. */
    readonly confirm: Method<'confirmPayment'>;
    /** Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be captured only once. */
    readonly capture: Method<'capturePayment'>;
    /** Cancel a payment. Cancels a payment that has not been paid. A payment that is in progress at the channel is `canceling` until the channel has closed it. If the payer pays before that, the payment succeeds. */
    readonly cancel: Method<'cancelPayment'>;
  };
  readonly refunds: {
    /** Refund a payment. Refunds a part of a payment or, without an `amount`, everything that can still be refunded. */
    readonly create: Method<'createRefund'>;
    /** List refunds. Lists the refunds, the newest first. Filters can be combined. */
    readonly list: Method<'listRefunds'>;
    /** Retrieve a refund. Returns the refund. */
    readonly retrieve: Method<'retrieveRefund'>;
  };
  readonly reversals: {
    /** List reversals. Lists the reversals, the newest first. Send `payment` to list those of one payment. */
    readonly list: Method<'listReversals'>;
    /** Retrieve a reversal. Returns a reversal: money that the payer’s bank took back after the payment had succeeded. The event `reversal.created` reports it. */
    readonly retrieve: Method<'retrieveReversal'>;
  };
  readonly balances: {
    /** List balances. Returns your balances in each currency. Money from a payment is in `pending_balance` for two days, then in `available_balance`. Refunds and reversals reduce both, and `available_balance` may become negative. Amounts are in minor units, as strings of digits. */
    readonly list: Method<'listBalances'>;
  };
  readonly checkoutSessions: {
    /** Create a checkout session. Creates a page where a payer can pay for an order. Send the payer to its `url`. */
    readonly create: Method<'createCheckoutSession'>;
    /** List checkout sessions. Lists the checkout sessions, the newest first. */
    readonly list: Method<'listCheckoutSessions'>;
    /** Retrieve a checkout session. Returns the session. */
    readonly retrieve: Method<'retrieveCheckoutSession'>;
    /** Expire a checkout session. Closes an open session. This is refused while a payment is in progress. The page then accepts no more payments. */
    readonly expire: Method<'expireCheckoutSession'>;
  };
  readonly tokens: {
    /** Exchange a card for a token. For a payment form of your own. Your page sends the card number here with the publishable key, so that your server receives only the token. The card is encrypted (`card_jwe`), or as it is (`card`). No Idempotency-Key is needed: A test card gets the same token again. A live card gets another one, and a token that no payment uses is deleted after a day. */
    readonly create: Method<'createToken'>;
    /** Delete a card. Deletes the card behind a token of a live account. Payments that were made with it stay as they are, and can be captured and refunded. */
    readonly delete: Method<'deleteToken'>;
  };
  readonly events: {
    /** List events. Lists the events of the account, the newest first. */
    readonly list: Method<'listEvents'>;
    /** Retrieve an event. Returns an event, with the object as it was at that time. */
    readonly retrieve: Method<'retrieveEvent'>;
    /** Retrieve the head of the event chain. Returns the last event of the chain. The hash of each event covers its content and the previous hash. So if you keep yesterday's head, you can prove that no event up to it has been changed since. */
    readonly head: Method<'retrieveEventHead'>;
    /** Follow events live. Sends each event as it happens, as a server-sent event. When you connect again, send `Last-Event-ID` (browsers do this by themselves), and you miss none. */
    readonly stream: Method<'streamEvents'>;
  };
  readonly webhookEndpoints: {
    /** Create a webhook endpoint. From now on, Florin sends events of these types to the URL. Keep the `secret`, because it is shown only once. */
    readonly create: Method<'createWebhookEndpoint'>;
    /** List webhook endpoints. Lists all webhook endpoints of the account. There can be at most fifty. */
    readonly list: Method<'listWebhookEndpoints'>;
    /** Retrieve a webhook endpoint. Returns the endpoint, without its secret. */
    readonly retrieve: Method<'retrieveWebhookEndpoint'>;
    /** Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send `status: enabled`. */
    readonly update: Method<'updateWebhookEndpoint'>;
    /** Delete a webhook endpoint. Deletes the endpoint. Florin sends nothing more to it. */
    readonly delete: Method<'deleteWebhookEndpoint'>;
    /** Rotate the secret of a webhook endpoint. Creates a new secret. For a day, deliveries are also signed with the old one. */
    readonly rotateSecret: Method<'rotateWebhookSecret'>;
    /** List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first. */
    readonly listDeliveries: Method<'listWebhookDeliveries'>;
    /** Deliver events again. Delivers one `event` again, or all events `since` an event or a time. */
    readonly replay: Method<'replayWebhookEvents'>;
  };
  readonly keys: {
    /** Create a key. Makes a key of your account. Keep the `secret`, because it is shown only once. A key can give only scopes that it has itself; one that expires makes none that works longer. */
    readonly create: Method<'createKey'>;
    /** List keys. Lists the keys of the account, the newest first, with those that were revoked. */
    readonly list: Method<'listKeys'>;
    /** Retrieve a key. Returns the key, without its secret. `last_used_at` may be a minute or two late. */
    readonly retrieve: Method<'retrieveKey'>;
    /** Name a key. Gives the key another name. Its scopes stay as they are: to change them, create another key. */
    readonly update: Method<'updateKey'>;
    /** Roll a key. Makes a new key with the same name and scopes. The old one works on for `overlap_seconds`, and then ends everywhere within a second. You need every scope that the key has. */
    readonly roll: Method<'rollKey'>;
    /** Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is revoked only with `force`. */
    readonly revoke: Method<'revokeKey'>;
  };
  readonly apps: {
    /** Create an app. Registers an OAuth client of your account. Keep the `client_secret`, because it is shown only once. An app can have only scopes that you have yourself, and none that reach beyond one account. */
    readonly create: Method<'createApp'>;
    /** List apps. Lists the apps of the account, the newest first. There can be at most a hundred. */
    readonly list: Method<'listApps'>;
    /** Retrieve an app. Returns the app, without its secret. */
    readonly retrieve: Method<'retrieveApp'>;
    /** Change an app. Changes the fields that are sent. What people have granted stays as they granted it, but no token does more than `scopes` says. */
    readonly update: Method<'updateApp'>;
    /** Close an app. Closes the app for good. Its tokens are refused everywhere within a second. */
    readonly close: Method<'closeApp'>;
    /** Roll an app’s secret. Gives the app another secret. The old one works on for `overlap_seconds`. */
    readonly rollSecret: Method<'rollAppSecret'>;
  };
  readonly organization: {
    /** Retrieve the organization. Returns the organization that your account belongs to. */
    readonly retrieve: Method<'retrieveOrganization'>;
    /** Name the organization. Gives the organization another name. */
    readonly update: Method<'updateOrganization'>;
    /** List members. Lists the people of the organization, those who joined last before the others. */
    readonly listMembers: Method<'listMembers'>;
    /** Change a member’s role. Gives a member another role: none above your own, and none to a member whose role is above your own. The last owner stays one. A key has the role `admin` here. */
    readonly updateMember: Method<'updateMember'>;
    /** Remove a member. Removes the person from the organization. The last owner cannot be removed. */
    readonly removeMember: Method<'removeMember'>;
    /** Invite somebody. Invites whoever has the address, by mail. The link works once, for seven days, and for that address only. A second invitation to the same address ends the first. One address gets five mails an hour at most; the link in the answer works without one. */
    readonly createInvitation: Method<'createInvitation'>;
    /** List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired. */
    readonly listInvitations: Method<'listInvitations'>;
    /** Revoke an invitation. Ends an open invitation: its link no longer works. */
    readonly revokeInvitation: Method<'revokeInvitation'>;
  };
  readonly sandboxes: {
    /** Create a sandbox. Makes a sandbox account of your organization, with empty books and the terms of the account that asks. Keep its keys, because they are shown only once. They may do everything in the sandbox, and nothing beyond it. */
    readonly create: Method<'createSandbox'>;
    /** List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a hundred. */
    readonly list: Method<'listSandboxes'>;
    /** Retrieve a sandbox. Returns an open sandbox. */
    readonly retrieve: Method<'retrieveSandbox'>;
    /** Reset a sandbox. Begins the sandbox anew, under a new id: an account with empty books takes over its name and all its keys, within a second. The old account is closed. Webhook endpoints do not move: create them again. */
    readonly reset: Method<'resetSandbox'>;
    /** Close a sandbox. Closes the sandbox for good. Its keys are refused everywhere within a second. */
    readonly close: Method<'closeSandbox'>;
  };
  readonly sandbox: {
    /** Move time forward. Moves the account’s business time forward and does everything that became due, in order: for example, payments expire and money is released. Moves add up, also those that come at once, to ten years ahead of real time at most. */
    readonly advanceClock: Method<'advanceClock'>;
    /** See what a payment is waiting for. Shows what the sandbox is waiting for on this payment, and which actions can be simulated now. */
    readonly retrieveCharge: Method<'retrieveSandboxCharge'>;
    /** Simulate a payer or a bank. Completes or fails a challenge, pays or refuses in the wallet, makes a bank transfer arrive, or has the bank recall one. */
    readonly simulate: Method<'simulatePayer'>;
  };
  readonly signatureKeys: {
    /** Register a public key. From then on your requests may be signed by it, with its id as `keyid`. Several keys can be active at once, so that one follows another without a gap. Your first key turns signatures from `off` to `optional`. */
    readonly create: Method<'createSignatureKey'>;
    /** List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that were revoked. */
    readonly list: Method<'listSignatureKeys'>;
    /** Retrieve a signature key. Returns the key. */
    readonly retrieve: Method<'retrieveSignatureKey'>;
    /** Revoke a signature key. Ends the key. Within a second, signatures by it are refused everywhere. */
    readonly revoke: Method<'revokeSignatureKey'>;
  };
  readonly signatureSettings: {
    /** Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its apps. */
    readonly retrieve: Method<'retrieveSignatureSettings'>;
    /** Change the settings of signatures. Sets `mode` of the account, or of one of its apps. To set `required` for the account, this very request must be signed by an active key that has no `expires_at`: so nobody locks themselves out. */
    readonly update: Method<'updateSignatureSettings'>;
  };
  readonly requestLog: {
    /** List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are not in it. */
    readonly list: Method<'listRequests'>;
    /** Retrieve a request. Returns a request with its answer, by its id (`req_…`) or that of its place in the log. */
    readonly retrieve: Method<'retrieveRequest'>;
  };
  readonly audit: {
    /** List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your organization, the newest first. Acts on money are in the events of their account. */
    readonly list: Method<'listAuditEntries'>;
    /** Export the whole log. Sends every entry, the oldest first, one JSON object in each line. From it anybody can recompute the hashes. */
    readonly export: Method<'exportAuditLog'>;
  };
}
