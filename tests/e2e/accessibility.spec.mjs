// axe-core looks at each state of the page, in light and in dark.
import { artefact, axe, expect, test } from "./studio.mjs";

/** What a state is, and how a person comes to it from the one before. */
const states = {
  start: async () => {},
  "node-selected": ({ studio }) => studio.select("web"),
  "field-help": ({ studio }) => studio.field("cpu").locator("summary").click(),
  findings: async ({ studio }) => {
    await studio.makeError();
    await expect(studio.drawer.locator(".finding")).toHaveCount(1);
  },
  expression: ({ studio }) => studio.field("cpu").getByRole("button", { name: /parameter or expression/ }).click(),
  entries: async ({ studio }) => {
    await studio.select("task-role");
    await studio.field("managed_policies").getByRole("button", { name: "Add item" }).click();
    await studio.field("statements").getByRole("button", { name: "Add statement" }).click();
    await studio.field("statements").scrollIntoViewIfNeeded();
  },
  "entries-as-text": ({ studio }) => studio.field("statements").getByRole("button", { name: "Edit as text" }).click(),
  permissions: async ({ studio }) => {
    await studio.select("web");
    await studio.inspector.locator(".permissions").scrollIntoViewIfNeeded();
  },
  settings: async ({ page, studio }) => {
    await studio.surface.focus();
    await page.keyboard.press("Escape");
    await studio.inspector.getByRole("button", { name: "Add parameter" }).click();
    await studio.inspector.getByText("Limits", { exact: true }).click();
    await studio.inspector.getByRole("button", { name: "Add output" }).click();
    await studio.inspector.getByRole("combobox", { name: "Type" }).click();
  },
  template: ({ studio }) => studio.tab("Template"),
  script: ({ studio }) => studio.tab("Script"),
  cdk: ({ studio }) => studio.tab("CDK"),
  sketch: ({ studio }) => studio.tab("Sketch"),
  outline: ({ studio }) => studio.tab("Outline"),
  "connection-selected": async ({ studio, page }) => {
    await page.locator(".outline").getByRole("button", { name: /^site forwards/ }).click();
    await expect(studio.inspector).toContainText("Connection");
  },
  "many-selected": async ({ page, studio }) => {
    await studio.surface.focus();
    await page.keyboard.press("Control+a");
  },
  "open-menu": ({ page }) => page.locator("summary", { hasText: "Open" }).click(),
  "export-menu": async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.locator("summary", { hasText: "Export" }).click();
  },
  notice: async ({ page, studio }) => {
    await page.keyboard.press("Escape");
    await studio.openText("broken.sketch", "oops oops oops\nmore\n");
    await expect(studio.notice).toBeVisible();
  },
  "name-editor": async ({ page, studio }) => {
    await studio.notice.getByRole("button", { name: "Dismiss" }).click();
    const { x, y } = await studio.grip("unicorn");
    await page.mouse.dblclick(x, y);
    await expect(page.locator(".name-editor")).toBeFocused();
  },
  "refused-connection": async ({ page, studio }) => {
    await page.keyboard.press("Escape");
    await studio.drag(await studio.port("app"), await studio.middle("users"), { drop: false });
    await expect(studio.refusal).toBeVisible();
  },
  menu: async ({ page, studio }) => {
    await page.mouse.up();
    const { x, y } = await studio.grip("unicorn");
    await page.mouse.click(x, y, { button: "right" });
    await expect(page.getByRole("menu")).toBeVisible();
  },
  commands: async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("ad");
  },
  find: async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+f");
    await page.getByRole("dialog").getByRole("combobox").fill("votes");
  },
  shortcuts: async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  share: async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.locator("summary", { hasText: "Export" }).click();
    await page.getByRole("button", { name: "Share a link…" }).click();
    await expect(page.getByRole("dialog").getByRole("textbox", { name: "Link" })).toBeVisible();
  },
  empty: async ({ page }) => {
    await page.keyboard.press("Escape");
    await page.locator("summary", { hasText: "Open" }).click();
    await page.getByRole("button", { name: "New design" }).click();
  },
  meanings: async ({ page, studio }) => {
    await studio.openDesign("m.sketch", "cluster work\n  service web\n    container app\nssm-parameter greeting\n\napp -> greeting : read\n");
    await studio.tab("Outline");
    await page.locator(".outline").getByRole("button", { name: /^app reads/ }).click();
    await expect(page.locator(".meaning-bar")).toBeVisible();
  },
  properties: async ({ page, studio }) => {
    await studio.openDesign("r.sketch", "resource thing type=AWS::S3::Bucket properties={BucketName=photos}\n");
    await studio.tab("Outline");
    await page.getByRole("treeitem", { name: /^thing/ }).click();
    await studio.field("properties").getByRole("textbox").fill("{A=");
  },
};

for (const colorScheme of ["light", "dark"]) {
  test(`nothing to complain of in ${colorScheme}`, async ({ page, studio }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await studio.open();
    for (const [name, go] of Object.entries(states)) {
      await go({ page, studio });
      await page.screenshot({ path: artefact(`${colorScheme}-${name}.png`) });
      expect.soft(await axe(page), `${name}, ${colorScheme}`).toEqual([]);
    }
  });
}

test("where the system chooses all colours, what is selected or pressed can be told from the rest", async ({ page, studio }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await studio.open();
  const background = (locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.keyboard.press("Control+k");
  const options = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
  expect(await background(options.nth(0))).not.toBe(await background(options.nth(1)));
  await page.screenshot({ path: artefact("forced-colors-finder.png") });
  await page.keyboard.press("Escape");
  await studio.tab("Template");
  await studio.select("votes");
  const line = page.locator(".listing-line.from-selection").first();
  await expect(line).toBeAttached();
  expect(await background(line)).not.toBe(await background(page.locator(".listing-line:not(.from-selection)").first()));
  await studio.tab("Outline");
  expect(await background(page.getByRole("treeitem", { selected: true }))).not.toBe(await background(page.getByRole("treeitem", { selected: false }).first()));
  await page.screenshot({ path: artefact("forced-colors.png") });
});
