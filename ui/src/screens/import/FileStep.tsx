/** Takes the file: dropped, or chosen. */
import { Button, Loader } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import { imports, LARGEST_FILE_BYTES } from "@/api/imports";
import { Icon } from "@/components/Icon";
import { formatBytes } from "@/state/format";
import { importProblem } from "@/state/importRefusals";
import styles from "./FileStep.module.css";
import { importKey, IMPORTS_KEY } from "./useImportAction";

export function FileStep() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const upload = useMutation({
    mutationFn: (file: File) => imports.upload(file),
    onSuccess: async (created) => {
      queries.setQueryData(importKey(created.id), created);
      await navigate({ to: "/import", search: { id: created.id } });
      void queries.invalidateQueries({ queryKey: IMPORTS_KEY, exact: true });
    },
    onError: (error, file) => setFault(t("import.uploadFailed", { name: file.name, reason: importProblem(t, error) })),
  });

  function take(file: File | undefined) {
    if (file === undefined || upload.isPending) return;
    setFault(null);
    if (file.size > LARGEST_FILE_BYTES) setFault(t("import.tooLarge", { name: file.name, size: formatBytes(file.size, i18n.language) }));
    else if (file.size === 0) setFault(t("import.empty", { name: file.name }));
    else upload.mutate(file);
  }

  function dropped(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  }

  return (
    <section
      className={styles.drop}
      data-over={isOver || undefined}
      aria-label={t("import.step.file")}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={dropped}
    >
      {upload.isPending ? (
        <p className={styles.title} role="status">
          <Loader size="xs" /> {t("import.uploading", { name: upload.variables.name })}
        </p>
      ) : (
        <>
          <Icon name="upload" size={28} />
          <h2 className={styles.title}>{t("import.dropTitle")}</h2>
          <p className={styles.text}>{t("import.dropText")}</p>
          <Button onClick={() => input.current?.click()}>{t("import.choose")}</Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
            aria-label={t("import.choose")}
            onChange={(event) => {
              take(event.currentTarget.files?.[0]);
              // The same file may be chosen again, once it has been put right.
              event.currentTarget.value = "";
            }}
          />
        </>
      )}
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
