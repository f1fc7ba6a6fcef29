// The design's own settings: tags, parameters, outputs.
import { expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const hostile = '"><img src=x onerror=alert(1)>';

test("tags are rows, and hostile words stay words", async ({ page, studio }) => {
  const tags = studio.inspector.getByRole("group", { name: "Tags" });
  const before = await tags.getByRole("listitem").count();
  await tags.getByRole("button", { name: "Add tag" }).click();
  await page.keyboard.type("owner");
  await page.keyboard.press("Tab");
  await page.keyboard.type(hostile);
  await page.keyboard.press("Tab");
  await expect(tags.getByRole("listitem")).toHaveCount(before + 1);
  expect(await studio.listed("Template")).toContain("Key: owner");
  expect(await page.locator("img").count()).toBe(0);
  await studio.undo.click();
  await expect(tags.getByRole("listitem")).toHaveCount(before);
});

test("a parameter is checked, renamed with its uses, and its default stays when it goes", async ({ page, studio }) => {
  await studio.openDesign("stage.sketch", 'design "S"\n  parameter Stage Type=String Default=dev\n  output Where Value=!Ref Stage\n\nrepository images repository_name=!Sub "shop-${Stage}"\n');
  const inspector = studio.inspector;
  const name = inspector.getByRole("textbox", { name: "Name of the parameter" });
  await expect(inspector.locator(".uses")).toContainText("output Where");
  await inspector.getByText("Limits", { exact: true }).click();
  await inspector.getByRole("button", { name: "Add allowed value" }).click();
  await page.keyboard.type("prod");
  await expect(inspector).toContainText('"dev" is none of prod');
  await page.keyboard.press("Enter");
  await page.keyboard.type("dev");
  await page.keyboard.press("Tab");
  await expect(inspector).not.toContainText("is none of");
  await name.fill("no good");
  await page.keyboard.press("Tab");
  await expect(inspector.getByRole("alert")).toContainText("letters and digits alone");
  await name.fill("Environment");
  await page.keyboard.press("Tab");
  await expect(name).toHaveValue("Environment");
  const sketch = await studio.listed("Sketch");
  expect(sketch).toContain("output Where Value=!Ref Environment");
  expect(sketch).toContain('repository_name=!Sub "shop-${Environment}"');
  await inspector.getByRole("button", { name: "Delete parameter Environment" }).click();
  await expect(studio.notice).toContainText("Parameter Environment is gone");
  await expect(studio.notice).toContainText("images, ");
  expect(await studio.listed("Sketch")).toContain("repository_name=shop-dev");
  await studio.undo.click();
  await expect(name).toHaveValue("Environment");
});

test("an output needs a name and a value", async ({ page, studio }) => {
  const inspector = studio.inspector;
  await inspector.getByRole("button", { name: "Add output" }).click();
  const name = inspector.getByRole("textbox", { name: "Name of the output" });
  await expect(name).toBeFocused();
  await expect(inspector).toContainText("expected a value");
  await name.fill("Site-Address");
  await page.keyboard.press("Tab");
  await expect(inspector.getByRole("alert")).toContainText("letters and digits alone");
  await name.fill("SiteAddress");
  await page.keyboard.press("Tab");
  await inspector.getByRole("textbox", { name: "Value", exact: true }).fill("!GetAtt SiteLoadBalancer.DNSName");
  await inspector.getByRole("textbox", { name: "Export name" }).fill("site-address");
  await page.keyboard.press("Tab");
  const template = await studio.listed("Template");
  expect(template).toMatch(/SiteAddress:\s+Value: !GetAtt SiteLoadBalancer\.DNSName\s+Export:\s+Name: site-address/);
  await inspector.getByRole("button", { name: "Delete output SiteAddress" }).click();
  expect(await studio.listed("Template")).not.toContain("SiteAddress");
});

test("a region that is none says so", async ({ studio }) => {
  await studio.inspector.getByRole("textbox", { name: "Region" }).fill("Ireland");
  await expect(studio.inspector).toContainText("is no region such as eu-west-1");
});
