/** Far apart in hue, dark enough for white letters (4.5 : 1), bright enough to be seen on the dark ground. */
export const PEOPLE_COLOURS = [
  "#0b7285",
  "#b02a5b",
  "#6741d9",
  "#237a35",
  "#c2410c",
  "#1c6dc0",
  "#9a2aa8",
  "#806000",
  "#0f766e",
  "#c22f2f",
] as const;
