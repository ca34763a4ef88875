/** Imports: a file is uploaded, its columns are mapped, tried and taken over, and can be undone. */
import type { EmployeeId } from "@/protocol";
import { request, upload } from "./http";

export type ImportState = "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "undoing" | "undone";
export type ImportColumn = {
  heading: string;
  /** Up to three cells of the file. */
  samples: string[];
  /** The field that the heading was recognised as, or that somebody mapped the column to. */
  field: string | null;
};
export type RowError = { line: number; column: string | null; message: string };
/** `organisations`, made because a person's row names them, are among `created`. */
export type Tally = { created: number; updated: number; unchanged: number; organisations: number };

/** What taking an import back did; what somebody went on with since stays. */
export type Undone = { deleted: number; restored: number; contacts_kept: number; fields_kept: number };

export type Import = {
  id: string;
  name: string;
  state: ImportState;
  format: "csv" | "vcard";
  encoding: string | null;
  separator: string | null;
  columns: ImportColumn[];
  rows: number;
  done: number;
  tally: Tally;
  undo: Undone | null;
  /** The first hundred; `error_count` says how many there are. */
  errors: RowError[];
  error_count: number;
  by: EmployeeId;
  created_at: string;
  finished_at: string | null;
  message: string | null;
};

export type ImportField = { field: string; label_de: string; label_en: string };
/** Field by heading; null leaves the column out. */
export type Mapping = Record<string, string | null>;

export const LARGEST_FILE_BYTES = 20 * 1024 * 1024;

const path = (id: string) => `/api/imports/${encodeURIComponent(id)}`;

export const imports = {
  list: () => request<{ items: Import[] }>("GET", "/api/imports"),
  one: (id: string) => request<Import>("GET", path(id)),
  fields: () => request<{ items: ImportField[] }>("GET", "/api/imports/fields"),
  upload: (file: File) => upload<Import>(`/api/imports?name=${encodeURIComponent(file.name)}`, file),
  check: (id: string, mapping: Mapping) => request<Import>("POST", `${path(id)}/check`, { mapping }),
  run: (id: string, mapping: Mapping) => request<Import>("POST", `${path(id)}/run`, { mapping }),
  undo: (id: string) => request<Import>("POST", `${path(id)}/undo`),
  errorsAddress: (id: string) => `${path(id)}/errors.csv`,
};
