export { FlorinError, InputError, VerificationError } from '../errors.ts';
export type { PrivateKey, SignatureAlgorithm } from './algorithms.ts';
export { FlorinKeys, requestSigning, type SigningOptions, verifyAnswer } from './signing.ts';
