import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zh } from './zh.ts';

const KEPT_AS = 'florin-language';

/** The payer's own choice, else what the browser asks for. */
function firstLanguage(): 'en' | 'zh' {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
});

await i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, zh: { translation: zh } },
  // React escapes.
  interpolation: { escapeValue: false },
});

/** Changes to the other language, and remembers it for the next page. */
export function switchLanguage(): void {
  const other = i18next.language === 'zh' ? 'en' : 'zh';
  localStorage.setItem(KEPT_AS, other);
  void i18next.changeLanguage(other);
}
