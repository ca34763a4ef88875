/** The HTTP interface as a script uses it: a bearer token, no cookie. */

export const PASSWORD = "kontor-demo";

/** Signs a demo account in and returns what a test needs of the interface. */
export async function signedIn(url, name) {
  const { token, employee } = await call(url, null, "POST", "/api/session", {
    email: `${name}@kontor.example`,
    password: PASSWORD,
  });
  const as = (method, path, body) => call(url, token, method, path, body);
  return {
    token,
    employee,
    createContact: (contact) => as("POST", "/api/contacts", { kind: "organisation", ...contact }),
    contact: (id) => as("GET", `/api/contacts/${id}`),
    change: (id, fields) => as("PATCH", `/api/contacts/${id}`, fields),
    remove: (id) => as("DELETE", `/api/contacts/${id}`),
    comment: (id, comment) => as("POST", `/api/contacts/${id}/comments`, comment),
    changeComment: (id, comment, change) => as("PATCH", `/api/contacts/${id}/comments/${comment}`, { change }),
    assign: (id, assignment) => as("POST", `/api/contacts/${id}/assignments`, assignment),
    customField: (field) => as("POST", "/api/custom-fields", field),
    changeCustomField: (id, change) => as("PATCH", `/api/custom-fields/${id}`, change),
    employees: () => as("GET", "/api/employees"),
    hire: (person) => as("POST", "/api/employees", person),
    get: (path) => as("GET", path),
    post: (path, body) => as("POST", path, body),
    put: (path, body) => as("PUT", path, body),
    delete: (path) => as("DELETE", path),
  };
}

async function call(url, token, method, path, body) {
  const headers = { "content-type": "application/json" };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const response = await fetch(url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
