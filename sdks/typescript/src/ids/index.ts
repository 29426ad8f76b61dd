export { FlorinError, InputError } from '../errors.ts';
export { type ParsedId, parseId } from './ids.ts';
