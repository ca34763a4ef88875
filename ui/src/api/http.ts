/** Requests to the server: JSON in, JSON out, and every failure as a `Problem` with the server's stable code. */

/** RFC 9457 as the server sends it. `status` 0 means that no answer came. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null = null,
    /** What else the answer holds; of a kind that its code says. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}: ${detail}`);
    this.name = "Problem";
  }
}

let signedOut: () => void = () => {};

/** Called when a request is answered with 401 outside of signing in: the session ended. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** `signal` gives the request up: nobody waits for the answer any more. */
export async function request<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return answerOf(await send(path, { method, ...json, ...(signal === undefined ? {} : { signal }) }));
}

/** Sends JSON and tells each line of JSON that comes back, as it comes. */
export async function requestLines<Line>(path: string, body: unknown, tell: (line: Line) => void, signal: AbortSignal): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await accepted(await send(path, { method: "POST", body: JSON.stringify(body), headers, signal }));
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (waiting + value).split("\n");
    waiting = lines.pop() ?? "";
    for (const line of lines) tell(JSON.parse(line) as Line);
  }
}

/** Carried to its end by the browser even if the page is left meanwhile; for small bodies only. */
export async function requestToTheEnd<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  const json = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return answerOf(await send(path, { method, ...json, keepalive: true }));
}

/** Sends a file as it is. */
export async function upload<Answer>(path: string, file: Blob): Promise<Answer> {
  const headers = { "content-type": "application/octet-stream" };
  return answerOf(await send(path, { method: "POST", body: file, headers }));
}

export type Download = { content: Blob; name: string | null };

/** Fetches what is to be kept as a file; with a body, by asking for it. */
export async function download(path: string, body?: unknown): Promise<Download> {
  const asked = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await accepted(await send(path, asked));
  const named = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "");
  return { content: await response.blob(), name: named?.[1] ?? null };
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  await accepted(response);
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.code === "signed_out") signedOut();
  throw problem;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Problem(0, "no_answer", "");
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const parsed: unknown = await response.json().catch(() => null);
  const problem = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const text = (key: string) => (typeof problem[key] === "string" ? problem[key] : null);
  return new Problem(response.status, text("code") ?? `http_${response.status}`, text("detail") ?? "", text("field"), problem);
}
