// Connections that can mean several things, and the permissions they give.
import { expect, test } from "./studio.mjs";

const design = `vpc main
  zone a
    subnet private-a cidr=10.0.1.0/24
  cluster work
    service web
      container app image=nginx
ssm-parameter greeting
role worker statements=[{Effect=Allow, Action=s3:ListBucket, Resource="*"}]

web -> private-a : runs
`;

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("meanings.sketch", design);
});

test("reading and writing are drawn at once, in one step", async ({ page, studio }) => {
  await studio.drag(await studio.port("app"), await studio.middle("greeting"));
  const bar = page.getByRole("group", { name: "Meaning of the connection" });
  await expect(bar.getByRole("button", { name: "read", exact: true })).toHaveAttribute("title", /read/i);
  await bar.getByRole("button", { name: "read, write" }).click();
  const sketch = await studio.listed("Sketch");
  expect(sketch).toMatch(/app -> greeting : read, write|app -> greeting : read\n.*app -> greeting : write/s);
  await expect(studio.inspector.getByRole("radio", { name: /^read, write/ })).toBeChecked();
  const grants = studio.inspector.locator(".permissions");
  await expect(grants).toContainText("Adds to the template");
  await expect(grants).toContainText("ssm:GetParameter");
  await studio.undo.click();
  expect(await studio.listed("Sketch")).not.toContain("app -> greeting");
});

test("a service shows why its roles may do what they may", async ({ page, studio }) => {
  await studio.drag(await studio.port("app"), await studio.middle("greeting"));
  await studio.select("web");
  const permissions = studio.inspector.locator(".permissions");
  await expect(permissions).toContainText("WebTaskRole");
  await expect(permissions.locator("li").filter({ hasText: "ssm:GetParameter" })).toContainText("app");
  await permissions.getByRole("button", { name: /^app .* greeting$/ }).first().click();
  await expect(studio.inspector).toContainText("Connection");
  await studio.select("worker");
  await expect(permissions).toContainText("By hand");
  await expect(permissions).toContainText("s3:ListBucket");
});

test("what is derived is drawn by one button", async ({ page, studio }) => {
  await studio.select("web");
  const derived = studio.inspector.getByRole("group", { name: "Derived" });
  await expect(derived).toContainText("Task role");
  await derived.getByRole("button", { name: "Draw the task role" }).click();
  await expect(derived).not.toContainText("Task role");
  expect(await studio.listed("Sketch")).toMatch(/web -> \S+ : assumes/);
  await studio.undo.click();
  await expect(derived).toContainText("Task role");
});
