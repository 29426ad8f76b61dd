export type { TypedCard } from './card.ts';
export type { CardOwner, Cards } from './cards.ts';
export { openCards } from './open.ts';
export { Card, CardJwe } from './schemas.ts';
