import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zh } from './zh.ts';

type Language = 'en' | 'zh';

const KEPT_AS = 'florin-language';
/** On every page of Florin and of the demo shop: the language in which the page is shown. */
const PARAMETER = 'lang';
/** Stands in a return address of the merchant's where the page's language is wanted. */
const PLACEHOLDER = /\{lang\}|%7Blang%7D/gi;

const isLanguage = (text: string | null): text is Language => text === 'en' || text === 'zh';

/** What the page that sent the payer here spoke, else the payer's own choice, else what the browser asks for. */
function firstLanguage(): Language {
  const asked = new URL(window.location.href).searchParams.get(PARAMETER);
  if (isLanguage(asked)) return asked;
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The language's name for browsers and screen readers. */
export function languageTag(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en';
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = languageTag(language as Language);
});

await i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, zh: { translation: zh } },
  // React escapes.
  interpolation: { escapeValue: false },
});

/** Changes to the other language, also for a reload of this page, and remembers it for the next one. */
export function switchLanguage(): void {
  const other: Language = i18next.language === 'zh' ? 'en' : 'zh';
  localStorage.setItem(KEPT_AS, other);
  const here = new URL(window.location.href);
  here.searchParams.set(PARAMETER, other);
  window.history.replaceState(null, '', here);
  void i18next.changeLanguage(other);
}

/** The merchant's address, with this page's language where the merchant left room for it. */
export function withLanguage(address: string): string {
  return address.replace(PLACEHOLDER, i18next.language);
}

/** Where the payer goes next, in this page's language where it is a page of the sandbox; others' addresses stay as they are. */
export function sandboxPageInLanguage(address: string): string {
  const url = new URL(address);
  if (url.origin !== window.location.origin || !url.pathname.startsWith('/sandbox/')) return address;
  url.searchParams.set(PARAMETER, i18next.language);
  return url.href;
}
