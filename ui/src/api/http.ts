/** Requests to the server: JSON in, JSON out, and every failure as a `Problem` with the server's stable code. */

/** RFC 9457 as the server sends it. `status` 0 means that no answer came. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null = null,
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

export async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await send(method, path, body);
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code === "signed_out") signedOut();
    throw problem;
  }
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin" };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json" };
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new Problem(0, "no_answer", "");
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const parsed: unknown = await response.json().catch(() => null);
  const problem = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const text = (key: string) => (typeof problem[key] === "string" ? problem[key] : null);
  return new Problem(response.status, text("code") ?? `http_${response.status}`, text("detail") ?? "", text("field"));
}
