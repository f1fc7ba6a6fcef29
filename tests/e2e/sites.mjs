// Pages of somebody else, of another origin than the designer, with diagrams in them: the examples in examples/embedding.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./serve.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The designer that is tested. */
export const designer = `http://127.0.0.1:${process.env.GROUNDPLAN_PORT}/`;

/** A copy of an example, with a picture, whose `file` has the address of the designer that is tested. */
export function example(name, file, pictureIn = ".") {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-embedding-"));
  cpSync(here(`../../examples/embedding/${name}`), folder, { recursive: true });
  cpSync(here("../../docs/unicorn.svg"), join(folder, pictureIn, "unicorn.svg"));
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, "utf8").replace("http://127.0.0.1:8080/", designer));
  return folder;
}

/** Serves a folder as a site of its own; `origin` is its address. */
export async function site(folder) {
  const server = serve(folder);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { folder, origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The designer in the diagram with a selector. */
export const inside = (page, selector) => page.locator(selector).locator("iframe").contentFrame();

/** The nodes that are drawn in it. */
export const nodes = (frame) => frame.locator(".drawing [data-node]:not([data-node=region])");

/** Waits until a diagram shows as many nodes. */
export const shows = async (expect, page, selector, count) => {
  await page.locator(selector).scrollIntoViewIfNeeded();
  await expect(page.locator(selector).locator("iframe.open")).toBeVisible({ timeout: 15_000 });
  await expect(nodes(inside(page, selector))).toHaveCount(count);
};

/** What the designer in a diagram answers to a question. */
export const ask = (page, selector, type, more) =>
  page.evaluate(
    ([selector, type, more]) => document.querySelector(selector).ask(type, more).catch((error) => ({ refused: error.message })),
    [selector, type, more],
  );
