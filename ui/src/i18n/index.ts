/** The languages of the page. All texts live in `de.json` and `en.json`; a test holds their keys equal. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

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

/** Each language is a file of its own: nobody loads the texts that they do not read. */
const TEXTS: Record<Language, () => Promise<{ default: object }>> = {
  de: () => import("./de.json"),
  en: () => import("./en.json"),
};

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const { default: texts } = await TEXTS[language]();
  i18next.addResourceBundle(language, "translation", texts);
}

async function show(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Before the first render: a page without its texts is of no use. */
export async function setUpLanguages(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: language,
    fallbackLng: false,
    interpolation: { escapeValue: false },
  });
  await show(language);
  // Chosen in another tab.
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === STORED && (newValue === "de" || newValue === "en")) void show(newValue);
  });
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await show(language);
}
