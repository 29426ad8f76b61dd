import { html } from 'ghtml';
import { layout, type View } from './layout.ts';

export function notFoundPage(view: View): string {
  const { words } = view;
  return layout(
    view,
    words.not_found,
    html`<div class="hero"><h1>${words.not_found}</h1><p>${words.not_found_text}</p><p><a href="/">${words.back}</a></p></div>`,
  );
}
