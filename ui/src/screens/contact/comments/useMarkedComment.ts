/** The comment that the address names as `#comment-ID`: it is looked for in older pages, too, and marked. */
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "@/components/toast";
import type { CommandId, Comment, ContactId } from "@/protocol";
import type { OlderComments } from "./useOlderComments";

const NAME = /^comment-(.+)$/;
/** Pages of older comments that are looked through for a link. */
const SEARCHED_PAGES = 25;

export function useMarkedComment(contact: ContactId, comments: readonly Comment[], older: OlderComments) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  const id: CommandId | null = NAME.exec(hash)?.[1] ?? null;
  const isThere = id !== null && comments.some((comment) => comment.id === id);
  const searched = useRef({ id, pages: 0 });
  if (searched.current.id !== id) searched.current = { id, pages: 0 };
  useEffect(() => {
    if (id === null || isThere || older.isLoading || older.failed) return;
    searched.current.pages += 1;
    if (older.exist && searched.current.pages <= SEARCHED_PAGES) void older.load();
    else toast(t("comments.linkDead"), { id: "comment-link" });
  }, [id, isThere, older.isLoading, older.exist, comments.length]);
  return {
    id: isThere ? id : null,
    go: (comment: CommandId) =>
      void navigate({
        to: "/contacts/$contactId",
        params: { contactId: contact },
        search: { part: "comments" },
        hash: `comment-${comment}`,
        replace: true,
      }),
  };
}
