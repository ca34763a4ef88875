/** `/api/openapi.json` is what it says it is: a validator of the OpenAPI Initiative's own schema finds nothing wrong. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, it } from "node:test";
import { pathToFileURL } from "node:url";
import { startServer } from "./support/server.mjs";

const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const { Validator } = await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")));

let server;
before(async () => {
  server = await startServer({ database: "mem://" });
});
after(() => server.stop());

it("the description of the routes is valid OpenAPI, and every reference in it leads somewhere", async () => {
  const answer = await fetch(`${server.url}/api/openapi.json`);
  assert.equal(answer.status, 200);
  const description = await answer.json();
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(description));
  assert.ok(valid, JSON.stringify(errors, null, 2));
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path);
  assert.ok(references.length > 0);
  for (const path of references) {
    const found = path.split("/").reduce((part, name) => part?.[name], description);
    assert.ok(found !== undefined, `#/${path} leads nowhere`);
  }
});
