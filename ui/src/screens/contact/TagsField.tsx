/** The tags of a contact: chips to read, a type-ahead of the tags in use to edit, saved on leaving like every field. */
import { TagsInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { lists } from "@/api/lists";
import type { ContactId } from "@/protocol";
import { parseTyped, typedOf } from "@/state/values";
import { FieldFrame, useFieldView, type Decide } from "./FieldFrame";
import styles from "./FieldRow.module.css";
import { useFieldEditor, type FieldEditor } from "./useFieldEditor";
import { ValueText } from "./ValueText";

const MOST_TAGS = 50;

export const TagsField = memo(function TagsField({ contact, decide }: { contact: ContactId; decide: Decide }) {
  const { t } = useTranslation();
  const view = useFieldView(contact, "tags");
  const editor = useFieldEditor(contact, "tags");
  const button = useRef<HTMLButtonElement>(null);
  const hintId = useId();
  const focusAgain = () => requestAnimationFrame(() => button.current?.focus());
  return (
    <FieldFrame
      contact={contact}
      field="tags"
      view={view}
      decide={decide}
      editingSince={editor.base}
      hintId={hintId}
      hint={t("fieldHint.tags")}
    >
      {editor.typed === null ? (
        <UnstyledButton
          ref={button}
          className={styles.value}
          data-edits="tags"
          aria-labelledby={`${hintId}-label ${hintId}-value ${hintId}-verb`}
          aria-describedby={hintId}
          onClick={() => (view.edit?.state === "conflict" ? decide("tags") : editor.begin())}
        >
          <span id={`${hintId}-value`}>
            <ValueText field="tags" value={view.value} placeholder="—" />
          </span>
          <span id={`${hintId}-verb`} className="visually-hidden">
            {t("edit.verb")}
          </span>
        </UnstyledButton>
      ) : (
        <TagsEditor editor={editor} hintId={hintId} done={focusAgain} />
      )}
    </FieldFrame>
  );
});

function TagsEditor({ editor, hintId, done }: { editor: FieldEditor; hintId: string; done: () => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const facets = useQuery({
    queryKey: ["contacts", "facets", "tags"],
    queryFn: ({ signal }) => lists.facets({ search: "", filter: {}, sort: "name" }, signal),
    staleTime: 60_000,
    retry: false,
  });
  const tags = parseTyped("tags", editor.typed ?? "") as string[];

  function keyPressed(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.stopPropagation();
      editor.cancel();
      done();
    } else if (event.key === "Enter" && search === "") {
      event.preventDefault();
      editor.leave();
      done();
    }
  }

  return (
    <TagsInput
      size="xs"
      autoFocus
      aria-label={t("field.tags")}
      aria-describedby={hintId}
      value={tags}
      onChange={(next) => editor.type(typedOf(next))}
      searchValue={search}
      onSearchChange={setSearch}
      data={facets.data?.tags.map(({ value }) => value) ?? []}
      splitChars={[",", ";"]}
      maxTags={MOST_TAGS}
      acceptValueOnBlur={false}
      onKeyDown={keyPressed}
      onBlur={() => {
        // What is typed and not yet a tag becomes one: leaving saves.
        if (search.trim() !== "") editor.type(typedOf([...tags, search.trim()]));
        editor.leave();
      }}
      comboboxProps={{ position: "bottom-start" }}
    />
  );
}
