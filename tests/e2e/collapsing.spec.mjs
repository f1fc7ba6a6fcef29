// Containers drawn as a card with what lies in them hidden, by mouse, keyboard, touch and through what names something hidden.
import { artefact, axe, expect, groundplan, test } from "./studio.mjs";

const spoken = (page) => page.locator(".visually-hidden[role=status]");
const button = (page) => page.locator(".overlay .fold");

async function clickButton(page) {
  const { x, y, width, height } = await button(page).boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
}

test.beforeEach(({ studio }) => studio.open());

test("the mouse collapses a container by its button and expands it by a double click", async ({ page, studio }) => {
  const show = page.getByRole("button", { name: "Show everything" });
  await show.click();
  const before = await studio.boxes();
  const lines = await studio.lines();
  const { x, y } = await studio.grip("main");
  await page.mouse.move(x, y);
  await clickButton(page);
  await expect(studio.node("main")).toContainText("12 inside");
  await expect(studio.node("app")).toHaveCount(0);
  // One line from what is outside to each card, and none between what is hidden.
  expect(Object.keys(await studio.lines()).length).toBeLessThan(Object.keys(lines).length);
  await expect(page.locator(".overlay .mark")).toHaveCount(0);
  await page.screenshot({ path: artefact("collapsed.png") });
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Arrange everything" }).click();
  const card = await studio.middle("main");
  await page.mouse.dblclick(card.x, card.y);
  await expect(studio.node("app")).toBeVisible();
  await studio.undo.click();
  await studio.undo.click();
  await studio.undo.click();
  await show.click();
  expect(await studio.boxes()).toEqual(before);
  expect(await studio.lines()).toEqual(lines);
});

test("the keyboard collapses and expands, and hears it", async ({ page, studio }) => {
  await studio.select("main-cluster");
  await page.keyboard.press("o");
  await expect(spoken(page)).toHaveText("main-cluster, ECS cluster, Fargate, collapsed, 2 inside, in main");
  await expect(studio.node("web")).toHaveCount(0);
  await page.keyboard.press("Control+Shift+ArrowDown");
  await expect(studio.refusal).toContainText("It is collapsed: expand it first");
  await page.keyboard.press("o");
  await expect(spoken(page)).toHaveText("main-cluster, ECS cluster, Fargate, in main");
  await expect(studio.node("web")).toBeVisible();
});

test("what is hidden is found, told of and brought back", async ({ page, studio }) => {
  await studio.select("main");
  await page.keyboard.press("o");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("nat-b");
  await page.keyboard.press("Enter");
  await expect(spoken(page)).toContainText("nat-b, NAT gateway, elastic address, in public-b, hidden: main is collapsed");
  await expect(studio.inspector).toContainText("It is not drawn: main is collapsed");
  // The card that stands for it is marked.
  const [mark, card] = [await studio.selected.boundingBox(), await studio.middle("main")];
  expect(mark.x < card.x && mark.x + mark.width > card.x && mark.y < card.y && mark.y + mark.height > card.y).toBe(true);
  await page.locator("#canvas").focus();
  await page.keyboard.press("ArrowRight");
  await expect(studio.refusal).toContainText("nat-b lies in main, which is collapsed: expand it first");
  await studio.inspector.getByRole("button", { name: "Expand" }).click();
  await expect(studio.node("nat-b")).toBeVisible();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("nat-b");
});

test("findings of what is hidden are marked on its card, and the picture shows what the page shows", async ({ page, studio }) => {
  await studio.openDesign("own.sketch", "vpc main collapsed=true\n  subnet one cidr=10.0.0.0/24\n  subnet two cidr=10.0.0.0/24\nbucket photos\n");
  await expect(studio.node("main")).toContainText("2 inside");
  await expect(page.locator(".overlay .mark")).toHaveCount(1);
  const { text } = await studio.export("Picture, light");
  expect(text).toContain(">2 inside</text>");
  expect(text).not.toContain(">one</text>");
  const design = (await studio.export("Design")).text;
  expect(groundplan("own.json", design, "draw", "FILE")).toBe(text);
  expect(await studio.listed("Sketch")).toContain("vpc main collapsed=true");
});

test("a container with a name without end can be expanded again, and a card that holds nothing is none", async ({ page, studio }) => {
  await studio.openDesign("own.sketch", `vpc ${"n".repeat(2000)} collapsed=true\n  subnet inner cidr=10.0.0.0/24\nbucket photos collapsed=true\n`);
  await expect(studio.node("photos")).toContainText("private");
  await studio.tab("Outline");
  await studio.drawer.getByRole("treeitem", { name: /^inner/ }).click();
  await expect(studio.inspector).toContainText("It is not drawn");
  expect(await studio.inspector.evaluate((panel) => panel.scrollWidth - panel.clientWidth)).toBeLessThanOrEqual(0);
  await studio.inspector.getByRole("button", { name: "Expand" }).click();
  await expect(studio.node("inner")).toBeVisible();
});

test("one line stands for the connections of several hidden nodes, and leads to each", async ({ page, studio }) => {
  await studio.openDesign(
    "own.sketch",
    `vpc main collapsed=true
  cluster work
    service first
      container app
    service second
      container job
table votes
app -> votes : read
job -> votes : read
`,
  );
  expect(Object.keys(await studio.lines())).toHaveLength(1);
  await studio.tab("Outline");
  await studio.drawer.getByRole("button", { name: "job reads votes" }).click();
  await expect(page.locator(".overlay .line-selected")).toHaveCount(1);
  await expect(page.getByRole("group", { name: "Meaning of the connection" })).toHaveCount(0);
  await expect(studio.inspector).toContainText("One line for several connections of what a collapsed container hides");
  await studio.surface.focus();
  await page.keyboard.press("e");
  await expect(studio.refusal).toContainText("collapsed container: expand that first");
  await studio.inspector.getByRole("button", { name: "job reads votes" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("job");
  await studio.inspector.getByRole("button", { name: "Expand" }).click();
  await expect.poll(async () => Object.keys(await studio.lines()).length).toBe(2);
});

test.describe("a finger", () => {
  test.use({ hasTouch: true });

  test("taps the button of what it has selected", async ({ page, studio }) => {
    const { x, y } = await studio.grip("main");
    await page.touchscreen.tap(x, y);
    const box = await button(page).boundingBox();
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await expect(studio.node("main")).toContainText("12 inside");
    const card = await button(page).boundingBox();
    await page.touchscreen.tap(card.x + card.width / 2, card.y + card.height / 2);
    await expect(studio.node("app")).toBeVisible();
  });
});
