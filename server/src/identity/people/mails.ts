import type { Language } from '../../pages/index.ts';

interface Text {
  readonly subject: string;
  readonly text: string;
}

interface MailTexts {
  readonly sign_up: (link: string) => Text;
  /** To somebody who signs up with an address that has an account. */
  readonly invitation: (organization: string, link: string) => Text;
  readonly already: (login: string, recover: string) => Text;
  readonly email_change: (link: string) => Text;
  /** To the old address, when another is asked for. */
  readonly email_change_asked: (email: string, recover: string) => Text;
  /** To the new address, where it has an account of its own. */
  readonly email_change_taken: () => Text;
  /** To the old address, when another has taken its place. */
  readonly email_changed: (email: string) => Text;
  readonly recovery: (link: string) => Text;
  readonly password_changed: (recover: string) => Text;
  readonly passkey_added: (passkeys: string) => Text;
  readonly second_factor_on: (account: string) => Text;
  readonly second_factor_off: (recover: string) => Text;
}

const en: MailTexts = {
  sign_up: (link) => ({
    subject: 'Confirm your e-mail address',
    text: `Somebody, we hope it was you, wants to create a Florin account with this address.

To choose a password, open:
${link}

The link works once, for one day. If it was not you, do nothing: there is no account without the link.
`,
  }),
  already: (login, recover) => ({
    subject: 'You already have an account',
    text: `Somebody, we hope it was you, wanted to create a Florin account with this address. It has one already.

Sign in: ${login}
Forgot your password? ${recover}

If it was not you, do nothing. Nothing was changed.
`,
  }),
  invitation: (organization, link) => ({
    subject: 'You are invited to an organization on Florin',
    text: `You are invited to join “${organization}” on Florin.

To see who invited you and to accept, open:
${link}

The link works once, for seven days, and only with this address. If you do not know the organization, do nothing.
`,
  }),
  email_change: (link) => ({
    subject: 'Confirm your new e-mail address',
    text: `Somebody, we hope it was you, wants to use this address for their Florin account.

To do so, sign in as before and open:
${link}

The link works once, for an hour. If it was not you, do nothing: without the link nothing changes.
`,
  }),
  email_change_asked: (email, recover) => ({
    subject: 'Another address for your account',
    text: `Somebody, we hope it was you, wants to use ${email} for your Florin account in place of this address.

If it was not you, choose a new password at once, which also ends this: ${recover}
`,
  }),
  email_change_taken: () => ({
    subject: 'This address has an account already',
    text: `Somebody, we hope it was you, wanted to use this address for another Florin account. It has one already.

If it was not you, do nothing. Nothing was changed.
`,
  }),
  email_changed: (email) => ({
    subject: 'Your account has another address',
    text: `From now on, your Florin account is at ${email}, and no longer at this address.

If it was not you, tell whoever runs this Florin at once.
`,
  }),
  recovery: (link) => ({
    subject: 'Choose a new password',
    text: `Somebody, we hope it was you, forgot the password of the Florin account with this address.

To choose a new one, open:
${link}

The link works once, for 30 minutes. If it was not you, do nothing: your password stays as it is.
`,
  }),
  password_changed: (recover) => ({
    subject: 'Your password was changed',
    text: `The password of your Florin account was changed, and all other sessions were ended.

If it was not you, choose a new password at once: ${recover}
`,
  }),
  passkey_added: (passkeys) => ({
    subject: 'A passkey was added to your account',
    text: `From now on, the passkey that was made signs in to your Florin account, without password or code.

If it was not you, remove it and change your password at once: ${passkeys}
`,
  }),
  second_factor_on: (account) => ({
    subject: 'Signing in now takes a code',
    text: `From now on, signing in to your Florin account takes a code from your app as well as the password.

If it was not you, change your password at once: ${account}
`,
  }),
  second_factor_off: (recover) => ({
    subject: 'Signing in no longer takes a code',
    text: `From now on, signing in to your Florin account takes the password alone.

If it was not you, choose a new password at once: ${recover}
`,
  }),
};

const zh: MailTexts = {
  sign_up: (link) => ({
    subject: '确认您的邮箱地址',
    text: `有人（希望是您本人）想用此邮箱注册 Florin 账户。

请打开以下链接设置密码：
${link}

链接一天内有效，只能使用一次。如果不是您本人操作，请忽略此邮件：不打开链接就不会注册账户。
`,
  }),
  already: (login, recover) => ({
    subject: '您已有账户',
    text: `有人（希望是您本人）想用此邮箱注册 Florin 账户，但该邮箱已有账户。

登录：${login}
忘记密码：${recover}

如果不是您本人操作，请忽略此邮件。一切都没有改变。
`,
  }),
  invitation: (organization, link) => ({
    subject: '邀请您加入 Florin 上的机构',
    text: `邀请您加入 Florin 上的机构“${organization}”。

请打开以下链接，查看邀请人并接受邀请：
${link}

链接七天内有效，只能使用一次，且仅限此邮箱。如果您不认识该机构，请忽略此邮件。
`,
  }),
  email_change: (link) => ({
    subject: '确认您的新邮箱',
    text: `有人（希望是您本人）想将此邮箱用于自己的 Florin 账户。

请像往常一样登录，然后打开以下链接：
${link}

链接一小时内有效，只能使用一次。如果不是您本人操作，请忽略此邮件：不打开链接就不会有任何改变。
`,
  }),
  email_change_asked: (email, recover) => ({
    subject: '您的账户将更换邮箱',
    text: `有人（希望是您本人）想将您的 Florin 账户的邮箱由此地址更换为 ${email}。

如果不是您本人操作，请立即重设密码，更换也会随之取消：${recover}
`,
  }),
  email_change_taken: () => ({
    subject: '此邮箱已有账户',
    text: `有人（希望是您本人）想将此邮箱用于另一个 Florin 账户，但该邮箱已有账户。

如果不是您本人操作，请忽略此邮件。一切都没有改变。
`,
  }),
  email_changed: (email) => ({
    subject: '您的账户已更换邮箱',
    text: `从现在起，您的 Florin 账户的邮箱是 ${email}，不再是此地址。

如果不是您本人操作，请立即联系运营此 Florin 的人员。
`,
  }),
  recovery: (link) => ({
    subject: '重设密码',
    text: `有人（希望是您本人）忘记了此邮箱对应的 Florin 账户的密码。

请打开以下链接设置新密码：
${link}

链接 30 分钟内有效，只能使用一次。如果不是您本人操作，请忽略此邮件：您的密码不会改变。
`,
  }),
  password_changed: (recover) => ({
    subject: '您的密码已修改',
    text: `您的 Florin 账户的密码已修改，其他登录均已退出。

如果不是您本人操作，请立即重设密码：${recover}
`,
  }),
  passkey_added: (passkeys) => ({
    subject: '您的账户新增了通行密钥',
    text: `从现在起，新创建的通行密钥可以直接登录您的 Florin 账户，无需密码或验证码。

如果不是您本人操作，请立即删除它并修改密码：${passkeys}
`,
  }),
  second_factor_on: (account) => ({
    subject: '登录现在需要验证码',
    text: `从现在起，登录您的 Florin 账户除密码外还需要验证器应用中的验证码。

如果不是您本人操作，请立即修改密码：${account}
`,
  }),
  second_factor_off: (recover) => ({
    subject: '登录不再需要验证码',
    text: `从现在起，登录您的 Florin 账户只需要密码。

如果不是您本人操作，请立即重设密码：${recover}
`,
  }),
};

export const mailTexts: Readonly<Record<Language, MailTexts>> = { en, zh };

/** The mail of an invitation. The name is others' to choose: it stays on one line. */
export function invitationMail(language: Language, organization: string, link: string): Text {
  return mailTexts[language].invitation(organization.replace(/\s+/gu, ' '), link);
}
