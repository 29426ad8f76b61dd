export { FlorinError, InputError } from '../errors.ts';
export { decimalsOf } from './currencies.ts';
export { exactMinorUnits, fromMinorUnits, toMinorUnits } from './money.ts';
