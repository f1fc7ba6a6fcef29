// Light and dark.
import { expect, test } from "./studio.mjs";

const background = (page) => page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
const brightness = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;

test("the page follows the system until a person chooses", async ({ page, studio }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await studio.open();
  expect(brightness(await background(page))).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(brightness(await background(page))).toBeLessThan(60);
  const theme = page.locator(".theme");
  await expect(theme).toHaveAccessibleName("Theme: as the system");
  await theme.click();
  await expect(theme).toHaveAccessibleName("Theme: light");
  expect(brightness(await background(page))).toBeGreaterThan(200);
  await theme.click();
  await page.emulateMedia({ colorScheme: "light" });
  expect(brightness(await background(page))).toBeLessThan(60);
});
