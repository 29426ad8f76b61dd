import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import { acceptInvitation, readInvitation, type ShownInvitation } from '../organizations/invitations.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { mounting, type PagesContext, whoVisits } from './context.ts';
import { button, form, link, minuteOf, said, show, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

/** `/invitations/…`: what somebody is invited to, and where they accept. Whoever has the link sees it; only the invited address joins. */
export function invitationPages(app: App, context: PagesContext): void {
  const { page, ownForm } = mounting(app, context);
  const { home, keys, clock } = context;

  page('/invitations/:token', async (visit, { token = '' }) => {
    const invitation = await readInvitation(home, keys, token, clock.now());
    if (invitation === null) throw new Problem('not_found');
    if (invitation.status !== 'open') return overPage(visit, invitation);
    return invitationPage(visit, invitation, await whoVisits(context, visit));
  });

  ownForm('/invitations/:token', async (visit, { person }, { token = '' }) => {
    try {
      await inTransaction(home, (client) => acceptInvitation(client, keys, token, person, clock.now()));
    } catch (error) {
      const known = ['invitation_not_open', 'invitation_for_another', 'already_member'];
      if (!(error instanceof Problem) || !known.includes(error.code)) throw error;
      // The page says how the invitation stands, and a member sees at the account where they belong.
      return visit.redirect(error.code === 'already_member' ? '/account' : visit.here);
    }
    return visit.redirect('/account');
  });
}

function invitationPage(
  visit: Visit,
  { organizationName: organization, role, invitedBy, email, expiresAt }: ShownInvitation,
  signedIn: SignedIn | null,
): FastifyReply {
  const words = wordsFor(visit);
  const until = minuteOf(expiresAt);
  return show(visit, {
    ...{ title: words.invitation_title, path: visit.here },
    main: [
      html`<p>${fill(words.invitation_to, { organization, role: words[`role_${role}`] })}</p>`,
      html`<p>${invitedBy === null ? fill(words.invitation_until, { until }) : fill(words.invitation_by, { email: invitedBy, until })}</p>`,
      html`<p>${fill(words.invitation_for, { email })}</p>`,
      ...stepsFor(visit, email, signedIn),
    ],
  });
}

/** What the visitor can do: accept, or become the one who can. */
function stepsFor(visit: Visit, invited: string, signedIn: SignedIn | null): string[] {
  const words = wordsFor(visit);
  const { here } = visit;
  if (signedIn === null)
    return [
      html`<p>${words.invitation_sign}</p>`,
      html`<p class="ways">!${link(visit, visit.onTheWay('/login', here), words.login_button)} !${link(visit, visit.onTheWay('/signup', here), words.signup_title)}</p>`,
    ];
  const { email } = signedIn.person;
  if (email === invited) return [form(visit, here, [button(words.invitation_accept)])];
  return [
    said(fill(words.invitation_other, { email })),
    form(visit, visit.onTheWay('/logout', here), [button(words.sign_out, true)]),
  ];
}

function overPage(visit: Visit, { status }: ShownInvitation): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.invitation_over, path: visit.here, status: 410 },
    main: [
      html`<p>${status === 'accepted' ? words.invitation_accepted : words.invitation_ended}</p>`,
      html`<p>!${link(visit, '/account', words.account_title)}</p>`,
    ],
  });
}
