// Pictures as pixels and on paper.
import { readFileSync, writeFileSync } from "node:fs";
import { artefact, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

for (const scale of [1, 4]) {
  test(`a PNG at ${scale} times has that many pixels of the SVG`, async ({ page, studio }) => {
    const svg = (await studio.export("Picture, light")).text;
    const size = ["width", "height"].map((side) => Number(svg.match(new RegExp(` ${side}="(\\d+)"`))[1]) * scale);
    await page.locator("summary", { hasText: "Export" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `PNG, ${scale} times` }).click()]);
    expect(download.suggestedFilename()).toBe("unicorn-pursuit.png");
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(size);
    writeFileSync(artefact(`picture-${scale}.png`), bytes);
  });
}

test("a picture that no browser can draw is told", async ({ page, studio }) => {
  await studio.openDesign("far.sketch", "bucket photos @0,0 168x64\nbucket voters @20000,0 168x64\n");
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "PNG, 2 times" }).click();
  await expect(studio.notice).toContainText("expected at most 16384 on a side");
});

test("printing gives the whole drawing on one page and nothing else", async ({ page, studio }) => {
  await page.getByRole("button", { name: "Zoom in" }).click();
  const pdf = await page.pdf({ path: artefact("printed.pdf"), preferCSSPageSize: false, landscape: true, format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  // Outside of printing nothing of it is left.
  await expect(page.locator("#paper > *")).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#paper > svg")).toBeVisible();
  for (const hidden of [".top-bar", ".palette", ".drawer", ".inspector", ".canvas"]) await expect(page.locator(hidden)).toBeHidden();
  await expect(page.locator("#paper text", { hasText: /^unicorn$/ })).toBeVisible();
  // Paper is white in the dark theme, too.
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe("rgb(255, 255, 255)");
});
