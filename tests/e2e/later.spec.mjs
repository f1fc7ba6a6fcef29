// A release comes in two files: the first shows the page, the second is there by the time somebody does something with it.
import { isForDevelopment, reason, started } from "./released.mjs";
import { expect, test } from "./studio.mjs";

test.skip(isForDevelopment, reason);

const LATER = /groundplan-app-\w+_later\.wasm/;

/** Notes how the second file is asked for; `fetch` is in advance, `xhr` because the program cannot go on without it. */
const noted = async (page, answer) => {
  const asked = [];
  await page.route(LATER, async (route) => {
    asked.push(route.request().resourceType());
    await answer(route);
  });
  return asked;
};

test("the page is shown without the second file, which comes by itself", async ({ page, studio }) => {
  const asked = await noted(page, (route) => route.continue());
  await studio.open();
  await expect(studio.status).toHaveText("No findings");
  // On a busy machine something may want it before it came; it is asked for in advance all the same.
  expect(asked[0]).toBe("fetch");
});

/** What could not be fetched is said in the console; that and a program that stops is expected here. */
const expected = (problems) => problems.splice(0).filter((problem) => !/ERR_FAILED|A part of the program could not be fetched/.test(problem));

test("where it could not be fetched in advance, it is fetched when it is needed", async ({ page, studio, problems }) => {
  const asked = await noted(page, (route) => (route.request().resourceType() === "xhr" ? route.continue() : route.abort()));
  await studio.open();
  const before = await studio.box("users");
  await studio.dragNode("users", 0, 64);
  // Less a step of the grid, to which it snaps.
  expect((await studio.box("users")).y).toBeGreaterThan(before.y + 55);
  expect(asked).toEqual(["fetch", "xhr"]);
  expect(expected(problems)).toEqual([]);
});

test("where it cannot be had at all, the page says what is missing, and the design is there when it can", async ({ page, studio, problems }) => {
  await studio.open();
  await studio.dragNode("users", 0, 64);
  const moved = await studio.box("users");
  await expect(page.getByText("Kept in this browser")).toBeVisible();
  await noted(page, (route) => route.abort());
  await page.reload();
  await page.keyboard.press("Control+k");
  await expect(page.locator("body")).toContainText("A part of the program could not be fetched");
  await page.unroute(LATER);
  await page.getByRole("button", { name: "Reload" }).click();
  await started(page);
  expect((await studio.box("users")).y).toBeCloseTo(moved.y, 0);
  expect(expected(problems)).toEqual([]);
});

test("who comes back has both files before the page is shown", async ({ page, studio }) => {
  await studio.open();
  await studio.dragNode("users", 0, 64);
  await expect(page.getByText("Kept in this browser")).toBeVisible();
  const asked = await noted(page, async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
  await page.reload();
  await started(page);
  expect(asked).toEqual(["fetch"]);
});
