/** Shared notes: everybody's letters and carets, and whether one's own are saved. Loaded when somebody opens them. */
import { Button } from "@mantine/core";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import Collaboration from "@tiptap/extension-collaboration";
import CollaborationCaret from "@tiptap/extension-collaboration-caret";
import { TableKit } from "@tiptap/extension-table";
import { Placeholder } from "@tiptap/extensions";
import type { Editor } from "@tiptap/core";
import { EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Arriving } from "@/app/Arriving";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { Notice } from "@/components/Notice";
import { SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import type { ContactId } from "@/protocol";
import { acquireNotes, releaseNotes, startOver, type NotesSession } from "./notesSession";
import styles from "./NotesPanel.module.css";
import text from "./NotesText.module.css";
import { Toolbar } from "./Toolbar";

/** The fragment's name that other Yjs clients use, too. */
const FRAGMENT = "notes";

export default function NotesPanel({ contact }: { contact: ContactId }) {
  const [session, setSession] = useState<NotesSession | null>(null);
  const [beginning, setBeginning] = useState(0);
  useEffect(() => {
    const acquired = acquireNotes(contact);
    setSession(acquired);
    return () => {
      setSession(null);
      releaseNotes(acquired);
    };
  }, [contact, beginning]);
  if (session === null) return <SkeletonLines lines={5} />;
  return (
    <NotesEditor
      key={beginning}
      session={session}
      startOver={() => {
        startOver(session);
        setBeginning((before) => before + 1);
      }}
    />
  );
}

function useNotesStatus(session: NotesSession) {
  const subscribe = (listener: () => void) => session.onChange(listener);
  const status = useSyncExternalStore(subscribe, () => session.status);
  const saved = useSyncExternalStore(subscribe, () => session.saved);
  return { status, saved };
}

function NotesEditor({ session, startOver: begin }: { session: NotesSession; startOver: () => void }) {
  const { t } = useTranslation();
  const { status } = useNotesStatus(session);
  const isEditable = status === "online" || status === "offline";
  const editor = useNotesEditor(session, isEditable);
  if (status === "closed") return <Notice icon="lock" title={t("notes.closed")} text={t("notes.closedText")} />;
  return (
    <section className={styles.panel} aria-label={t("notes.label")}>
      <div className={styles.bar}>
        <Toolbar editor={editor} disabled={!isEditable} />
        <SaveState session={session} />
      </div>
      {status === "refused" && <Refused session={session} editor={editor} startOver={begin} />}
      {status === "loading" ? (
        <Arriving failed={t("notes.errorTitle")}>
          <SkeletonLines lines={5} />
        </Arriving>
      ) : (
        <div className={styles.paper} onClick={(event) => event.target === event.currentTarget && editor.commands.focus("end")}>
          <EditorContent editor={editor} />
        </div>
      )}
    </section>
  );
}

function useNotesEditor(session: NotesSession, isEditable: boolean): Editor {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const user = { name: me.name, color: colleagues.colour(me.id) };
  const editor = useEditor({
    editable: isEditable,
    injectCSS: false,
    // The bar watches what it shows; the panel has nothing to draw for a letter.
    shouldRerenderOnTransaction: false,
    editorProps: { attributes: { class: text.text ?? "", "aria-label": t("notes.label"), role: "textbox", "aria-multiline": "true" } },
    extensions: [
      // Yjs keeps the history, and nothing may be written by merely opening the notes.
      StarterKit.configure({ undoRedo: false, trailingNode: false, heading: { levels: [1, 2, 3] }, link: { openOnClick: false, defaultProtocol: "https" } }),
      TaskList,
      TaskItem.configure({ nested: true, a11y: { checkboxLabel: (task) => task.firstChild?.textContent || t("notes.emptyTask") } }),
      TableKit.configure({ table: { resizable: false } }),
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
  return editor;
}

/** The server does not take what was written: why, and two ways out that lose nothing unasked. */
function Refused({ session, editor, startOver: begin }: { session: NotesSession; editor: Editor; startOver: () => void }) {
  const { t } = useTranslation();
  const cause = session.refusal === "too_large" ? "tooLarge" : "notUnderstood";
  return (
    <div className={styles.refused} role="alert">
      <Icon name="warning" size={18} />
      <div className={styles.refusedText}>
        <strong>{t(`notes.${cause}`)}</strong> {t("notes.refusedText")}
      </div>
      <Button
        variant="default"
        onClick={() =>
          void navigator.clipboard.writeText(editor.getText()).then(
            () => toast(t("notes.copied"), { tone: "good" }),
            () => toast(t("notes.copyFailed"), { tone: "bad" }),
          )
        }
      >
        {t("notes.copy")}
      </Button>
      <Button onClick={begin}>{t("notes.startOver")}</Button>
    </div>
  );
}

function SaveState({ session }: { session: NotesSession }) {
  const { t } = useTranslation();
  const { status, saved } = useNotesStatus(session);
  if (status === "refused") {
    return (
      <span className={styles.saveState} data-notes-state="refused" role="status">
        <Icon name="warning" size={14} />
        {t("notes.notSaved")}
      </span>
    );
  }
  const state = status === "loading" ? "connecting" : status === "offline" ? "offline" : saved ? "saved" : "saving";
  return (
    <span className={styles.saveState} data-notes-state={state} role="status">
      <Icon name={state === "saved" ? "check" : state === "offline" ? "warning" : "clock"} size={14} />
      {t(`notes.${state}`)}
    </span>
  );
}
