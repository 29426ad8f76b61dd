import { html } from 'ghtml';
import type { Language, Words } from '../languages.ts';

export interface View {
  readonly language: Language;
  readonly words: Words;
  /** The path of this page without its query, for the link to the other language. */
  readonly path: string;
}

/** The frame of every page. Words are escaped; `body` is made by `html` and is not escaped again. */
export function layout(view: View, title: string, body: string): string {
  const { words } = view;
  const { other } = words;
  return html`<!doctype html>
<html lang="${words.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${words.shop}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/shop.css">
<link rel="stylesheet" href="/order.css">
</head>
<body>
<header>
<a class="logo" href="/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 3 7 15h4l-6 8h9v6h4v-6h9l-6-8h4z" fill="currentColor"/></svg><span lang="en">${words.shop}</span></a>
<a class="plain" href="${view.path}?lang=${other.language}" lang="${other.html}" hreflang="${other.html}">${other.name}</a>
</header>
<main>!${body}</main>
</body>
</html>
`;
}
