export { FORMS_CSS, renderPage, sendPage } from './document.ts';
export { acceptForms, fieldOf } from './forms.ts';
export { type Language, languageOf } from './language.ts';
