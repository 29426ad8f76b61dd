import { Problem } from '../../kernel/problem.ts';
import { isPassword } from '../people/passwords.ts';
import type { Person } from '../people/person.ts';
import { bucketsOf, type Guesser, type Guesses } from './guesses.ts';

/** Judges passwords and codes, as often as may be guessed. */
export class Judge {
  readonly #guesses: Guesses;

  constructor(guesses: Guesses) {
    this.#guesses = guesses;
  }

  /** Whether it is the person's password. It takes as long where there is no such person. Throws `rate_limited` or `overloaded`. */
  password(guesser: Guesser, person: Person | null, password: string): Promise<boolean> {
    return this.#judge('password', guesser, () => isPassword(password, person?.passwordHash ?? null));
  }

  /** Whether it is the person's code. Throws `rate_limited`. */
  code(guesser: Guesser, isRight: () => Promise<boolean>): Promise<boolean> {
    return this.#judge('code', guesser, isRight);
  }

  async #judge(
    kind: 'password' | 'code',
    guesser: Guesser,
    isRight: () => Promise<boolean>,
  ): Promise<boolean> {
    const buckets = bucketsOf(kind, guesser);
    const wait = await this.#guesses.take(buckets);
    if (wait !== null) throw new Problem('rate_limited', undefined, { retryAfter: wait });
    // What was not judged is given back as well.
    let wrong = false;
    try {
      wrong = !(await isRight());
      return !wrong;
    } finally {
      if (!wrong) await this.#guesses.giveBack(buckets);
    }
  }
}
