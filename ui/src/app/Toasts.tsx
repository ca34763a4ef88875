/** Where short messages appear. Fetched after the page: what was said before is shown as soon as this is there. */
import "@mantine/notifications/styles.layer.css";

import { Notifications } from "@mantine/notifications";

export default function Toasts() {
  return <Notifications position="bottom-right" autoClose={6000} limit={4} />;
}
