export { openTokens } from './tokens.ts';
