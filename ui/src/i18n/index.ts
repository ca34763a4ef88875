/** The languages of the page. All texts live in `de.json` and `en.json`; a test holds their keys equal. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import de from "./de.json";
import en from "./en.json";

export const LANGUAGES = ["de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "kontor.language";

/** German first: only who chose English, or whose browser asks for English before German, gets it. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED);
  if (chosen === "de" || chosen === "en") return chosen;
  const wanted = navigator.languages.map((language) => language.slice(0, 2));
  const known = wanted.find((language) => language === "de" || language === "en");
  return known === "en" ? "en" : "de";
}

export function setUpLanguages(): void {
  void i18next.use(initReactI18next).init({
    resources: { de: { translation: de }, en: { translation: en } },
    lng: firstLanguage(),
    fallbackLng: "de",
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
}

export function changeLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
