export { lengthOf, type SigningKey, signed, verifies } from './algorithms.ts';
export { type BaseLine, linesOf, signatureBase } from './base.ts';
export { type Component, componentsOf } from './components.ts';
export { contentDigest, digestDifference } from './digest.ts';
export { SignatureFault } from './fault.ts';
export {
  type PublicAlgorithm,
  type PublicKey,
  publicAlgorithms,
  publicKey,
  sharedKey,
} from './keys.ts';
export { type Field, fieldsOf, type Request, type Response } from './message.ts';
export { coveredBy, type Signature, signaturesOf } from './signature.ts';
export { dictionaryOf } from './structured.ts';
