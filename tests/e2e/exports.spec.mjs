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
  await expect(choice.locator("option").nth(2)).toBeAttached();
  const paths = await choice.locator("option").allTextContents();
  for (const path of paths) {
    await choice.selectOption(path);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download this file" }).click()]);
    expect(readFileSync(await download.path(), "utf8"), path).toBe(readFileSync(join(folder, path), "utf8"));
  }
});
