export { resourceOf } from './resource.ts';
export { openTokens } from './tokens.ts';
