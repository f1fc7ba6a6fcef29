// Three ways to draw: a mouse, a keyboard alone, and fingers. Each does the same things, and nothing that a person could not do.
import { readFileSync } from "node:fs";
import { expect } from "./studio.mjs";

/** How often Tab is pressed before a control counts as out of reach. */
const MOST_TABS = 400;

/** What all of them do, by the few things that each does in its own way. */
class Hand {
  constructor(page, studio) {
    Object.assign(this, { page, studio });
    this.name = studio.inspector.getByRole("textbox", { name: "Name", exact: true });
    this.meanings = page.getByRole("group", { name: "Meaning of the connection" });
  }

  /** Begins with an empty page. */
  async begin() {
    await this.press(this.page.locator("summary", { hasText: "Open" }));
    await this.press(this.page.getByRole("button", { name: "New design", exact: true }));
    await expect(this.page.getByRole("heading", { name: "An empty page" })).toBeVisible();
  }

  /** The text of a file that is exported. */
  async take(words) {
    await this.press(this.page.locator("summary", { hasText: "Export" }));
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.press(this.page.getByRole("button", { name: words, exact: true }))]);
    return readFileSync(await download.path(), "utf8");
  }

  /** Says what the design is, while nothing is selected. */
  async describe({ design, description, region, tag: [key, value] }) {
    const { inspector } = this.studio;
    await this.write(this.name, design);
    await this.write(inspector.getByLabel("Description"), description, "Tab");
    await this.write(inspector.getByLabel("Region"), region);
    await this.press(inspector.getByRole("button", { name: "Add tag" }));
    await this.write(inspector.getByLabel("Name of tag 1"), key, "Tab");
    await this.write(inspector.getByLabel(`Value of ${key}`), value, "Tab");
  }

  /** Draws a node and gives it its name and fields. */
  async draw({ kind, name, parent, fields }) {
    await this.add(kind, parent);
    await expect(this.name).toBeVisible();
    await this.rename(name);
    await expect(this.studio.node(name)).toBeAttached();
    await this.fill(fields);
    await this.tidy();
  }

  /** Joins two nodes, says what it means and gives it its fields. */
  async connect({ from, to, verbs, fields }) {
    await this.select(from);
    // What lies over two subnets spans them already.
    const there = this.studio.inspector.getByRole("button", { name: new RegExp(`^${from} .* ${to}$`) });
    if (await there.count()) await this.press(there);
    else await this.join(from, to);
    await this.joined(from, to);
    await this.mean(verbs.join(", "));
    await this.fill(fields);
  }

  /** Takes a connection away that came with a place: what lies over a subnet runs there. */
  async part(from, to) {
    await this.select(from);
    const there = this.studio.inspector.getByRole("button", { name: new RegExp(`^${from} .* ${to}$`) });
    if ((await there.count()) === 0) return;
    await this.press(there);
    await this.joined(from, to);
    await this.remove();
    await expect(there).toHaveCount(0);
  }

  /** Deletes what is selected. */
  async remove() {
    await this.press(this.studio.inspector.getByRole("button", { name: "Delete", exact: true }));
  }

  /** Says what the selected connection means, in the bar beside it. */
  async mean(verbs) {
    const meaning = this.meanings.getByRole("button", { name: verbs, exact: true });
    if ((await meaning.count()) > 0 && (await meaning.getAttribute("aria-pressed")) !== "true") {
      await this.press(meaning);
      await expect(meaning).toHaveAttribute("aria-pressed", "true");
    }
  }

  /** Sees that the connection is there: it is selected. */
  async joined(from, to) {
    await expect(this.studio.inspector.locator(".ends button")).toHaveText([`From ${from}`, `To ${to}`]);
  }

  /** Fills fields of what is selected. */
  async fill(fields) {
    const filter = this.studio.inspector.getByRole("searchbox", { name: "Find a field" });
    for (const [field, value] of Object.entries(fields)) {
      const control = this.studio.field(field).locator("input, select, textarea").first();
      const isFiltered = !(await control.isVisible()) && (await filter.count()) > 0;
      if (isFiltered) await this.write(filter, field.replaceAll("_", " "));
      if (!(await control.isVisible())) await this.press(this.studio.inspector.locator("details").filter({ has: this.page.locator(`[data-field="${field}"]`) }).locator("> summary"));
      const isChoice = await control.evaluate((element) => element.tagName === "SELECT");
      if ((await control.inputValue()) !== value) await (isChoice ? this.choose(control, value) : this.write(control, value));
      if (isFiltered) await this.write(filter, "");
    }
  }

  async rename(name) {
    await this.write(this.name, name);
  }

  async tidy() {
    await this.press(this.page.getByRole("button", { name: "Arrange everything", exact: true }));
    await this.press(this.page.getByRole("button", { name: "Show everything" }));
  }

  /** Replaces the text of the field that has the focus. */
  async type(text, end = "Enter") {
    await this.page.keyboard.press("ControlOrMeta+a");
    if (text) await this.page.keyboard.insertText(text);
    else await this.page.keyboard.press("Delete");
    await this.page.keyboard.press(end);
  }

  /** A place at which a container has nothing but itself, or the page nothing at all. */
  async room(parent) {
    if (parent) {
      const [box, zoom] = [await this.studio.box(parent), await this.studio.zoom()];
      return { x: box.x + box.width - 16 * zoom, y: box.y + 12 * zoom };
    }
    const box = await this.studio.surface.boundingBox();
    return { x: box.x + 34, y: box.y + box.height / 2 };
  }
}

/** Points, and types into what it pressed. */
class Pointing extends Hand {
  async add(kind, parent) {
    const entry = this.page.locator(`[data-kind="${kind}"]`);
    await entry.scrollIntoViewIfNeeded();
    const { x, y, height } = await entry.boundingBox();
    // A finger that does not rest first scrolls the palette.
    await this.drag({ x: x + 40, y: y + height / 2 }, await this.room(parent), 600);
  }

  async write(control, text, end) {
    await this.press(control);
    await this.type(text, end);
  }

  /** The list of choices is drawn by the system, where no test can press. */
  async choose(control, value) {
    await this.press(control);
    await control.selectOption(value);
  }

  async select(name) {
    const { x, y } = await this.studio.grip(name);
    await this.point(x, y);
    await expect(this.name).toHaveValue(name);
  }

  async join(from, to) {
    const { x, y, width, height } = await this.studio.box(from);
    await this.drag({ x: x + width, y: y + height / 2 }, await this.studio.grip(to));
  }
}

export class Mouse extends Pointing {
  async press(control) {
    await control.click();
  }

  async point(x, y) {
    await this.page.mouse.click(x, y);
  }

  async drag(from, to) {
    await this.studio.drag(from, to);
  }
}

export class Finger extends Pointing {
  async press(control) {
    await control.tap();
  }

  async point(x, y) {
    await this.page.touchscreen.tap(x, y);
  }

  async drag(from, to, rest = 0) {
    const client = await this.page.context().newCDPSession(this.page);
    const send = (type, touchPoints) => client.send("Input.dispatchTouchEvent", { type, touchPoints });
    const steps = 8;
    await send("touchStart", [from]);
    await this.page.waitForTimeout(rest);
    for (let step = 1; step <= steps; step += 1) {
      await send("touchMove", [{ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps }]);
    }
    // A finger that aims rests before it goes; one that flies off flings, and the next tap would only stop that.
    await this.page.waitForTimeout(100);
    await send("touchMove", [to]);
    await send("touchEnd", []);
    await client.detach();
  }
}

export class Keyboard extends Hand {
  /** Goes on by Tab until a control has the focus. */
  async reach(control) {
    const isOnCanvas = await this.studio.surface.evaluate((element) => element === document.activeElement);
    if (isOnCanvas && (await control.evaluate((element) => element.closest(".inspector") !== null))) {
      await this.page.keyboard.press("i");
      await expect(this.studio.inspector.locator(":focus")).toHaveCount(1);
    }
    // What stands before is reached backwards: on the way forwards lies the canvas, in which Tab selects.
    const isBefore = await control.evaluate((element) => (document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0);
    for (let tab = 0; tab < MOST_TABS; tab += 1) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(isBefore ? "Shift+Tab" : "Tab");
    }
    throw new Error(`no Tab leads to ${control}`);
  }

  async press(control) {
    await this.reach(control);
    await this.page.keyboard.press("Enter");
  }

  async write(control, text, end) {
    await this.reach(control);
    await this.type(text, end);
  }

  async choose(control, value) {
    await this.reach(control);
    await this.page.keyboard.press("Home");
    const count = await control.locator("option").count();
    for (let step = 0; step < count && (await control.inputValue()) !== value; step += 1) await this.page.keyboard.press("ArrowDown");
    await expect(control).toHaveValue(value);
  }

  /** The bar lies behind the canvas for the keyboard; the inspector has the same choice. */
  async mean(verbs) {
    const all = this.studio.inspector.locator("label.meaning");
    const wanted = all.filter({ has: this.page.locator("strong").getByText(verbs, { exact: true }) }).getByRole("radio");
    if ((await wanted.count()) === 0 || (await wanted.isChecked())) return;
    await this.reach(all.locator(":checked"));
    for (let step = await all.count(); step > 0 && !(await wanted.isChecked()); step -= 1) await this.page.keyboard.press("ArrowDown");
    await expect(wanted).toBeChecked();
    await expect(wanted).toBeFocused();
  }

  async remove() {
    await this.page.keyboard.press("Delete");
  }

  /** Gives the focus back to the canvas, from wherever it is. */
  async canvas() {
    const isThere = () => this.studio.surface.evaluate((element) => element === document.activeElement);
    if (await isThere()) return;
    await this.page.keyboard.press("Escape");
    if (!(await isThere())) await this.reach(this.studio.surface);
  }

  async select(name) {
    await this.canvas();
    await this.page.keyboard.press("Control+f");
    const find = this.page.getByRole("combobox", { name: "Find" });
    await expect(find).toBeFocused();
    await this.page.keyboard.insertText(name);
    const found = this.page.getByRole("listbox", { name: "Found" }).getByRole("option");
    const marked = found.and(this.page.locator("[aria-selected=true]"));
    for (let step = 0; !(await marked.getByText(name, { exact: true }).count()) && step < 20; step += 1) await this.page.keyboard.press("ArrowDown");
    await this.page.keyboard.press("Enter");
    await expect(this.name).toHaveValue(name);
    await expect(this.studio.surface).toBeFocused();
  }

  async add(kind, parent) {
    if (parent) await this.select(parent);
    else {
      await this.canvas();
      if ((await this.studio.selected.count()) > 0) await this.page.keyboard.press("Escape");
    }
    const title = await this.page.locator(`[data-kind="${kind}"]`).textContent();
    await this.page.keyboard.press("n");
    await expect(this.page.getByRole("dialog").getByRole("combobox")).toBeFocused();
    await this.page.keyboard.insertText(title.trim());
    await this.page.keyboard.press("Enter");
    await expect(this.studio.surface).toBeFocused();
  }

  async rename(name) {
    await this.page.keyboard.press("F2");
    await expect(this.page.locator(".name-editor")).toBeFocused();
    await this.type(name);
    await expect(this.studio.surface).toBeFocused();
  }

  async join(from, to) {
    await this.page.keyboard.press("c");
    const hint = this.page.locator(".hint");
    const words = new RegExp(` ${to}(?: |$)`);
    for (let step = 0; step < 60 && !words.test(await hint.textContent()); step += 1) await this.page.keyboard.press("ArrowRight");
    await this.page.keyboard.press("Enter");
  }

  async tidy() {
    // What is added by the keyboard lies where there is room.
  }
}
