import type { Language } from '../../pages/index.ts';

/** All texts of the pages, in both languages. `{…}` is a placeholder. */
const en = {
  email: 'E-mail',
  password: 'Password',
  new_password: 'New password',
  current_password: 'Current password',
  password_hint:
    'At least 8 characters, and hard to guess: several words that do not belong together are good.',
  code: 'Code',
  back: 'Back',

  login_title: 'Sign in',
  login_button: 'Sign in',
  login_wrong: 'The e-mail or the password is wrong.',
  login_none: 'No account yet?',
  login_forgot: 'Forgot your password?',
  login_recovered: 'Your password has been changed. Sign in with it.',
  login_over: 'You have signed out.',

  code_title: 'One more step',
  code_text: 'Enter the six digits that your authenticator app shows, or one of your recovery codes.',
  code_button: 'Go on',
  code_wrong: 'This code is wrong, or was used before.',

  signup_title: 'Create an account',
  signup_text: 'We send a link to your address. With it you choose a password.',
  signup_button: 'Send the link',
  signup_have: 'Already have an account?',
  email_wrong: 'This is not an e-mail address.',
  sent_title: 'Look into your mailbox',
  signup_sent: 'A mail is on its way to {email}. The link in it works for a day.',
  recover_sent:
    'If there is an account for {email}, a mail is on its way. The link in it works for 30 minutes.',
  sent_mailbox: 'This is a development server: mails are in its own mailbox.',
  sent_mailbox_link: 'Open the mailbox',

  choose_title: 'Choose a password',
  choose_text: 'For {email}',
  choose_button: 'Save the password',
  weak_short: 'The password needs at least 8 characters.',
  weak_long: 'The password may have 256 characters at most.',
  weak_guessable: 'This password is too easy to guess. Make it longer, or less usual.',
  taken: 'There is an account for this address already.',

  recover_title: 'Forgot your password?',
  recover_text: 'We send a link to your address. With it you choose a new password.',
  recover_button: 'Send the link',

  account_title: 'Your account',
  sign_out: 'Sign out',
  sessions_title: 'Where you are signed in',
  session_this: 'This browser',
  session_facts: '{address} · signed in {created} · last seen {seen}',
  session_end: 'End',
  session_end_of: 'End the session of {browser}',
  sessions_end_others: 'End all others',
  browser_unknown: 'Unknown browser',
  browser_on: '{browser} on {system}',
  change_title: 'Change the password',
  change_text: 'All other sessions end with it.',
  change_button: 'Change the password',
  changed: 'Your password has been changed, and all other sessions have ended.',
  password_wrong: 'The current password is wrong.',

  factor_title: 'Second factor',
  factor_off: 'Off. Signing in takes the password alone.',
  factor_on: 'On. Signing in takes a code from your app too.',
  factor_set_up: 'Set it up',
  factor_manage: 'Manage',
  factor_scan: 'Scan this with an authenticator app, or type the secret into it.',
  factor_qr: 'QR code of the secret',
  factor_secret: 'Secret',
  factor_code: 'The six digits that the app now shows',
  factor_turn_on: 'Turn on',
  factor_left: 'Recovery codes left: {count}',
  factor_new_codes: 'Make new recovery codes',
  factor_turn_off: 'Turn off',
  factor_password_for_codes: 'Your password, to make new recovery codes',
  factor_password_for_off: 'Your password, to turn it off',
  codes_title: 'Your recovery codes',
  codes_text:
    'Each signs you in once, in place of a code from the app. Keep them where your phone is not. They are shown only now.',
  codes_done: 'I have kept them',

  missing_title: 'This link does not work',
  missing_text: 'It was used, or it has ended, or its address is not whole.',
  foreign_title: 'Please try again',
  foreign_text:
    'The page was too old, or your browser keeps no cookies. Open it again and send it once more.',
  often_title: 'Too many tries',
  often_text: 'Wait {wait}, then try again.',
  busy_title: 'One moment, please',
  busy_text: 'The server has much to do right now. Try again in a moment.',
  wait_seconds: '{count} seconds',
  wait_minutes: '{count} minutes',
};

export type Words = Record<keyof typeof en, string>;

const zh: Words = {
  email: '邮箱',
  password: '密码',
  new_password: '新密码',
  current_password: '当前密码',
  password_hint: '至少 8 个字符，且不易被猜到：几个互不相关的词就很好。',
  code: '验证码',
  back: '返回',

  login_title: '登录',
  login_button: '登录',
  login_wrong: '邮箱或密码不正确。',
  login_none: '还没有账户？',
  login_forgot: '忘记密码？',
  login_recovered: '密码已修改，请用新密码登录。',
  login_over: '您已退出登录。',

  code_title: '还差一步',
  code_text: '请输入验证器应用显示的六位数字，或一个恢复码。',
  code_button: '继续',
  code_wrong: '验证码不正确，或已被使用。',

  signup_title: '注册账户',
  signup_text: '我们会向您的邮箱发送链接，打开后即可设置密码。',
  signup_button: '发送链接',
  signup_have: '已有账户？',
  email_wrong: '这不是有效的邮箱地址。',
  sent_title: '请查看邮箱',
  signup_sent: '邮件正发往 {email}，其中的链接一天内有效。',
  recover_sent: '如果 {email} 有账户，邮件正在发送，其中的链接 30 分钟内有效。',
  sent_mailbox: '这是开发服务器：邮件在它自己的邮箱里。',
  sent_mailbox_link: '打开邮箱',

  choose_title: '设置密码',
  choose_text: '账户：{email}',
  choose_button: '保存密码',
  weak_short: '密码至少需要 8 个字符。',
  weak_long: '密码最多 256 个字符。',
  weak_guessable: '此密码太容易被猜到，请换一个更长或更少见的。',
  taken: '此邮箱已有账户。',

  recover_title: '忘记密码？',
  recover_text: '我们会向您的邮箱发送链接，打开后即可设置新密码。',
  recover_button: '发送链接',

  account_title: '您的账户',
  sign_out: '退出登录',
  sessions_title: '登录中的设备',
  session_this: '当前浏览器',
  session_facts: '{address} · {created} 登录 · {seen} 最近使用',
  session_end: '退出',
  session_end_of: '退出 {browser} 的登录',
  sessions_end_others: '退出其他全部登录',
  browser_unknown: '未知浏览器',
  browser_on: '{system} 上的 {browser}',
  change_title: '修改密码',
  change_text: '修改后，其他登录会全部退出。',
  change_button: '修改密码',
  changed: '密码已修改，其他登录均已退出。',
  password_wrong: '当前密码不正确。',

  factor_title: '两步验证',
  factor_off: '未开启。登录只需要密码。',
  factor_on: '已开启。登录还需要应用中的验证码。',
  factor_set_up: '开启',
  factor_manage: '管理',
  factor_scan: '用验证器应用扫描，或手动输入密钥。',
  factor_qr: '密钥的二维码',
  factor_secret: '密钥',
  factor_code: '应用当前显示的六位数字',
  factor_turn_on: '开启',
  factor_left: '剩余恢复码：{count}',
  factor_new_codes: '生成新的恢复码',
  factor_turn_off: '关闭',
  factor_password_for_codes: '输入密码以生成新的恢复码',
  factor_password_for_off: '输入密码以关闭两步验证',
  codes_title: '您的恢复码',
  codes_text: '每个恢复码可代替应用中的验证码登录一次。请存放在手机以外的地方，现在离开后不会再显示。',
  codes_done: '我已保存',

  missing_title: '此链接无效',
  missing_text: '链接已被使用、已过期，或地址不完整。',
  foreign_title: '请再试一次',
  foreign_text: '页面已过期，或浏览器不保存 Cookie。请重新打开页面再提交。',
  often_title: '尝试次数过多',
  often_text: '请等待 {wait} 后再试。',
  busy_title: '请稍候',
  busy_text: '服务器正忙，请稍后再试。',
  wait_seconds: '{count} 秒',
  wait_minutes: '{count} 分钟',
};

const languages: Readonly<Record<Language, Words>> = { en, zh };

export function wordsOf(language: Language): Words {
  return languages[language];
}

/** Fills in the placeholders of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
