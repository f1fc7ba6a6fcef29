// The lessons' panel for the specs that use it.
import { expect } from "./studio.mjs";

/** The lessons' panel in a person's words. */
export class Lessons {
  constructor(page) {
    this.page = page;
    this.panel = page.getByRole("region", { name: "Lessons" });
    this.heading = this.panel.locator("#lesson-step");
    this.step = this.panel.getByRole("combobox", { name: "Step" });
    this.seed = this.panel.getByRole("textbox", { name: "Seed" });
    this.next = this.panel.getByRole("button", { name: /^(Next|Skip)$/ });
  }

  async open() {
    await this.page.getByRole("button", { name: "Lessons", exact: true }).click();
  }

  async begin(title) {
    await this.open();
    await this.panel.getByRole("button", { name: `Begin: ${title}` }).click();
    await expect(this.heading).toBeVisible();
  }

  goal(title) {
    return this.panel.locator(".goal").filter({ hasText: title });
  }

  async expectGoals(...states) {
    await expect(this.panel.locator(".goals > li .goal-state")).toHaveText(states);
  }
}
