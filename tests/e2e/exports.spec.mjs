// What can be taken away, and that it is the same as what the command line makes.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, groundplan, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("every export is byte for byte what the command line makes of the saved design", async ({ studio }) => {
  test.slow();
  // Not the design as it came: moved, renamed, changed, with letters that need care.
  await studio.dragNode("users", 0, 64);
  await studio.select("unicorn");
  const name = studio.inspector.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("einhörner 🦄");
  await name.press("Enter");
  await studio.select("app");
  const note = studio.inspector.getByRole("textbox", { name: "Note" });
  await note.fill('Says "hello": & <b>\nin two lines');
  await note.press("Tab");

  const design = await studio.export("Design");
  expect(design.name).toBe("unicorn-pursuit.groundplan.json");
  const same = async (words, ending, ...args) => {
    const file = await studio.export(words);
    expect(file.name).toBe(`unicorn-pursuit${ending}`);
    expect(file.text, words).toBe(groundplan("design.groundplan.json", design.text, ...args));
  };
  await same("Template as YAML", ".template.yaml", "synth", "FILE");
  await same("Template as JSON", ".template.json", "synth", "FILE", "--format", "json");
  await same("Deploy script", ".deploy.sh", "script", "FILE");
  await same("Sketch", ".sketch", "convert", "FILE", "--format", "sketch");
  await same("Design", ".groundplan.json", "convert", "FILE", "--format", "design");
  await same("Picture, light", ".svg", "draw", "FILE");
  await same("Picture, dark", ".dark.svg", "draw", "FILE", "--theme", "dark");
});

test("the listings are the exports", async ({ studio, page }) => {
  const yaml = await studio.export("Template as YAML");
  expect((await studio.listed("Template")).trimEnd()).toBe(yaml.text.trimEnd());
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const json = await studio.export("Template as JSON");
  await expect.poll(async () => (await studio.listing.textContent()).trimEnd()).toBe(json.text.trimEnd());
  expect(Object.keys(JSON.parse(json.text))).toContain("Resources");
  await page.getByRole("button", { name: "YAML", exact: true }).click();
  await expect(studio.listing).toContainText("AWSTemplateFormatVersion");
  const script = await studio.export("Deploy script");
  expect((await studio.listed("Script")).trimEnd()).toBe(script.text.trimEnd());
  const sketch = await studio.export("Sketch");
  expect((await studio.listed("Sketch")).trimEnd()).toBe(sketch.text.trimEnd());
});

test("a click in the template selects the node that a line comes from", async ({ studio, page }) => {
  await studio.tab("Template");
  await page.locator(".listing-line", { hasText: "UnicornRepository:" }).first().click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("unicorn");
  await expect(page.locator(".listing-line.from-selection").first()).toBeAttached();
});

test("the copy button puts the whole text on the clipboard", async ({ studio, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const sketch = await studio.listed("Sketch");
  await page.getByRole("button", { name: "Copy the sketch" }).click();
  await expect(page.getByRole("button", { name: "Copy the sketch" })).toContainText("Copied");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trimEnd()).toBe(sketch.trimEnd());
});

test("each file of the CDK program is the command line's", async ({ page, studio }) => {
  const design = await studio.export("Design");
  const folder = mkdtempSync(join(tmpdir(), "groundplan-cdk-"));
  groundplan("design.groundplan.json", design.text, "cdk", "FILE", "-o", folder);
  await studio.tab("CDK");
  const choice = page.getByRole("combobox", { name: "File of the program" });
  await expect(studio.listing).toContainText("from aws_cdk import");
  const paths = await choice.locator("option").allTextContents();
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    await choice.selectOption(path);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download this file" }).click()]);
    expect(readFileSync(await download.path(), "utf8"), path).toBe(readFileSync(join(folder, path), "utf8"));
  }
});

test("what an export needs is fetched when it is first asked for", async ({ studio, page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.split("/").pop()));
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-started", "yes");
  await studio.tab("Sketch");
  await expect(studio.listing).toContainText("vpc");
  expect(asked.filter((name) => name.endsWith(".txt"))).toEqual([]);
  await studio.tab("Script");
  await expect(studio.listing).toContainText("#!/usr/bin/env bash");
  expect(asked.filter((name) => name.endsWith(".txt"))).toEqual(["deploy-parts.txt"]);
  await studio.tab("CDK");
  await expect(studio.listing).toContainText("from aws_cdk import");
  await studio.tab("Script");
  await expect(studio.listing).toContainText("#!/usr/bin/env bash");
  expect(asked.filter((name) => name.endsWith(".txt"))).toEqual(["deploy-parts.txt", "cdk-types.txt"]);
});

test("an export whose part cannot be loaded says so and can be tried again", async ({ studio, page, problems }) => {
  await page.route(/\.txt/, (route) => route.abort());
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "Deploy script", exact: true }).click();
  await expect(page.locator(".notice")).toContainText("could not be exported");
  await studio.tab("Script");
  await expect(page.getByRole("alert").filter({ hasText: "The deploy script could not be loaded" })).toBeVisible();
  await studio.tab("CDK");
  await expect(page.getByRole("alert").filter({ hasText: "The CDK program could not be loaded" })).toBeVisible();
  // The browser itself reports each of the three; nothing else may complain.
  expect(problems.splice(0)).toEqual(Array(3).fill("console: Failed to load resource: net::ERR_FAILED"));
  await page.unroute(/\.txt/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(studio.listing).toContainText("from aws_cdk import");
  await studio.tab("Script");
  await expect(studio.listing).toContainText("#!/usr/bin/env bash");
});

test("a part of another version is not mixed into an export", async ({ studio, page }) => {
  await page.route(/deploy-parts\.txt/, (route) => route.fulfill({ contentType: "text/plain", body: "echo something else" }));
  await studio.tab("Script");
  await expect(page.getByRole("alert").filter({ hasText: "of another version of Groundplan than this page: reload the page" })).toBeVisible();
});
