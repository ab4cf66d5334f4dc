/** Shows the search box with the chosen options, and the code that makes it. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("options"));
const preview = /** @type {HTMLElement} */ (document.getElementById("preview"));
const code = /** @type {HTMLElement} */ (document.getElementById("code"));
const theme = /** @type {HTMLElement} */ (document.getElementById("theme-code"));
const copy = /** @type {HTMLButtonElement} */ (document.getElementById("copy"));

/** The chosen options as attributes; those that are as they would be anyway are left out. */
function chosen() {
  const values = new FormData(form);
  const text = (/** @type {string} */ name) => String(values.get(name) ?? "");
  /** @type {Record<string, string>} */
  const attributes = {};
  if (text("mode") === "dialog") attributes.mode = "dialog";
  if (text("lang")) attributes.lang = text("lang");
  if (text("theme")) attributes.theme = text("theme");
  if (text("results") !== "6" && text("results")) attributes.results = text("results");
  if (!values.has("facets")) attributes.facets = "";
  if (values.has("recent")) attributes.recent = "on";
  if (!values.has("hotkeys")) attributes.hotkeys = "off";
  return attributes;
}

function show() {
  const attributes = chosen();
  const values = new FormData(form);
  const accent = values.has("own") ? String(values.get("accent")) : "";
  const box = document.createElement("sakuin-search");
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
  box.setAttribute("param", "off");
  if (accent) box.style.setProperty("--sakuin-accent", accent);
  preview.replaceChildren(box);
  code.textContent = line(attributes);
  theme.textContent = `sakuin-search { --sakuin-accent: ${accent}; }`;
  theme.closest("pre")?.toggleAttribute("hidden", !accent);
  document.getElementById("theme-place")?.toggleAttribute("hidden", !accent);
}

/** @param {Record<string, string>} attributes */
function line(attributes) {
  const data = Object.entries(attributes).map(([name, value]) => ` data-${name}="${value}"`);
  return `<script src="${form.dataset.service}/widget.js"${data.join("")} async></script>`;
}

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(code.textContent ?? "");
  copy.textContent = copy.dataset.copied ?? "";
});
copy.hidden = !navigator.clipboard;
customElements.whenDefined("sakuin-search").then(show);
