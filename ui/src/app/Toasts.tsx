/** Where short messages appear. Fetched after the page: what was said before is shown as soon as this is there. */
import "@mantine/notifications/styles.layer.css";

import { Notifications, useNotifications } from "@mantine/notifications";
import { useEffect } from "react";

import { KEPT_CLEAR, liftOf } from "./toastPlace";
import styles from "./Toasts.module.css";

/** In pixels: as wide as the right column of a contact leaves room for, so that it covers neither fields nor comments. */
const WIDTH = 296;
/** In pixels, from the foot of the window. */
const FOOT = 12;

export default function Toasts() {
  useLift();
  return (
    <Notifications position="bottom-right" autoClose={6000} limit={4} containerWidth={WIDTH} className={styles.place ?? ""} data-toasts />
  );
}

/**
 * Follows the screen from picture to picture for as long as a message stands: what it must be kept off opens, scrolls and
 * grows without telling anybody. Set past React, it is in place before the picture is drawn.
 */
function useLift(): void {
  const { notifications } = useNotifications();
  const hasAny = notifications.length > 0;
  useEffect(() => {
    if (!hasAny) return undefined;
    let frame = 0;
    let lifted = 0;
    const look = () => {
      const place = placeOfMessages();
      const next = place === null ? 0 : measured(place, lifted);
      if (place !== null && next !== lifted) place.style.bottom = `${FOOT + next}px`;
      lifted = next;
      frame = requestAnimationFrame(look);
    };
    look();
    return () => {
      cancelAnimationFrame(frame);
      placeOfMessages()?.style.removeProperty("bottom");
    };
  }, [hasAny]);
}

/** Drawn elsewhere in the document, and a moment later than what draws it. */
const placeOfMessages = () => document.querySelector<HTMLElement>("[data-toasts][data-position=bottom-right]");

function measured(place: HTMLElement, lifted: number): number {
  const { left, right, height } = place.getBoundingClientRect();
  const bottom = document.documentElement.clientHeight - FOOT;
  const kept = [...document.querySelectorAll(KEPT_CLEAR)].map((element) => element.getBoundingClientRect());
  return liftOf({ left, right, top: bottom - height, bottom }, kept, lifted);
}
