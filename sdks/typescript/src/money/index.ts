export { FlorinError, InputError } from '../errors.ts';
export { decimalsOf } from './currencies.ts';
export { fromMinorUnits, toMinorUnits } from './money.ts';
