import { channels } from './channels/module.ts';
import { checkout } from './checkout/module.ts';
import { database } from './database/module.ts';
import { events } from './events/module.ts';
import { http } from './http/module.ts';
import { identity } from './identity/module.ts';
import { ledger } from './ledger/module.ts';
import type { Module } from './module.ts';
import { payments } from './payments/module.ts';
import { vault } from './vault/module.ts';

/** Every module, each after those that it builds on: in this order their tables are made. */
export const modules: readonly Module[] = [
  identity,
  vault,
  database,
  ledger,
  http,
  events,
  payments,
  channels,
  checkout,
];
