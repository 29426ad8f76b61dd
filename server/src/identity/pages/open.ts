import { troubleOf } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Base, Opened } from '../../module.ts';
import { acceptForms } from '../../pages/index.ts';
import { MailRequests } from '../people/mail-requests.ts';
import { Guesses } from '../sessions/guesses.ts';
import { Judge } from '../sessions/judge.ts';
import { Sessions } from '../sessions/sessions.ts';
import { accountPages } from './account.ts';
import type { PagesContext } from './context.ts';
import { emailPages } from './email.ts';
import { invitationPages } from './invitations.ts';
import { passkeyPages } from './passkeys.ts';
import { recoverPages } from './recover.ts';
import { refusalPage } from './refusal.ts';
import { secondFactorPages } from './second-factor.ts';
import { signInPages } from './sign-in.ts';
import { signUpPages } from './sign-up.ts';
import { Visit } from './visit.ts';

/** The pages where people sign up and in, and look after their accounts. They need no script. */
export function open(base: Base): Opened {
  const { app, home, keys, clock, settings } = base;
  const guesses = new Guesses(home, keys, clock);
  const context: PagesContext = {
    ...base,
    sessions: new Sessions(home, clock),
    guesses,
    judge: new Judge(guesses),
    mails: new MailRequests(base),
    mailbox: settings.mailbox && settings.smtpUrl === undefined,
  };
  app.decorateRequest('signedOut', false);
  void app.register(async (scope: App) => {
    acceptForms(scope);
    // People open these pages, so a refusal is one too.
    scope.setErrorHandler((error: Error, request, reply) => {
      const problem: Problem | null = error instanceof Problem ? error : null;
      if (problem === null && troubleOf(error) === null) throw error;
      const refused: Problem = problem ?? new Problem('database_unavailable', undefined, { retryAfter: 1 });
      return refusalPage(new Visit(request, reply, context), refused, app.problems[refused.code].status);
    });
    for (const pages of [
      signUpPages,
      signInPages,
      recoverPages,
      accountPages,
      emailPages,
      invitationPages,
      secondFactorPages,
      passkeyPages,
    ])
      pages(scope, context);
  });
  return { stop: () => context.mails.stop() };
}
