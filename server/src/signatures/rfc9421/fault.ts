/** What is wrong with a signature, or with what is said about it, in a sentence for whoever sent it. */
export class SignatureFault extends Error {
  override readonly name = 'SignatureFault';
}
