/** Why a file, a row or a step of an import was refused, in the person's language; like `refusals.ts`, for files. */
import { Problem } from "@/api/http";
import { problemText } from "./problems";
import { refusalText, type Translate } from "./refusals";

const WORDINGS: [pattern: RegExp, key: string][] = [
  [/the file is empty/, "emptyFile"],
  [/a workbook of a spreadsheet program/, "workbook"],
  [/neither a CSV nor a vCard/, "notText"],
  [/line (?<line>\d+) is not; save it again as UTF-8/, "brokenUtf8"],
  [/no column holds a name|one column must hold a name/, "noNameColumn"],
  [/the file has (?<rows>\d+) rows; at most (?<limit>[\d_]+)/, "tooManyRows"],
  [/the first line must name the columns/, "noHeading"],
  [/names neither a person nor an organisation/, "noName"],
  [/is to be a person and names only an organisation/, "noPerson"],
  [/a quotation mark is opened/, "openQuotes"],
  [/the row has (?<count>\d+) cells? and the heading (?<columns>\d+)/, "wrongCells"],
  [/the card describes a/, "notAContact"],
  [/another import of yours is under way/, "another"],
  [/this import is under way/, "underWay"],
  [/this import is over/, "over"],
  [/the file is here no more/, "fileGone"],
  [/was taken back already/, "takenBack"],
  [/can be taken back for 7 days/, "tooLate"],
  [/the server was stopped in the middle/, "stopped"],
  [/too many files wait/, "full"],
];

export function rowRefusal(t: Translate, message: string): string {
  for (const [pattern, key] of WORDINGS) {
    const found = pattern.exec(message);
    if (found !== null) return t(`import.why.${key}`, { ...found.groups, ...counted(found.groups?.["count"]) });
  }
  return refusalText(t, "invalid", message);
}

/** A text has its singular and plural by a number, not by digits. */
const counted = (digits: string | undefined): Record<string, number> => (digits === undefined ? {} : { count: Number(digits) });

export function importProblem(t: Translate, error: unknown): string {
  const isExplained = error instanceof Problem && error.status >= 400 && error.status < 500 && error.code !== "not_found" && error.detail !== "";
  return isExplained ? rowRefusal(t, error.detail) : problemText(t, error);
}
