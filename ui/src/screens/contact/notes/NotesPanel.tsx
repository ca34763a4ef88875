/** Shared notes: everybody's letters and carets, and whether one's own are saved. Loaded when somebody opens them. */
import { TaskItem, TaskList } from "@tiptap/extension-list";
import Collaboration from "@tiptap/extension-collaboration";
import CollaborationCaret from "@tiptap/extension-collaboration-caret";
import { Placeholder } from "@tiptap/extensions";
import { EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { Notice } from "@/components/Notice";
import type { ContactId } from "@/protocol";
import { acquireNotes, releaseNotes, type NotesSession } from "./notesSession";
import styles from "./NotesPanel.module.css";
import { Toolbar } from "./Toolbar";

/** The fragment's name that other Yjs clients use, too. */
const FRAGMENT = "notes";

export default function NotesPanel({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [session, setSession] = useState<NotesSession | null>(null);
  useEffect(() => {
    const acquired = acquireNotes(contact);
    setSession(acquired);
    return () => {
      setSession(null);
      releaseNotes(acquired);
    };
  }, [contact]);
  if (session === null) return <Notice title={t("notes.connecting")} />;
  return <NotesEditor session={session} />;
}

function NotesEditor({ session }: { session: NotesSession }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const status = useSyncExternalStore(
    (listener) => session.onChange(listener),
    () => session.status,
  );
  const isEditable = status === "online" || status === "offline";
  const user = { name: me.name, color: colleagues.colour(me.id) };
  const editor = useEditor({
    editable: isEditable,
    injectCSS: false,
    editorProps: { attributes: { class: styles.text ?? "", "aria-label": t("notes.label"), role: "textbox", "aria-multiline": "true" } },
    extensions: [
      // Yjs keeps the history, and nothing may be written by merely opening the notes.
      StarterKit.configure({ undoRedo: false, trailingNode: false, heading: { levels: [1, 2, 3] }, link: { openOnClick: false, defaultProtocol: "https" } }),
      TaskList,
      TaskItem.configure({ nested: true }),
      Placeholder.configure({ placeholder: t("notes.placeholder") }),
      Collaboration.configure({ document: session.doc, field: FRAGMENT }),
      CollaborationCaret.configure({ provider: session.provider, user }),
    ],
  });
  useEffect(() => {
    if (editor.isEditable !== isEditable) editor.setEditable(isEditable, false);
  }, [editor, isEditable]);
  useEffect(() => {
    editor.commands.updateUser(user);
  }, [editor, user.name, user.color]);

  return (
    <section className={styles.panel} aria-label={t("notes.label")}>
      <div className={styles.bar}>
        <Toolbar editor={editor} disabled={!isEditable} />
        <SaveState session={session} />
      </div>
      {status === "closed" ? (
        <Notice icon="lock" title={t("notes.closed")} />
      ) : (
        <div className={styles.paper} onClick={(event) => event.target === event.currentTarget && editor.commands.focus("end")}>
          <EditorContent editor={editor} />
        </div>
      )}
    </section>
  );
}

function SaveState({ session }: { session: NotesSession }) {
  const { t } = useTranslation();
  const subscribe = (listener: () => void) => session.onChange(listener);
  const status = useSyncExternalStore(subscribe, () => session.status);
  const saved = useSyncExternalStore(subscribe, () => session.saved);
  if (status === "closed") return null;
  const state = status === "loading" ? "connecting" : status === "offline" ? "offline" : saved ? "saved" : "saving";
  return (
    <span className={styles.saveState} data-notes-state={state} role="status">
      <Icon name={state === "saved" ? "check" : state === "offline" ? "warning" : "clock"} size={14} />
      {t(`notes.${state}`)}
    </span>
  );
}
