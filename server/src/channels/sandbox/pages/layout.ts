import { html } from 'ghtml';
import { type Language, languages } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --ground: #f3f6f4; --panel: #fff; --line: #dfe6e2; --text: #101714; --soft: #56625c;
  --accent: #0a7f50; --on-accent: #fff; --link: #006e43; --mark: #d3ebe1; --note: #fff4d6; --on-note: #6b4700;
  --bad: #b42318; --bad-mark: #fdeceb; --field: #8a958f; }
@media (prefers-color-scheme: dark) { :root { --ground: #121815; --panel: #1c2320; --line: #323c37; --text: #eef1ef;
  --soft: #a5b1ab; --link: #75c4a3; --mark: #0f3d2a; --note: #3a2c08; --on-note: #ffe2a0; --bad: #ff9b93;
  --bad-mark: #3b1f1c; --field: #6f7b75; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; background: var(--ground); color: var(--text); font: 16px/1.5 -apple-system, BlinkMacSystemFont,
  "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "Liberation Sans", "DejaVu Sans", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", sans-serif; }
header { display: flex; justify-content: space-between; gap: 16px; align-items: center; padding: 4px 16px;
  background: var(--note); color: var(--on-note); font-size: 14px; }
header a { color: inherit; padding: 6px; white-space: nowrap; text-underline-offset: 3px; }
main { max-width: 420px; margin: 56px auto; padding: 32px; background: var(--panel); border-radius: 20px;
  box-shadow: 0 0 0 1px var(--line), 0 12px 32px rgb(10 40 28 / 8%); }
@media (max-width: 480px) { body { background: var(--panel); }
  main { margin: 0; padding: 28px 20px; border-radius: 0; box-shadow: none; } }
.mark { display: block; width: 56px; height: 56px; margin: 0 auto 16px; border-radius: 50%; background: var(--mark);
  color: var(--link); fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.mark.declined, .mark.closed { background: var(--bad-mark); color: var(--bad); }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; letter-spacing: -0.01em; text-align: center; }
p { margin: 0 0 20px; color: var(--soft); text-align: center; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: baseline; gap: 10px 16px; margin: 0 0 24px;
  padding: 16px 0; border: solid var(--line); border-width: 1px 0; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
dd.amount { font-size: 20px; font-weight: 650; }
form { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; margin: 0 0 16px; }
form + form { margin-top: 24px; }
label { font-size: 14px; font-weight: 600; }
input { width: 100%; padding: 11px 12px; border: 1px solid var(--field); border-radius: 10px; background: var(--panel);
  color: var(--text); font: inherit; }
#hint { color: var(--soft); font-size: 14px; }
button, .button { display: block; width: 100%; min-height: 48px; padding: 11px 16px; border: 1px solid var(--field);
  border-radius: 10px; background: none; color: var(--text); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; }
button span { display: inline-block; }
button.first, .button { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.back { color: var(--soft); font-size: 15px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
main p:last-child { margin-bottom: 0; }
#hint.bad { color: var(--bad); }
[role=status] { color: var(--text); font-weight: 600; }
`;

/** The frame of every page. Texts are escaped here; `body` was made by `html` and is not escaped again. */
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
