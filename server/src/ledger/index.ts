export { Balances, readBalances } from './balances.ts';
export { type Book, books } from './books.ts';
export { type Leg, postings } from './postings.ts';
export { post, type TransferSource, transferWriter } from './transfers.ts';
