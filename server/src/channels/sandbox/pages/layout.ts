import { html } from 'ghtml';
import { type Language, languages } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f5f1; --panel: #fff; --line: #d9d5ca; --text: #20251f; --soft: #565e52;
  --accent: #1f5c45; --on-accent: #fff; --note: #fdf0cf; --on-note: #5f3f00; --bad: #8c1f14; }
@media (prefers-color-scheme: dark) { :root { --ground: #151814; --panel: #1d211c; --line: #434b40; --text: #eceee8;
  --soft: #adb5a8; --accent: #7cc7a2; --on-accent: #0d2419; --note: #3a2d0c; --on-note: #ffe0a0; --bad: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 -apple-system, BlinkMacSystemFont,
  "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", sans-serif; }
header { display: flex; justify-content: space-between; gap: 16px; align-items: center; padding: 10px 16px;
  background: var(--note); color: var(--on-note); }
header a { color: inherit; padding: 6px; white-space: nowrap; }
main { max-width: 440px; margin: 32px auto; padding: 24px; background: var(--panel); border: 1px solid var(--line);
  border-radius: 12px; }
@media (max-width: 480px) { main { margin: 0; border: 0; border-radius: 0; } }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; }
p { margin: 0 0 16px; color: var(--soft); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 8px 16px; margin: 0 0 24px; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
form { display: grid; gap: 12px; margin: 0 0 12px; }
label { font-weight: 600; }
input { width: 100%; padding: 11px; border: 1px solid var(--soft); border-radius: 8px; background: var(--ground);
  color: var(--text); font: inherit; }
button, .button { display: block; width: 100%; min-height: 46px; padding: 10px 16px; border: 1px solid var(--accent);
  border-radius: 8px; background: none; color: var(--accent); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; }
button.first, .button { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bad { color: var(--bad); }
[role=status] { color: var(--text); font-weight: 600; }
`;

/** The frame of every page. Words are escaped; `body` is made by `html` and is not escaped again. */
export function layout(language: Language, nonce: string, title: string, body: string): string {
  const words = languages[language];
  const [other, tag] = language === 'en' ? ['zh', 'zh-CN'] : ['en', 'en'];
  return html`<!doctype html>
<html lang="${words.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Florin</title>
<style nonce="${nonce}">!${STYLE}</style>
</head>
<body>
<header><span>${words.notice}</span><a href="?lang=${other}" lang="${tag}">${words.other}</a></header>
<main>!${body}</main>
</body>
</html>
`;
}
