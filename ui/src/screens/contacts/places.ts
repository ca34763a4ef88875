/** Where in a list somebody was when they left it, for coming back by whatever way. Lives as long as the page. */

type Place = { top: number; active: number };

const REMEMBERED = 20;
const places = new Map<string, Place>();

export function rememberPlace(list: string, place: Place): void {
  places.delete(list);
  places.set(list, place);
  const oldest = places.keys().next();
  if (places.size > REMEMBERED && oldest.done !== true) places.delete(oldest.value);
}

export function rememberedPlace(list: string): Place | null {
  return places.get(list) ?? null;
}
