/** What is wrong with a password that somebody chose. */
export type Weakness = 'short' | 'long' | 'guessable';

const LENGTH_MIN = 8;
const PASSWORD_LENGTH_MAX = 256;
/** Of a longer one only the beginning is estimated, which takes time in proportion to the square of its length. */
const ESTIMATED_MAX = 64;
/** "Safely unguessable", on zxcvbn's scale from 0 to 4: more than 10^8 guesses. */
const SCORE_MIN = 3;

let estimator: Promise<(password: string, known: string[]) => number> | undefined;

/** What is wrong with the password of the person with this e-mail; null if nothing is. Asks nobody outside. */
export async function weaknessOf(password: string, email: string): Promise<Weakness | null> {
  const normal = password.normalize('NFKC');
  const { length } = [...normal];
  if (length < LENGTH_MIN) return 'short';
  if (length > PASSWORD_LENGTH_MAX) return 'long';
  estimator ??= loadEstimator();
  const score = await estimator;
  // All of the address, its two sides, and the words in them.
  const [local = '', domain = ''] = email.split('@');
  const parts = [email, local, domain, ...domain.split('.'), ...email.split(/[@.+_-]/)];
  const known = [...new Set(parts.filter((part) => part.length > 2)), 'florin'];
  return score(normal.slice(0, ESTIMATED_MAX), known) < SCORE_MIN ? 'guessable' : null;
}

/** Its word lists are loaded when the first password is chosen. */
async function loadEstimator() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return (password: string, known: string[]): number => zxcvbn.check(password, known).score;
}
