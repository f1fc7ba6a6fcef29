// A walk is chosen with the keyboard or from a node, read hop by hop, drawn over the design, and follows what is edited.
import { artefact, axe, expect, test } from "./studio.mjs";

const site = `internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster work
    service web
      container app port=8080
queue jobs
users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
web -> jobs : send
`;

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("site.sketch", site);
});

test("from a node to another: every hop can be read, drawn and reached", async ({ page, studio }) => {
  await studio.select("web");
  await studio.inspector.getByRole("button", { name: "Walk from here…" }).click();
  await expect(page.getByRole("combobox", { name: "To" })).toBeFocused();
  await expect(page.getByRole("combobox", { name: "From" })).toHaveValue(/\d+/);
  await page.getByRole("combobox", { name: "To" }).selectOption({ label: "jobs" });
  await expect(studio.drawer.getByRole("status")).toHaveText(/Passes in 6 hops/);
  const hops = studio.drawer.locator(".hops > li");
  await expect(hops).toHaveCount(6);
  await expect(hops.nth(1)).toContainText("0.0.0.0/0 → NAT gateway nat-a");
  await expect(page.locator(".overlay .walked.passes").first()).toBeAttached();
  await expect(page.locator(".overlay .hop-mark").first()).toContainText("✓");
  // The line that joins both ends, the last of the sketch, is drawn, too.
  const sends = Object.values(await studio.lines()).at(-1);
  await expect(page.locator(`.overlay .walked.passes[d="${sends}"]`)).toBeAttached();
  await hops.nth(1).getByRole("button", { name: "private-a" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("private-a");
  await expect(studio.field("access").getByRole("combobox")).toBeFocused();
});

test("it follows what is edited, and says where it is blocked without colour", async ({ page, studio }) => {
  await studio.tab("Walk");
  await page.getByRole("combobox", { name: "From" }).selectOption({ label: "web" });
  await page.getByRole("combobox", { name: "To" }).selectOption({ label: "jobs" });
  await studio.select("private-a");
  await studio.field("access").getByRole("combobox").selectOption("isolated");
  const status = studio.drawer.getByRole("status");
  await expect(status).toHaveText(/Blocked at private-a: route table of private-a has no route to Amazon SQS/);
  await expect(page.locator(".overlay .hop-mark.blocked")).toContainText("×");
  await page.keyboard.press("Escape");
  await studio.undo.click();
  await expect(status).toHaveText(/Passes/);
  await page.getByRole("spinbutton", { name: "Port" }).fill("5432");
  await page.keyboard.press("Enter");
  await expect(status).toHaveText(/Blocked at web: security group of web does not let tcp 5432 out/);
});

test("the internet is a place, and the panel is accessible in both themes", async ({ page, studio }) => {
  await studio.tab("Walk");
  await page.getByRole("combobox", { name: "From" }).selectOption({ label: "The internet" });
  await page.getByRole("combobox", { name: "To" }).selectOption({ label: "app" });
  await expect(studio.drawer.getByRole("status")).toHaveText(/Passes in 11 hops/);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`walk-${theme}.png`) });
  }
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.locator(".overlay .hop-mark")).toHaveCount(0);
});

test("another design begins without a walk", async ({ page, studio }) => {
  await studio.tab("Walk");
  await page.getByRole("combobox", { name: "From" }).selectOption({ label: "web" });
  await page.getByRole("combobox", { name: "To" }).selectOption({ label: "jobs" });
  await expect(studio.drawer.getByRole("status")).toHaveText(/Passes/);
  await studio.openDesign("other.sketch", site.replaceAll("jobs", "tasks-to-do"));
  await expect(studio.drawer.getByRole("status")).toHaveText("Choose where it starts and where it ends");
  await expect(page.getByRole("combobox", { name: "From" })).toHaveValue("");
});
