// Diagrams in somebody else's page, of another origin: they show, let the page be, and hear nobody but it.
import { expect, test } from "@playwright/test";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { axe, groundplan } from "./studio.mjs";
import { serve } from "./serve.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const designer = `http://127.0.0.1:${process.env.GROUNDPLAN_PORT}/`;

let site;

test.beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-embedding-"));
  cpSync(here("../../examples/embedding"), folder, { recursive: true });
  cpSync(here("../../docs/unicorn.svg"), join(folder, "unicorn.svg"));
  const page = join(folder, "index.html");
  writeFileSync(page, readFileSync(page, "utf8").replace("http://127.0.0.1:8080/", designer));
  const server = serve(folder);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  site = { server, folder, origin: `http://127.0.0.1:${server.address().port}` };
});

test.afterAll(() => site.server.close());

/** The designer in the diagram with a selector. */
const inside = (page, selector) => page.locator(selector).locator("iframe").contentFrame();
const nodes = (frame) => frame.locator(".drawing [data-node]:not([data-node=region])");
/** What the designer in a diagram answers to a question. */
const ask = (page, selector, type, more) =>
  page.evaluate(([selector, type, more]) => document.querySelector(selector).ask(type, more).catch((error) => ({ refused: error.message })), [selector, type, more]);

test("a picture is there at once and becomes a diagram on demand, a block of code by itself", async ({ page }) => {
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(site.origin);
  await expect(page.locator("#picture img")).toBeVisible();
  await expect(page.locator("#picture iframe")).toHaveCount(0);
  await page.locator("#picture").getByRole("button", { name: "Explore" }).click();
  await expect(nodes(inside(page, "#picture"))).toHaveCount(24, { timeout: 15_000 });
  const code = "groundplan-diagram:not([id])";
  await page.locator(code).scrollIntoViewIfNeeded();
  await expect(nodes(inside(page, code))).toHaveCount(4, { timeout: 15_000 });
  await expect(page.locator("pre")).toHaveCount(0);
  // Looked at, nothing changes it.
  const surface = inside(page, code).locator("#canvas");
  await surface.press("Control+a");
  await surface.press("Delete");
  await expect(nodes(inside(page, code))).toHaveCount(4);
  await expect(inside(page, code).locator(".palette")).toBeHidden();
  await inside(page, code).getByRole("button", { name: "Walk" }).click();
  await expect(inside(page, code).getByRole("tab", { name: "Walk" })).toBeVisible();
  expect(errors).toEqual([]);
  expect(await axe(page)).toEqual([]);
});

test("the page keeps its focus and scrolls under the wheel, and Tab leaves a diagram", async ({ page }) => {
  await page.goto(site.origin);
  const code = "groundplan-diagram:not([id])";
  await page.locator(code).scrollIntoViewIfNeeded();
  await expect(nodes(inside(page, code))).toHaveCount(4, { timeout: 15_000 });
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  const before = await page.evaluate(() => scrollY);
  await page.locator(code).hover();
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  await inside(page, code).locator("#canvas").focus();
  for (let press = 0; press < 20; press += 1) await page.keyboard.press("Tab");
  await expect(page.locator(code)).not.toBeFocused();
});

test("the page around asks, and hears of changes; two diagrams share nothing and keep nothing", async ({ page }) => {
  await page.goto(site.origin);
  const edited = "#edited";
  await page.locator(edited).scrollIntoViewIfNeeded();
  const frame = inside(page, edited);
  await expect(nodes(frame)).toHaveCount(3, { timeout: 15_000 });
  await expect(frame.locator("[data-view=network]")).toBeVisible();
  const sketch = readFileSync(join(site.folder, "small.sketch"), "utf8");
  expect((await ask(page, edited, "export", { format: "template" })).content).toBe(groundplan("small.sketch", sketch, "synth", "FILE"));
  expect((await ask(page, edited, "export", { format: "png", scale: 2 })).content).toMatch(/^data:image\/png;base64,/);
  expect(await ask(page, edited, "select", { names: ["quiet", "nobody"] })).toMatchObject({ count: 1 });
  expect((await ask(page, edited, "dance", {})).refused).toContain("unknown type; expected load");
  expect((await ask(page, edited, "load", { text: "vpc {{{" })).refused).not.toBe("");
  await expect(nodes(frame)).toHaveCount(3);
  const changed = page.evaluate((selector) => new Promise((done) => document.querySelector(selector).addEventListener("change", (event) => done(event.detail.design))), edited);
  await frame.getByLabel("Name of the design").fill("From the page");
  expect(await changed).toContain("From the page");
  expect((await ask(page, edited, "save", {})).design).toContain("From the page");
  const stored = await page.frames().find((one) => one.url().includes("embed=edit")).evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(stored).toEqual([]);
});

test("messages from anybody else are not heard, and nobody else is told anything", async ({ page }) => {
  await page.goto(site.origin);
  await page.locator("#edited").scrollIntoViewIfNeeded();
  await expect(nodes(inside(page, "#edited"))).toHaveCount(3, { timeout: 15_000 });
  // A frame of the same page is not the page; and a designer that was told of another origin does not answer this one.
  const heard = await page.evaluate(async (designer) => {
    const all = [];
    addEventListener("message", ({ data }) => all.push(data));
    const target = document.querySelector("#edited").shadowRoot.querySelector("iframe");
    const stranger = document.createElement("iframe");
    document.body.append(stranger);
    stranger.contentWindow.eval(`parent.document.querySelector("#edited").shadowRoot.querySelector("iframe").contentWindow.postMessage({ v: 1, type: "load", id: 900, text: "" }, "*")`);
    const other = document.createElement("iframe");
    other.src = `${designer}?embed=edit&parentOrigin=https://example.org`;
    document.body.append(other);
    await new Promise((done) => (other.onload = done));
    await new Promise((done) => setTimeout(done, 3000));
    other.contentWindow.postMessage({ v: 1, type: "save", id: 901 }, "*");
    target.contentWindow.postMessage({ v: 2, type: "save", id: 902 }, "*");
    await new Promise((done) => setTimeout(done, 500));
    return all;
  }, designer);
  expect(heard.map(({ id, type }) => [id, type])).toEqual([[902, "error"]]);
  await expect(nodes(inside(page, "#edited"))).toHaveCount(3);
});

test("the loader is under 5 KB and needs nothing else", async ({ request }) => {
  const text = await (await request.get("embed.js")).text();
  expect(Buffer.byteLength(text)).toBeLessThan(5 * 1024);
  expect(text).not.toMatch(/\bimport\b|https?:/);
});
