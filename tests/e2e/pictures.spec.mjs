// Pictures as pixels and on paper.
import { readFileSync, writeFileSync } from "node:fs";
import { artefact, expect, groundplan, test } from "./studio.mjs";

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

test("a PNG carries its design: dropped on the page it opens, and the command line reads it", async ({ page, studio }) => {
  await studio.openDesign("own.sketch", "bucket photos\n");
  await page.getByLabel("Name of the design").fill("Größer");
  await page.getByLabel("Name of the design").press("Enter");
  await page.locator("summary", { hasText: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG, 1 times" }).click()]);
  const bytes = readFileSync(await download.path());
  const design = (await studio.export("Design")).text;
  expect(groundplan("own.png", bytes, "convert", "--format", "design", "FILE")).toBe(design);
  const drop = async (name, bytes) => {
    const given = await page.evaluateHandle(([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
      return data;
    }, [name, [...bytes]]);
    await page.locator(".app").dispatchEvent("drop", { dataTransfer: given });
  };
  await studio.openText("other.sketch", "bucket another\n");
  await expect(studio.node("another")).toBeVisible();
  await drop("own.png", bytes);
  await expect(studio.notice).toContainText("own.png is open");
  await expect(studio.node("photos")).toBeVisible();
  await expect(page.getByLabel("Name of the design")).toHaveValue("Größer");
  // One that the command line drew opens, too; one of somebody else says why not.
  const file = `${artefact("drawn.png")}`;
  groundplan("own.sketch", "queue jobs\n", "draw", "FILE", "--format", "png", "-o", file);
  await drop("drawn.png", readFileSync(file));
  await expect(studio.node("jobs")).toBeVisible();
  const plain = await page.screenshot({ clip: { x: 0, y: 0, width: 8, height: 8 } });
  await drop("plain.png", plain);
  await expect(studio.notice).toContainText("found a PNG without a design in it");
  await expect(studio.node("jobs")).toBeVisible();
});

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

test("a picture of everything, or of what is selected, is put on the clipboard", async ({ page, studio, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  /** Type and size of the picture on the clipboard. */
  const copied = () =>
    page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await createImageBitmap(await item.getType("image/png"));
      return [picture.width, picture.height];
    });
  const svg = (await studio.export("Picture, light")).text;
  const size = ["width", "height"].map((side) => Number(svg.match(new RegExp(` ${side}="(\\d+)"`))[1]) * 2);
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "Copy as an image" }).click();
  await expect(studio.notice).toContainText("The picture is copied");
  expect(await copied()).toEqual(size);
  await studio.notice.getByRole("button", { name: "Dismiss" }).click();
  await studio.select("web");
  await page.keyboard.press("Alt+Shift+C");
  await expect(studio.notice).toContainText("The picture is copied");
  const [width, height] = await copied();
  expect(width).toBeLessThan(size[0] / 2);
  expect(height).toBeLessThan(size[1] / 2);
});

test("a browser that lets no picture on its clipboard is told, with another way", async ({ page, studio }) => {
  await page.addInitScript(() => delete globalThis.ClipboardItem);
  await page.reload();
  await studio.surface.focus();
  await page.keyboard.press("Alt+Shift+C");
  await expect(studio.notice).toContainText("could not be copied. Export it as PNG instead");
});
