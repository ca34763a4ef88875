/** The name of the browser's tab: how much is unread, the page, Kontor. */
import { useEffect } from "react";

const PRODUCT = "Kontor";

let page = "";
let unread = 0;

function show(): void {
  const name = page === "" ? PRODUCT : `${page} · ${PRODUCT}`;
  document.title = unread === 0 ? name : `(${unread > 99 ? "99+" : unread}) ${name}`;
}

/** Names the tab while the component is mounted; `undefined` while the name is not known yet. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    page = title ?? "";
    show();
    return () => {
      page = "";
      show();
    };
  }, [title]);
}

/** The count in front of the name; an installed page shows it on its icon, too. */
export function useUnreadInTitle(count: number): void {
  useEffect(() => {
    unread = count;
    show();
    const badge = count === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(count);
    // A browser may know the call and still have no icon to draw on.
    void badge?.catch(() => {});
  }, [count]);
}
