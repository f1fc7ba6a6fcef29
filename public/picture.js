// Draws a picture as pixels and offers it as a file; loaded when somebody first wants one.
// The most pixels on a side that browsers draw. Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/canvas#maximum_canvas_size
const MOST = 16384;

/** Draws an SVG as a PNG, `scale` pixels a unit on each side. The error says why there is none. */
export async function drawPng(svg, scale) {
  const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    if (Math.max(canvas.width, canvas.height) > MOST) {
      throw new Error(`found ${canvas.width} x ${canvas.height} pixels, expected at most ${MOST} on a side: choose a smaller size or the SVG`);
    }
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (pixels === null) throw new Error("this browser has not enough memory for it: choose a smaller size or the SVG");
    return pixels;
  } finally {
    URL.revokeObjectURL(source);
  }
}

/** Saves an SVG as a PNG file. */
export async function savePng(svg, scale, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await drawPng(svg, scale));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
