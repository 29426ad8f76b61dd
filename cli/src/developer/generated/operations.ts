/** Written by scripts/write-cli-operations.ts. */
import type { Operation } from '../operation.ts';

export const operations: readonly Operation[] = [
  {
    "group": "keys",
    "verb": "create",
    "method": "POST",
    "path": "/v1/keys",
    "summary": "Create a key",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": "For yourself, as “Web shop”."
      },
      {
        "name": "kind",
        "kind": "text",
        "required": true,
        "description": "One of secret, publishable."
      },
      {
        "name": "scopes",
        "kind": "list",
        "required": false,
        "description": "What a secret key may do. Left out, it may do all that you may."
      },
      {
        "name": "expires_at",
        "kind": "text",
        "required": false,
        "description": ""
      }
    ]
  },
  {
    "group": "keys",
    "verb": "list",
    "method": "GET",
    "path": "/v1/keys",
    "summary": "List keys",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "keys",
    "verb": "get",
    "method": "GET",
    "path": "/v1/keys/{id}",
    "summary": "Retrieve a key",
    "query": [],
    "body": null
  },
  {
    "group": "keys",
    "verb": "update",
    "method": "POST",
    "path": "/v1/keys/{id}",
    "summary": "Name a key",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": "For yourself, as “Web shop”."
      }
    ]
  },
  {
    "group": "keys",
    "verb": "roll",
    "method": "POST",
    "path": "/v1/keys/{id}/roll",
    "summary": "Roll a key",
    "query": [],
    "body": [
      {
        "name": "overlap_seconds",
        "kind": "integer",
        "required": false,
        "description": "For how long the old key works on: from 0, which is the default, to seven days."
      }
    ]
  },
  {
    "group": "keys",
    "verb": "revoke",
    "method": "POST",
    "path": "/v1/keys/{id}/revoke",
    "summary": "Revoke a key",
    "query": [],
    "body": [
      {
        "name": "force",
        "kind": "boolean",
        "required": false,
        "description": "Revokes even the last key that can make others."
      }
    ]
  },
  {
    "group": "apps",
    "verb": "create",
    "method": "POST",
    "path": "/v1/apps",
    "summary": "Create an app",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": "People see it when they are asked for consent."
      },
      {
        "name": "redirect_uris",
        "kind": "list",
        "required": false,
        "description": "Where people are sent back to: https, or http on this machine. Compared character by character."
      },
      {
        "name": "post_logout_redirect_uris",
        "kind": "list",
        "required": false,
        "description": ""
      },
      {
        "name": "backchannel_logout_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "scopes",
        "kind": "list",
        "required": false,
        "description": "What it may ask for at most. Left out, all that you may give to an app."
      },
      {
        "name": "grant_types",
        "kind": "list",
        "required": false,
        "description": ""
      },
      {
        "name": "token_endpoint_auth_method",
        "kind": "text",
        "required": false,
        "description": "One of client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none."
      },
      {
        "name": "jwks",
        "kind": "object",
        "required": false,
        "description": ""
      },
      {
        "name": "jwks_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "fapi",
        "kind": "boolean",
        "required": false,
        "description": "Keeps the app to the FAPI 2.0 Security Profile."
      },
      {
        "name": "tls_client_auth_subject_dn",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_dns",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_ip",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_email",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_certificate_bound_access_tokens",
        "kind": "boolean",
        "required": false,
        "description": "Binds all its tokens to its client certificate (RFC 8705)."
      },
      {
        "name": "dpop_bound",
        "kind": "boolean",
        "required": false,
        "description": "Binds all its tokens to a key of its own (RFC 9449)."
      },
      {
        "name": "require_pkce",
        "kind": "boolean",
        "required": false,
        "description": "True, unless you say otherwise for an app that proves itself and whose library knows no PKCE (RFC 7636)."
      },
      {
        "name": "require_signed_request_object",
        "kind": "boolean",
        "required": false,
        "description": "Refuses authorization requests that are not signed by one of its keys (RFC 9101). It needs jwks or jwks_uri."
      }
    ]
  },
  {
    "group": "apps",
    "verb": "list",
    "method": "GET",
    "path": "/v1/apps",
    "summary": "List apps",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "apps",
    "verb": "get",
    "method": "GET",
    "path": "/v1/apps/{id}",
    "summary": "Retrieve an app",
    "query": [],
    "body": null
  },
  {
    "group": "apps",
    "verb": "update",
    "method": "POST",
    "path": "/v1/apps/{id}",
    "summary": "Change an app",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": false,
        "description": "People see it when they are asked for consent."
      },
      {
        "name": "redirect_uris",
        "kind": "list",
        "required": false,
        "description": "Where people are sent back to: https, or http on this machine. Compared character by character."
      },
      {
        "name": "post_logout_redirect_uris",
        "kind": "list",
        "required": false,
        "description": ""
      },
      {
        "name": "backchannel_logout_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "scopes",
        "kind": "list",
        "required": false,
        "description": "What it may ask for at most. Left out, all that you may give to an app."
      },
      {
        "name": "grant_types",
        "kind": "list",
        "required": false,
        "description": ""
      },
      {
        "name": "token_endpoint_auth_method",
        "kind": "text",
        "required": false,
        "description": "One of client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none."
      },
      {
        "name": "jwks",
        "kind": "object",
        "required": false,
        "description": ""
      },
      {
        "name": "jwks_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "fapi",
        "kind": "boolean",
        "required": false,
        "description": "Keeps the app to the FAPI 2.0 Security Profile."
      },
      {
        "name": "tls_client_auth_subject_dn",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_dns",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_uri",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_ip",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_auth_san_email",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "tls_client_certificate_bound_access_tokens",
        "kind": "boolean",
        "required": false,
        "description": "Binds all its tokens to its client certificate (RFC 8705)."
      },
      {
        "name": "dpop_bound",
        "kind": "boolean",
        "required": false,
        "description": "Binds all its tokens to a key of its own (RFC 9449)."
      },
      {
        "name": "require_pkce",
        "kind": "boolean",
        "required": false,
        "description": "True, unless you say otherwise for an app that proves itself and whose library knows no PKCE (RFC 7636)."
      },
      {
        "name": "require_signed_request_object",
        "kind": "boolean",
        "required": false,
        "description": "Refuses authorization requests that are not signed by one of its keys (RFC 9101). It needs jwks or jwks_uri."
      }
    ]
  },
  {
    "group": "apps",
    "verb": "close",
    "method": "DELETE",
    "path": "/v1/apps/{id}",
    "summary": "Close an app",
    "query": [],
    "body": null
  },
  {
    "group": "apps",
    "verb": "roll-secret",
    "method": "POST",
    "path": "/v1/apps/{id}/secret",
    "summary": "Roll an app’s secret",
    "query": [],
    "body": [
      {
        "name": "overlap_seconds",
        "kind": "integer",
        "required": false,
        "description": "For how long the old secret works on: from 0, which is the default, to seven days."
      }
    ]
  },
  {
    "group": "organization",
    "verb": "get",
    "method": "GET",
    "path": "/v1/organization",
    "summary": "Retrieve the organization",
    "query": [],
    "body": null
  },
  {
    "group": "organization",
    "verb": "update",
    "method": "POST",
    "path": "/v1/organization",
    "summary": "Name the organization",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": ""
      }
    ]
  },
  {
    "group": "organization",
    "verb": "list-members",
    "method": "GET",
    "path": "/v1/organization/members",
    "summary": "List members",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "organization",
    "verb": "update-members",
    "method": "POST",
    "path": "/v1/organization/members/{id}",
    "summary": "Change a member’s role",
    "query": [],
    "body": [
      {
        "name": "role",
        "kind": "text",
        "required": true,
        "description": "One of owner, admin, developer, finance, support, read_only, operator, reviewer, auditor."
      }
    ]
  },
  {
    "group": "organization",
    "verb": "remove-members",
    "method": "DELETE",
    "path": "/v1/organization/members/{id}",
    "summary": "Remove a member",
    "query": [],
    "body": null
  },
  {
    "group": "organization",
    "verb": "create-invitations",
    "method": "POST",
    "path": "/v1/organization/invitations",
    "summary": "Invite somebody",
    "query": [],
    "body": [
      {
        "name": "email",
        "kind": "text",
        "required": true,
        "description": ""
      },
      {
        "name": "role",
        "kind": "text",
        "required": true,
        "description": "One of owner, admin, developer, finance, support, read_only, operator, reviewer, auditor."
      },
      {
        "name": "language",
        "kind": "text",
        "required": false,
        "description": "The language of the mail: English if it is left out. One of en, zh."
      }
    ]
  },
  {
    "group": "organization",
    "verb": "list-invitations",
    "method": "GET",
    "path": "/v1/organization/invitations",
    "summary": "List invitations",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "organization",
    "verb": "revoke-invitations",
    "method": "POST",
    "path": "/v1/organization/invitations/{id}/revoke",
    "summary": "Revoke an invitation",
    "query": [],
    "body": []
  },
  {
    "group": "sandbox",
    "verb": "create",
    "method": "POST",
    "path": "/v1/sandboxes",
    "summary": "Create a sandbox",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": ""
      }
    ]
  },
  {
    "group": "sandbox",
    "verb": "list",
    "method": "GET",
    "path": "/v1/sandboxes",
    "summary": "List sandboxes",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "sandbox",
    "verb": "get",
    "method": "GET",
    "path": "/v1/sandboxes/{id}",
    "summary": "Retrieve a sandbox",
    "query": [],
    "body": null
  },
  {
    "group": "sandbox",
    "verb": "close",
    "method": "DELETE",
    "path": "/v1/sandboxes/{id}",
    "summary": "Close a sandbox",
    "query": [],
    "body": null
  },
  {
    "group": "sandbox",
    "verb": "reset",
    "method": "POST",
    "path": "/v1/sandboxes/{id}/reset",
    "summary": "Reset a sandbox",
    "query": [],
    "body": []
  },
  {
    "group": "payments",
    "verb": "create",
    "method": "POST",
    "path": "/v1/payments",
    "summary": "Create a payment",
    "query": [],
    "body": [
      {
        "name": "order_id",
        "kind": "text",
        "required": true,
        "description": "Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused."
      },
      {
        "name": "amount",
        "kind": "integer",
        "required": true,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      },
      {
        "name": "currency",
        "kind": "text",
        "required": true,
        "description": "ISO 4217, upper case."
      },
      {
        "name": "payment_method",
        "kind": "text or object",
        "required": false,
        "description": "A token, a test card, or another payment method."
      },
      {
        "name": "confirm",
        "kind": "boolean",
        "required": false,
        "description": "Confirm the payment at once with `payment_method`."
      },
      {
        "name": "return_url",
        "kind": "text",
        "required": false,
        "description": "Where the payer goes after doing what `next_action` asks. A payer who arrives there has not necessarily paid."
      },
      {
        "name": "capture_method",
        "kind": "text",
        "required": false,
        "description": "One of automatic, manual."
      },
      {
        "name": "description",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      }
    ]
  },
  {
    "group": "payments",
    "verb": "list",
    "method": "GET",
    "path": "/v1/payments",
    "summary": "List payments",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "status",
        "kind": "text",
        "required": false,
        "description": "One of created, requires_action, processing, authorized, canceling, succeeded, failed, canceled, expired."
      },
      {
        "name": "order_id",
        "kind": "text",
        "required": false,
        "description": "Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused."
      },
      {
        "name": "currency",
        "kind": "text",
        "required": false,
        "description": "ISO 4217, upper case."
      },
      {
        "name": "created_from",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "created_before",
        "kind": "text",
        "required": false,
        "description": ""
      }
    ],
    "body": null
  },
  {
    "group": "payments",
    "verb": "pay",
    "method": "POST",
    "path": "/pay",
    "summary": "Pay an order",
    "query": [],
    "body": [
      {
        "name": "order_id",
        "kind": "text",
        "required": true,
        "description": "Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused."
      },
      {
        "name": "amount",
        "kind": "integer",
        "required": true,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      },
      {
        "name": "currency",
        "kind": "text",
        "required": true,
        "description": "ISO 4217, upper case."
      },
      {
        "name": "payment_method",
        "kind": "text or object",
        "required": false,
        "description": "A token, a test card, or another payment method."
      },
      {
        "name": "description",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      }
    ]
  },
  {
    "group": "payments",
    "verb": "confirm",
    "method": "POST",
    "path": "/v1/payments/{id}/confirm",
    "summary": "Confirm a payment",
    "query": [],
    "body": [
      {
        "name": "payment_method",
        "kind": "text or object",
        "required": true,
        "description": "A token, a test card, or another payment method."
      },
      {
        "name": "return_url",
        "kind": "text",
        "required": false,
        "description": "Where the payer goes after doing what `next_action` asks. A payer who arrives there has not necessarily paid."
      }
    ]
  },
  {
    "group": "payments",
    "verb": "capture",
    "method": "POST",
    "path": "/v1/payments/{id}/capture",
    "summary": "Capture a payment",
    "query": [],
    "body": [
      {
        "name": "amount",
        "kind": "integer",
        "required": false,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      }
    ]
  },
  {
    "group": "payments",
    "verb": "cancel",
    "method": "POST",
    "path": "/v1/payments/{id}/cancel",
    "summary": "Cancel a payment",
    "query": [],
    "body": []
  },
  {
    "group": "payments",
    "verb": "get",
    "method": "GET",
    "path": "/v1/payments/{id}",
    "summary": "Retrieve a payment",
    "query": [],
    "body": null
  },
  {
    "group": "refunds",
    "verb": "create",
    "method": "POST",
    "path": "/v1/refunds",
    "summary": "Refund a payment",
    "query": [],
    "body": [
      {
        "name": "payment",
        "kind": "text",
        "required": true,
        "description": "The id of the payment."
      },
      {
        "name": "amount",
        "kind": "integer",
        "required": false,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      },
      {
        "name": "reason",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      }
    ]
  },
  {
    "group": "refunds",
    "verb": "list",
    "method": "GET",
    "path": "/v1/refunds",
    "summary": "List refunds",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "payment",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "status",
        "kind": "text",
        "required": false,
        "description": "One of pending, succeeded, failed."
      }
    ],
    "body": null
  },
  {
    "group": "refunds",
    "verb": "get",
    "method": "GET",
    "path": "/v1/refunds/{id}",
    "summary": "Retrieve a refund",
    "query": [],
    "body": null
  },
  {
    "group": "reversals",
    "verb": "get",
    "method": "GET",
    "path": "/v1/reversals/{id}",
    "summary": "Retrieve a reversal",
    "query": [],
    "body": null
  },
  {
    "group": "reversals",
    "verb": "list",
    "method": "GET",
    "path": "/v1/reversals",
    "summary": "List reversals",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "payment",
        "kind": "text",
        "required": false,
        "description": ""
      }
    ],
    "body": null
  },
  {
    "group": "balances",
    "verb": "list",
    "method": "GET",
    "path": "/v1/balances",
    "summary": "List balances",
    "query": [],
    "body": null
  },
  {
    "group": "sandbox",
    "verb": "clock",
    "method": "POST",
    "path": "/v1/sandbox/clock",
    "summary": "Move time forward",
    "query": [],
    "body": [
      {
        "name": "advance_seconds",
        "kind": "integer",
        "required": true,
        "description": "At most a year at once, and ten years ahead of real time in all; never back."
      }
    ]
  },
  {
    "group": "sandbox",
    "verb": "charge",
    "method": "GET",
    "path": "/v1/sandbox/payments/{id}",
    "summary": "See what a payment is waiting for",
    "query": [],
    "body": null
  },
  {
    "group": "sandbox",
    "verb": "simulate",
    "method": "POST",
    "path": "/v1/sandbox/payments/{id}/simulate",
    "summary": "Simulate a payer or a bank",
    "query": [],
    "body": [
      {
        "name": "action",
        "kind": "text",
        "required": true,
        "description": "One of complete_challenge, fail_challenge, wallet_pay, wallet_refuse, bank_receive, bank_recall."
      },
      {
        "name": "amount",
        "kind": "integer",
        "required": false,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      }
    ]
  },
  {
    "group": "checkout-sessions",
    "verb": "create",
    "method": "POST",
    "path": "/v1/checkout_sessions",
    "summary": "Create a checkout session",
    "query": [],
    "body": [
      {
        "name": "order_id",
        "kind": "text",
        "required": true,
        "description": "Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused."
      },
      {
        "name": "amount",
        "kind": "integer",
        "required": true,
        "description": "In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD."
      },
      {
        "name": "currency",
        "kind": "text",
        "required": true,
        "description": "ISO 4217, upper case."
      },
      {
        "name": "success_url",
        "kind": "text",
        "required": true,
        "description": "An http or https address of your shop. Florin replaces `{lang}` in it with the payer’s language. A payer who arrives there has not necessarily paid."
      },
      {
        "name": "cancel_url",
        "kind": "text",
        "required": true,
        "description": "An http or https address of your shop. Florin replaces `{lang}` in it with the payer’s language. A payer who arrives there has not necessarily paid."
      },
      {
        "name": "capture_method",
        "kind": "text",
        "required": false,
        "description": "One of automatic, manual."
      },
      {
        "name": "description",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      },
      {
        "name": "line_items",
        "kind": "list",
        "required": false,
        "description": ""
      },
      {
        "name": "expires_in",
        "kind": "integer",
        "required": false,
        "description": "In seconds. The default is one day."
      }
    ]
  },
  {
    "group": "checkout-sessions",
    "verb": "list",
    "method": "GET",
    "path": "/v1/checkout_sessions",
    "summary": "List checkout sessions",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "order_id",
        "kind": "text",
        "required": false,
        "description": "Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused."
      }
    ],
    "body": null
  },
  {
    "group": "checkout-sessions",
    "verb": "get",
    "method": "GET",
    "path": "/v1/checkout_sessions/{id}",
    "summary": "Retrieve a checkout session",
    "query": [],
    "body": null
  },
  {
    "group": "checkout-sessions",
    "verb": "expire",
    "method": "POST",
    "path": "/v1/checkout_sessions/{id}/expire",
    "summary": "Expire a checkout session",
    "query": [],
    "body": []
  },
  {
    "group": "signature-keys",
    "verb": "create",
    "method": "POST",
    "path": "/v1/signature_keys",
    "summary": "Register a public key",
    "query": [],
    "body": [
      {
        "name": "name",
        "kind": "text",
        "required": true,
        "description": "For yourself, as “Web shop”."
      },
      {
        "name": "pem",
        "kind": "text",
        "required": false,
        "description": "The public key in PEM. Send either this or `jwk`."
      },
      {
        "name": "jwk",
        "kind": "object",
        "required": false,
        "description": "The public key as a JWK (RFC 7517)."
      },
      {
        "name": "algorithm",
        "kind": "text",
        "required": false,
        "description": "One of ed25519, ecdsa-p256-sha256, ecdsa-p384-sha384, rsa-pss-sha512, rsa-v1_5-sha256, dsa-sha256."
      },
      {
        "name": "app",
        "kind": "text",
        "required": false,
        "description": "An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys."
      },
      {
        "name": "expires_at",
        "kind": "text",
        "required": false,
        "description": ""
      }
    ]
  },
  {
    "group": "signature-keys",
    "verb": "list",
    "method": "GET",
    "path": "/v1/signature_keys",
    "summary": "List signature keys",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "signature-keys",
    "verb": "get",
    "method": "GET",
    "path": "/v1/signature_keys/{id}",
    "summary": "Retrieve a signature key",
    "query": [],
    "body": null
  },
  {
    "group": "signature-keys",
    "verb": "revoke",
    "method": "POST",
    "path": "/v1/signature_keys/{id}/revoke",
    "summary": "Revoke a signature key",
    "query": [],
    "body": []
  },
  {
    "group": "signature-settings",
    "verb": "get",
    "method": "GET",
    "path": "/v1/signature_settings",
    "summary": "Retrieve the settings of signatures",
    "query": [
      {
        "name": "app",
        "kind": "text",
        "required": false,
        "description": "An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys."
      }
    ],
    "body": null
  },
  {
    "group": "signature-settings",
    "verb": "update",
    "method": "POST",
    "path": "/v1/signature_settings",
    "summary": "Change the settings of signatures",
    "query": [],
    "body": [
      {
        "name": "mode",
        "kind": "text",
        "required": true,
        "description": "`off`: signatures are not looked at. `optional`: those that are sent are checked. `required`: every request that changes something must be signed. One of off, optional, required."
      },
      {
        "name": "app",
        "kind": "text",
        "required": false,
        "description": "An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys."
      }
    ]
  },
  {
    "group": "events",
    "verb": "list",
    "method": "GET",
    "path": "/v1/events",
    "summary": "List events",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "type",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "object",
        "kind": "text",
        "required": false,
        "description": "The id of the object that the events are about."
      }
    ],
    "body": null
  },
  {
    "group": "events",
    "verb": "get",
    "method": "GET",
    "path": "/v1/events/{id}",
    "summary": "Retrieve an event",
    "query": [],
    "body": null
  },
  {
    "group": "events",
    "verb": "head",
    "method": "GET",
    "path": "/v1/events/head",
    "summary": "Retrieve the head of the event chain",
    "query": [],
    "body": null
  },
  {
    "group": "webhook-endpoints",
    "verb": "create",
    "method": "POST",
    "path": "/v1/webhook_endpoints",
    "summary": "Create a webhook endpoint",
    "query": [],
    "body": [
      {
        "name": "url",
        "kind": "text",
        "required": true,
        "description": "https. Redirects are not followed."
      },
      {
        "name": "events",
        "kind": "list",
        "required": true,
        "description": "Event types, or [\"*\"] for all."
      },
      {
        "name": "description",
        "kind": "text",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      },
      {
        "name": "http_signatures",
        "kind": "boolean",
        "required": false,
        "description": "Whether Florin’s own key signs deliveries too, by RFC 9421."
      },
      {
        "name": "encryption_key",
        "kind": "object",
        "required": false,
        "description": "A public key as a JWK (RFC 7517), RSA or EC on P-256: deliveries are encrypted to it."
      }
    ]
  },
  {
    "group": "webhook-endpoints",
    "verb": "list",
    "method": "GET",
    "path": "/v1/webhook_endpoints",
    "summary": "List webhook endpoints",
    "query": [],
    "body": null
  },
  {
    "group": "webhook-endpoints",
    "verb": "get",
    "method": "GET",
    "path": "/v1/webhook_endpoints/{id}",
    "summary": "Retrieve a webhook endpoint",
    "query": [],
    "body": null
  },
  {
    "group": "webhook-endpoints",
    "verb": "update",
    "method": "POST",
    "path": "/v1/webhook_endpoints/{id}",
    "summary": "Change a webhook endpoint",
    "query": [],
    "body": [
      {
        "name": "url",
        "kind": "text",
        "required": false,
        "description": "https. Redirects are not followed."
      },
      {
        "name": "events",
        "kind": "list",
        "required": false,
        "description": "Event types, or [\"*\"] for all."
      },
      {
        "name": "description",
        "kind": "text or object",
        "required": false,
        "description": ""
      },
      {
        "name": "metadata",
        "kind": "object",
        "required": false,
        "description": "Up to 50 notes of your own. Names have up to 40 characters, values up to 500."
      },
      {
        "name": "http_signatures",
        "kind": "boolean",
        "required": false,
        "description": "Whether Florin’s own key signs deliveries too, by RFC 9421."
      },
      {
        "name": "encryption_key",
        "kind": "object",
        "required": false,
        "description": ""
      },
      {
        "name": "status",
        "kind": "text",
        "required": false,
        "description": "One of enabled, disabled."
      }
    ]
  },
  {
    "group": "webhook-endpoints",
    "verb": "delete",
    "method": "DELETE",
    "path": "/v1/webhook_endpoints/{id}",
    "summary": "Delete a webhook endpoint",
    "query": [],
    "body": null
  },
  {
    "group": "webhook-endpoints",
    "verb": "rotate-secret",
    "method": "POST",
    "path": "/v1/webhook_endpoints/{id}/rotate_secret",
    "summary": "Rotate the secret of a webhook endpoint",
    "query": [],
    "body": []
  },
  {
    "group": "webhook-endpoints",
    "verb": "deliveries",
    "method": "GET",
    "path": "/v1/webhook_endpoints/{id}/deliveries",
    "summary": "List deliveries",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "status",
        "kind": "text",
        "required": false,
        "description": "One of succeeded, failed."
      },
      {
        "name": "event",
        "kind": "text",
        "required": false,
        "description": ""
      }
    ],
    "body": null
  },
  {
    "group": "webhook-endpoints",
    "verb": "replay",
    "method": "POST",
    "path": "/v1/webhook_endpoints/{id}/replay",
    "summary": "Deliver events again",
    "query": [],
    "body": [
      {
        "name": "event",
        "kind": "text",
        "required": false,
        "description": "Deliver this event again."
      },
      {
        "name": "since",
        "kind": "text",
        "required": false,
        "description": "Deliver all from this event or time (RFC 3339) on."
      }
    ]
  },
  {
    "group": "audit",
    "verb": "list",
    "method": "GET",
    "path": "/v1/audit",
    "summary": "List what was done",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      }
    ],
    "body": null
  },
  {
    "group": "request-log",
    "verb": "list",
    "method": "GET",
    "path": "/v1/request_log",
    "summary": "List requests",
    "query": [
      {
        "name": "limit",
        "kind": "integer",
        "required": false,
        "description": "From 1 to 100. The default is 10."
      },
      {
        "name": "after",
        "kind": "text",
        "required": false,
        "description": "Returns items older than the one with this id."
      },
      {
        "name": "before",
        "kind": "text",
        "required": false,
        "description": "Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item."
      },
      {
        "name": "outcome",
        "kind": "text",
        "required": false,
        "description": "`refused`: answered with a status from 400 on. One of succeeded, refused."
      },
      {
        "name": "status",
        "kind": "integer",
        "required": false,
        "description": "The status of the answer."
      },
      {
        "name": "code",
        "kind": "text",
        "required": false,
        "description": "The code of the refusal."
      },
      {
        "name": "operation",
        "kind": "text",
        "required": false,
        "description": "The operation, as this document names it: `createPayment`."
      },
      {
        "name": "request",
        "kind": "text",
        "required": false,
        "description": "The id of the request, as its answer said it."
      },
      {
        "name": "object",
        "kind": "text",
        "required": false,
        "description": "The id of an object that the request made, changed or read."
      }
    ],
    "body": null
  },
  {
    "group": "request-log",
    "verb": "get",
    "method": "GET",
    "path": "/v1/request_log/{id}",
    "summary": "Retrieve a request",
    "query": [],
    "body": null
  }
];
