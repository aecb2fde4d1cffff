// Measures a page for test_report_page_look.py: returns what a strict eye would find fault with.
() => {
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility === "visible";
  };
  const name = (element) => {
    const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} "${words}"`;
  };
  const parse = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || []).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const luminance = ([r, g, b]) => {
    const line = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found.alpha === 1) return found.rgb;
    }
    return [255, 255, 255];
  };
  const contrast = (element) => {
    const style = getComputedStyle(element);
    const front = parse(element.closest("svg.chart") ? style.fill : style.color).rgb;
    const [light, dark] = [luminance(front), luminance(ground(element))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const faults = [];
  const view = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > view) faults.push(`page is ${document.documentElement.scrollWidth} px wide`);

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !seen(element) || element.closest(".unseen, title, desc, option, :disabled")) continue;
    if (contrast(element) < 4.5) faults.push(`contrast ${contrast(element).toFixed(2)}: ${name(element)}`);
    if (element.closest(".table-box, .skip")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) {
      if (box.right > view + 0.5 || box.left < -0.5) faults.push(`outside the page: ${name(element)}`);
    }
  }

  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (!seen(element) || element.matches(".unseen, .events, svg *, select")) continue;
    const hides = (axis) => ["hidden", "clip"].includes(style[axis]);
    if (hides("overflowX") && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${name(element)}`);
    if (hides("overflowY") && element.scrollHeight > element.clientHeight + 1) faults.push(`cut off: ${name(element)}`);
  }

  for (const chart of document.querySelectorAll("svg.chart")) {
    if (!seen(chart)) continue;
    const frame = chart.viewBox.baseVal;
    for (const text of chart.querySelectorAll("text")) {
      const box = text.getBBox();
      const out = box.x < -1 || box.x + box.width > frame.width + 1 || box.y < -1 || box.y + box.height > frame.height + 1;
      if (out) faults.push(`leaves the chart: ${name(text)}`);
    }
    const words = [...chart.querySelectorAll("text")].map((text) => [text, text.getBBox()]);
    words.forEach(([text, a], index) => {
      for (const [other, b] of words.slice(index + 1)) {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (wide > 1 && high > 4) faults.push(`overlap: ${name(text)} and ${name(other)}`);
      }
    });
  }

  for (const control of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex]")) {
    const label = control.labels && control.labels.length ? control.labels[0].textContent : control.textContent;
    const by = control.getAttribute("aria-label") || control.getAttribute("aria-labelledby");
    if (!(label || "").trim() && !by) faults.push(`no name: ${name(control)}`);
  }
  return faults;
}
