/** How the frame stands: a wide sidebar, a rail of icons, or a bar at the foot of a phone. */
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";

export type Layout = "wide" | "rail" | "bar";

export function useLayout(): { layout: Layout; toggle: () => void } {
  const [isFolded, setFolded] = useLocalStorage({ key: "kontor.sidebarFolded", defaultValue: false, getInitialValueInEffect: false });
  const hasRoom = useMediaQuery("(min-width: 80em)", undefined, { getInitialValueInEffect: false });
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const layout = isPhone ? "bar" : hasRoom && !isFolded ? "wide" : "rail";
  return { layout, toggle: () => setFolded((before) => !before) };
}
