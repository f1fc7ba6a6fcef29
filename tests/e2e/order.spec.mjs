// Which of overlapping nodes lies above.
import { expect, test } from "./studio.mjs";

test("brackets bring what is selected above and below, as it is drawn, hit and written", async ({ page, studio }) => {
  await studio.open();
  await studio.openDesign("pile.sketch", "role low @0,0 168x64\nrole high @110,44 168x64\n");
  const above = () =>
    page.locator(".drawing [data-node]").evaluateAll((nodes) => nodes.map((node) => /low|high/.exec(node.textContent)?.[0]).filter(Boolean).at(-1));
  expect(await above()).toBe("high");
  await studio.select("low");
  await page.keyboard.press("]");
  await expect.poll(above).toBe("low");
  await page.keyboard.press("Escape");
  const [one, other] = [await studio.box("low"), await studio.box("high")];
  const at = { x: (other.x + one.x + one.width) / 2, y: (other.y + one.y + one.height) / 2 };
  await page.mouse.click(at.x, at.y);
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("low");
  await page.keyboard.press("Control+[");
  await expect.poll(above).toBe("high");
  await page.mouse.click(at.x, at.y, { button: "right" });
  await page.getByRole("menuitem", { name: "Send to back" }).click();
  await expect.poll(above).toBe("low");
  await studio.undo.click();
  await expect.poll(above).toBe("high");
  await studio.undo.click();
  await expect.poll(above).toBe("low");
  expect(await studio.listed("Sketch")).toContain("role low order=1 @0,0");
});
