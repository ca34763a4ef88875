/** Dates and numbers as in Austria; in English, as Europeans write them. */
export function locale(language: string): string {
  return language === "en" ? "en-GB" : "de-AT";
}
