// The address plan of a VPC in the inspector.
import { axe, expect, test } from "./studio.mjs";

const DESIGN = `vpc main cidr=10.0.0.0/20 @0,0 700x500
  zone a @20,40 640x440
    subnet one cidr=10.0.0.0/24 @40,80 280x180
    subnet two cidr=10.0.0.128/25 @340,80 280x180
`;

const plan = (studio) => studio.inspector.getByRole("group", { name: "Address plan" });
const range = (studio) => studio.field("cidr").getByRole("textbox");

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("net.sketch", DESIGN);
});

test("what shares addresses is said, and free space is taken in one step", async ({ page, studio }) => {
  await studio.select("two");
  await expect(plan(studio)).toContainText("main has 10.0.0.0/20, 4,096 addresses. AWS keeps 5 of each subnet");
  await expect(plan(studio)).toContainText("two shares addresses with one in 10.0.0.0/24");
  await expect(plan(studio)).toContainText("123 usable");
  await plan(studio).getByRole("button", { name: "Use 10.0.1.0/25" }).click();
  await expect(range(studio)).toHaveValue("10.0.1.0/25");
  await expect(plan(studio)).not.toContainText("shares");
  await studio.undo.click();
  await expect(range(studio)).toHaveValue("10.0.0.128/25");
  await expect(plan(studio)).toContainText("shares");
  // By the keyboard: the first free space, in the subnet's own size.
  const take = plan(studio).getByRole("button", { name: /^Take / }).first();
  await take.focus();
  await page.keyboard.press("Enter");
  await expect(range(studio)).toHaveValue("10.0.1.0/25");
  expect(await axe(page)).toEqual([]);
});

test("the bar is to scale, and a click on free space takes it", async ({ page, studio }) => {
  await studio.select("two");
  const bar = plan(studio).locator(".range-bar").first();
  const width = async (title) => (await bar.locator(`[title="${title}"]`).boundingBox()).width;
  const all = (await bar.boundingBox()).width - 2;
  expect(Math.abs((await width("one 10.0.0.0/24")) - all / 16)).toBeLessThan(1);
  expect(Math.abs((await width("Free 10.0.8.0/21")) - all / 2)).toBeLessThan(1);
  await bar.locator('[title="Free 10.0.8.0/21"]').click();
  await expect(range(studio)).toHaveValue("10.0.8.0/25");
  await bar.locator('[title="one 10.0.0.0/24"]').click();
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("one");
  await studio.select("main");
  await expect(plan(studio)).toContainText("main has 10.0.0.0/20");
  await expect(plan(studio).getByRole("button", { name: /^(Take|Use) / })).toHaveCount(0);
  await plan(studio).getByRole("button", { name: "two" }).click();
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("two");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await axe(page)).toEqual([]);
});
