/** Takes contacts away as a file, with a word when it begins and when it did not work. */
import type { Download } from "@/api/http";
import type { ExportFormat } from "@/api/lists";
import { toast } from "@/components/toast";
import { problemText } from "@/state/problems";
import type { Translate } from "@/state/refusals";

const TOAST = "export";

export async function saveExport(t: Translate, format: ExportFormat, fetched: () => Promise<Download>): Promise<void> {
  toast(t("export.running"), { id: TOAST });
  try {
    const { content, name } = await fetched();
    const file = name ?? `kontakte.${format}`;
    saveAs(content, file);
    toast(t("export.done", { file }), { id: TOAST, tone: "good" });
  } catch (error) {
    toast(t("export.failed", { reason: problemText(t, error) }), { id: TOAST, tone: "bad" });
  }
}

function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file when this runs out; until then it may still be asking where to put it.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
