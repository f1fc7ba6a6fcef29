// Texts in the drawer: what changed since the last export or a snapshot, and which line belongs to which node.
import { artefact, axe, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const against = (page) => page.getByLabel("Compare with");
const told = (page) => page.locator(".compared");
const lines = (studio, mark) => studio.listing.locator(`.listing-line.${mark}`);

/** The value of the option that begins so. */
const option = (page, words) => against(page).locator("option").filter({ hasText: words }).getAttribute("value");

test("what changed since the last export is shown in every form, and stays over a reload", async ({ page, studio }) => {
  await studio.tab("Template");
  await expect(against(page).locator("option")).toHaveText(["Compare: nothing was exported or kept yet"]);
  await studio.export("Template as YAML");
  await expect(against(page).locator("option")).toHaveText([/^Compare with/, /^Last export, /]);
  await against(page).selectOption(await option(page, "Last export"));
  await expect(told(page)).toHaveText(/^Nothing has changed since: Last export, /);

  await studio.select("season");
  const value = studio.field("value").getByRole("textbox");
  await value.fill("autumn");
  await value.press("Tab");
  await expect(told(page)).toHaveText(/^1 line added, 1 line removed since: Last export, /);
  await expect(lines(studio, "removed")).toHaveText(/^- +Value: spring\n$/);
  await expect(lines(studio, "added")).toHaveText(/^\+ +Value: autumn\n$/);
  await expect(lines(studio, "left-out").first()).toHaveText(/^⋯ \d+ lines are as they were/);
  // The number is that of the line in the template as it is.
  const number = Number(await lines(studio, "added").getAttribute("data-number"));
  await page.screenshot({ path: artefact("comparing.png") });
  // A sketch is no text that is compared: its export changes nothing here.
  await studio.export("Sketch");
  await page.getByRole("button", { name: "JSON" }).click();
  await expect(lines(studio, "added")).toHaveText(/^\+ +"Value": "autumn",\n$/);
  await page.getByRole("button", { name: "YAML" }).click();

  await page.reload();
  await studio.tab("Template");
  await expect(told(page)).toHaveCount(0);
  await expect.poll(async () => (await studio.listing.textContent()).split("\n")[number - 1]).toMatch(/Value: autumn$/);
  await expect(against(page).locator("option")).toHaveCount(2);
  await against(page).selectOption(await option(page, "Last export"));
  await expect(lines(studio, "added")).toHaveText(/Value: autumn/);
  // What is exported now is what it is compared with from now on; a script is an export as well.
  await studio.export("Deploy script");
  await expect(told(page)).toHaveText(/^Nothing has changed since/);
  await against(page).selectOption("");
  await expect(told(page)).toHaveCount(0);
  await expect(studio.listing).toContainText("AWSTemplateFormatVersion");
});

test("script and CDK program are compared with a snapshot as well", async ({ page, studio }) => {
  await studio.yourDesigns();
  await studio.gallery.getByLabel("Name of the snapshot").fill("Before the summer");
  await studio.gallery.getByLabel("Name of the snapshot").press("Enter");
  await expect(studio.gallery.getByText("Before the summer")).toBeVisible();
  await page.keyboard.press("Escape");
  await studio.select("voters");
  await page.keyboard.press("Delete");
  await studio.tab("CDK");
  await expect(against(page).locator("option")).toHaveCount(2);
  await against(page).selectOption(await option(page, "Before the summer"));
  await expect(told(page)).toHaveText(/^\d+ lines? added, \d+ lines removed since: Before the summer, /);
  await expect(lines(studio, "removed").filter({ hasText: "Voters" }).first()).toBeVisible();
  await studio.tab("Template");
  await expect(lines(studio, "removed").filter({ hasText: "AWS::DynamoDB::Table" })).toHaveCount(1);
  await page.keyboard.press("Control+z");
});

test("another document has other states, also when Undo brings it back; who seeks a line gets the template", async ({ page, studio }) => {
  await studio.export("Template as YAML");
  await studio.tab("Template");
  await expect(against(page).locator("option")).toHaveCount(2);
  await against(page).selectOption(await option(page, "Last export"));
  await expect(told(page)).toBeVisible();
  await studio.openDesign("other.sketch", "bucket other\n");
  await expect(told(page)).toHaveCount(0);
  await expect(against(page).locator("option")).toHaveText(["Compare: nothing was exported or kept yet"]);
  await studio.undo.click();
  await expect(against(page).locator("option")).toHaveCount(2);
  await against(page).selectOption(await option(page, "Last export"));
  await expect(told(page)).toBeVisible();
  await page.getByRole("button", { name: "Show everything" }).click();
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app pulls/ }).click();
  await studio.inspector.getByRole("group", { name: "Adds to the template" }).getByRole("button", { name: /ecr:BatchGetImage/ }).click();
  await expect(told(page)).toHaveCount(0);
  await expect(against(page)).toHaveValue("");
  await expect(studio.listing.locator(".found")).toBeInViewport();
  // The arrows go on from there.
  const place = Number(await studio.listing.locator(".found").getAttribute("data-line"));
  await page.keyboard.press("ArrowDown");
  await expect(studio.listing.locator(".found")).toHaveAttribute("data-line", String(place + 1));
});

test("an earlier state that is gone or cannot be read says so and stops nothing; a stranger's name stays text", async ({ page, studio }) => {
  /** Does something with the text of the last export in the browser's database. */
  const inDatabase = (text) =>
    page.evaluate(
      (text) =>
        new Promise((done) => {
          const request = indexedDB.open("groundplan");
          request.onsuccess = () => {
            const transaction = request.result.transaction("texts", "readwrite");
            const texts = transaction.objectStore("texts");
            texts.getAllKeys().onsuccess = ({ target }) => {
              const key = target.result.find((name) => name.endsWith(".exported"));
              if (text === null) texts.delete(key);
              else texts.put(text, key);
            };
            transaction.oncomplete = () => done(request.result.close());
          };
        }),
      text,
    );
  await studio.yourDesigns();
  await studio.gallery.getByLabel("Name of the snapshot").fill("<img src=x>\u202egnp");
  await studio.gallery.getByLabel("Name of the snapshot").press("Enter");
  await expect(studio.gallery.getByText("<img src=x>")).toBeVisible();
  await page.keyboard.press("Escape");
  await studio.export("Template as YAML");
  await studio.tab("Template");
  await expect(against(page).locator("option")).toHaveCount(3);
  await against(page).selectOption(await option(page, "<img"));
  await expect(told(page)).toHaveText(/^Nothing has changed since: <img src=x>\\u\{202e\}gnp, /);
  expect(await page.locator("img[src=x]").count()).toBe(0);
  await inDatabase('{"groundplan": 999}');
  await against(page).selectOption(await option(page, "Last export"));
  await expect(told(page)).toContainText("It cannot be compared: groundplan: found 999");
  await studio.select("votes");
  await page.keyboard.press("Delete");
  await expect(studio.node("votes")).toHaveCount(0);
  await against(page).selectOption("");
  await expect(studio.listing).toContainText("AWSTemplateFormatVersion");
  await inDatabase(null);
  await against(page).selectOption(await option(page, "Last export"));
  await expect(studio.notice).toContainText("It is not in this browser any more");
  await expect(against(page)).toHaveValue("");
  await expect(studio.listing).toContainText("AWSTemplateFormatVersion");
});

test("lines of every export point at their nodes", async ({ page, studio }) => {
  const pointed = page.locator(".overlay .hovered");
  const look = async (words) => {
    // A text that comes in meanwhile takes the line from under the pointer.
    await expect(async () => {
      await page.mouse.move(4, 4);
      await studio.listing.locator(".listing-line").filter({ hasText: words }).first().hover();
      await expect(pointed).toHaveCount(1, { timeout: 1000 });
    }).toPass();
    const [outline, bucket] = [await pointed.boundingBox(), await studio.box("pictures")];
    expect(Math.abs(outline.x - bucket.x) + Math.abs(outline.y - bucket.y)).toBeLessThan(8);
    await page.mouse.move(4, 4);
    await expect(pointed).toHaveCount(0);
  };
  await studio.tab("Template");
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  await expect(studio.listing).toContainText('"AWSTemplateFormatVersion"');
  await look('"Type": "AWS::S3::Bucket"');
  await studio.tab("Script");
  await expect(studio.listing).toContainText("#!/usr/bin/env bash");
  await look("Type: AWS::S3::Bucket");
  await studio.tab("CDK");
  await expect(studio.listing).toContainText("CfnBucket(");
  await look("CfnBucket(");
  await studio.listing.locator(".listing-line").filter({ hasText: "CfnBucket(" }).first().click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("pictures");
});

test("a line points at its node and a node at its lines, by mouse and by keyboard", async ({ page, studio }) => {
  const pointed = page.locator(".overlay .hovered");
  await studio.tab("Template");
  const line = studio.listing.locator(".listing-line").filter({ hasText: "AWS::S3::Bucket" }).first();
  await line.hover();
  await expect(pointed).toHaveCount(1);
  const [outline, bucket] = [await pointed.boundingBox(), await studio.box("pictures")];
  expect(Math.abs(outline.x - bucket.x) + Math.abs(outline.y - bucket.y)).toBeLessThan(8);
  await expect(line).toHaveClass(/pointed/);
  await page.mouse.move(4, 4);
  await expect(pointed).toHaveCount(0);
  const { x, y } = await studio.grip("votes");
  await page.mouse.move(x, y);
  await expect(studio.listing.locator(".pointed").filter({ hasText: "AWS::DynamoDB::Table" })).toHaveCount(1);
  // A node that is selected on the canvas has its first line in sight.
  await page.mouse.click(x, y);
  await expect(studio.listing.locator(".from-selection").first()).toBeInViewport();

  await studio.listing.focus();
  await studio.listing.evaluate((element) => (element.scrollTop = 0));
  const first = (await studio.listing.textContent()).split("\n").findIndex((text) => text.includes("AWS::"));
  for (let step = 0; step <= first; step += 1) await page.keyboard.press("ArrowDown");
  await expect(pointed).toHaveCount(1);
  await expect(page.locator("[aria-live]").filter({ hasText: /Type: AWS::\S+, of \S+/ })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(studio.listing.locator(".listing-line.found")).toHaveClass(/from-selection/);
  await expect(studio.listing).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(pointed).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`a comparison is accessible in ${colorScheme}, also where there is little room`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await studio.export("Template as YAML");
    await studio.select("votes");
    await page.keyboard.press("Delete");
    await studio.tab("Template");
    await expect(against(page).locator("option")).toHaveCount(2);
    await against(page).selectOption(await option(page, "Last export"));
    await expect(lines(studio, "removed").first()).toBeVisible();
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`comparing-${colorScheme}.png`) });
    for (const name of ["Palette", "Inspector"]) await page.getByRole("button", { name, exact: true }).click();
    await page.setViewportSize({ width: 360, height: 640 });
    await expect(against(page)).toBeInViewport();
    await page.screenshot({ path: artefact(`comparing-${colorScheme}-360.png`) });
  });
}
