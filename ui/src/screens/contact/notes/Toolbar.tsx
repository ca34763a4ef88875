import { ActionIcon, Button, Menu, Popover, TextInput, Tooltip } from "@mantine/core";
import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/Icon";
import styles from "./NotesPanel.module.css";

type Format = { key: string; icon?: IconName; level?: 1 | 2 | 3; isActive: (editor: Editor) => boolean; run: (editor: Editor) => void };

const heading = (level: 1 | 2 | 3): Format => ({
  key: "heading",
  level,
  isActive: (editor) => editor.isActive("heading", { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
});

const FORMATS: Format[] = [
  heading(1),
  heading(2),
  heading(3),
  { key: "bold", icon: "bold", isActive: (editor) => editor.isActive("bold"), run: (editor) => editor.chain().focus().toggleBold().run() },
  { key: "italic", icon: "italic", isActive: (editor) => editor.isActive("italic"), run: (editor) => editor.chain().focus().toggleItalic().run() },
  { key: "bulletList", icon: "bullets", isActive: (editor) => editor.isActive("bulletList"), run: (editor) => editor.chain().focus().toggleBulletList().run() },
  { key: "orderedList", icon: "numbers", isActive: (editor) => editor.isActive("orderedList"), run: (editor) => editor.chain().focus().toggleOrderedList().run() },
  { key: "taskList", icon: "tasks", isActive: (editor) => editor.isActive("taskList"), run: (editor) => editor.chain().focus().toggleTaskList().run() },
];

export function Toolbar({ editor, disabled }: { editor: Editor; disabled: boolean }) {
  const { t } = useTranslation();
  const active = useEditorState({ editor, selector: ({ editor: current }) => FORMATS.map((format) => format.isActive(current)) });
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t("notes.toolbar")}>
      {FORMATS.map((format, index) => (
        <ToolButton
          key={`${format.key}${format.level ?? ""}`}
          label={t(`notes.${format.key}`, { level: format.level })}
          active={active[index] === true}
          disabled={disabled}
          run={() => format.run(editor)}
        >
          {format.icon === undefined ? <span className={styles.level} data-level={`H${format.level}`} /> : <Icon name={format.icon} size={16} />}
        </ToolButton>
      ))}
      <LinkButton editor={editor} disabled={disabled} />
      <TableButton editor={editor} disabled={disabled} />
      <ToolButton label={t("notes.undo")} active={false} disabled={disabled} run={() => editor.chain().focus().undo().run()}>
        <Icon name="undo" size={16} />
      </ToolButton>
      <ToolButton label={t("notes.redo")} active={false} disabled={disabled} run={() => editor.chain().focus().redo().run()}>
        <Icon name="redo" size={16} />
      </ToolButton>
    </div>
  );
}

type ToolButtonProps = { label: string; active: boolean; disabled: boolean; run: () => void; children: ReactNode };

function ToolButton({ label, active, disabled, run, children }: ToolButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={active ? "light" : "subtle"}
        color={active ? "petrol" : "gray"}
        aria-label={label}
        aria-pressed={active}
        disabled={disabled}
        // The text keeps its selection.
        onMouseDown={(event) => event.preventDefault()}
        onClick={run}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

type TableStep = { key: string; run: (editor: Editor) => void; danger?: true };

const TABLE_STEPS: TableStep[] = [
  { key: "rowBefore", run: (editor) => editor.chain().focus().addRowBefore().run() },
  { key: "rowAfter", run: (editor) => editor.chain().focus().addRowAfter().run() },
  { key: "columnBefore", run: (editor) => editor.chain().focus().addColumnBefore().run() },
  { key: "columnAfter", run: (editor) => editor.chain().focus().addColumnAfter().run() },
  { key: "headerRow", run: (editor) => editor.chain().focus().toggleHeaderRow().run() },
  { key: "deleteRow", run: (editor) => editor.chain().focus().deleteRow().run(), danger: true },
  { key: "deleteColumn", run: (editor) => editor.chain().focus().deleteColumn().run(), danger: true },
  { key: "deleteTable", run: (editor) => editor.chain().focus().deleteTable().run(), danger: true },
];

/** Puts a table in; inside of one, what can be done with it. */
function TableButton({ editor, disabled }: { editor: Editor; disabled: boolean }) {
  const { t } = useTranslation();
  const isInside = useEditorState({ editor, selector: ({ editor: current }) => current.isActive("table") });
  if (!isInside) {
    return (
      <ToolButton
        label={t("notes.table")}
        active={false}
        disabled={disabled}
        run={() => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run()}
      >
        <Icon name="table" size={16} />
      </ToolButton>
    );
  }
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <ActionIcon variant="light" aria-label={t("notes.tableMenu")} title={t("notes.tableMenu")} disabled={disabled}>
          <Icon name="table" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {TABLE_STEPS.map(({ key, run, danger }) => (
          <Menu.Item key={key} {...(danger === true ? { color: "red" } : {})} onClick={() => run(editor)}>
            {t(`notes.tableStep.${key}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LinkButton({ editor, disabled }: { editor: Editor; disabled: boolean }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [address, setAddress] = useState("");
  const isActive = useEditorState({ editor, selector: ({ editor: current }) => current.isActive("link") });

  function open() {
    const current: unknown = editor.getAttributes("link")["href"];
    setAddress(typeof current === "string" ? current : "");
    setOpened(true);
  }

  function apply(event: FormEvent) {
    event.preventDefault();
    setOpened(false);
    const typed = address.trim();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (typed === "") {
      chain.unsetLink().run();
      return;
    }
    const href = /^[a-z]+:/i.test(typed) ? typed : `https://${typed}`;
    // Without a selection the address itself becomes the text.
    if (editor.state.selection.empty && !isActive) {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else {
      chain.setLink({ href }).run();
    }
  }

  return (
    <Popover opened={opened} onChange={setOpened} width={280} position="bottom" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant={isActive ? "light" : "subtle"}
          color={isActive ? "petrol" : "gray"}
          aria-label={t("notes.link")}
          title={t("notes.link")}
          disabled={disabled}
          onClick={open}
        >
          <Icon name="link" size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={apply} className={styles.linkForm}>
          <TextInput
            size="xs"
            data-autofocus
            label={t("notes.linkAddress")}
            placeholder="https://"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <div className={styles.linkActions}>
            {isActive && (
              <Button variant="subtle" color="gray" onClick={() => { setOpened(false); editor.chain().focus().extendMarkRange("link").unsetLink().run(); }}>
                {t("notes.linkRemove")}
              </Button>
            )}
            <Button type="submit">{t("common.save")}</Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
