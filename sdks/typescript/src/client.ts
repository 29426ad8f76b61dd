import { configurationOf, type FlorinOptions } from './configuration.ts';
import type { OperationId } from './generated/operations.ts';
import type { Resources } from './generated/resources.ts';
import { methodOf } from './methods.ts';
import { PAY, resources } from './resources.ts';
import { Transport } from './transport.ts';

/** A client of one Florin, with one key. It holds no connection, so it needs no closing. */
export type Florin = Resources;

interface FlorinConstructor {
  /** Throws `InputError` where the options cannot be right. Nothing is asked yet. */
  new (options: FlorinOptions): Florin;
}

class Client {
  constructor(options: FlorinOptions) {
    const transport = new Transport(configurationOf(options));
    const methods = (table: Readonly<Record<string, OperationId>>) =>
      Object.fromEntries(
        Object.entries(table).map(([name, operation]) => [name, methodOf(operation, transport)]),
      );
    const groups = Object.entries(resources).map(([name, table]) => [name, methods(table)]);
    Object.assign(this, { pay: methodOf(PAY, transport) }, Object.fromEntries(groups));
  }
}

/** The methods are made from a table, so that none is forgotten. Their types are written from the API’s document. */
export const Florin = Client as unknown as FlorinConstructor;
