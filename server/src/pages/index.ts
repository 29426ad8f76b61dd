export { FORMS_CSS, renderPage, sendPage } from './document.ts';
export { acceptForms, fieldOf } from './forms.ts';
export { inLanguage, type Language, languageOf, withParameter } from './language.ts';
