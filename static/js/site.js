// Everything here is a help: each page works without it.

import { initAll } from "../govuk/govuk-frontend.min.js";

const PREVIEW_DELAY = 500;
const POLL_DELAY = 4000;
const HIDDEN = {
  radio: "govuk-radios__conditional--hidden",
  checkbox: "govuk-checkboxes__conditional--hidden",
};
const WRAPS = { bold: ["**", "**"], italic: ["*", "*"] };
const LINES = { heading: () => "### ", list: () => "- ", numbers: (i) => `${i + 1}. ` };

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
document.addEventListener("click", takeFocus);
document.querySelectorAll("form:has([data-reveals])").forEach(keepRevealed);
document.querySelectorAll("[data-copy], [data-copy-from]").forEach(offerCopy);
document.querySelectorAll("form[data-ticks]").forEach(keepTicks);
document.querySelectorAll("[data-tick-all]").forEach(offerTickAll);
document.querySelectorAll("[data-poll]").forEach(keepFresh);
document.querySelectorAll("form[data-editor]").forEach(guardUnsaved);
document.querySelectorAll("[data-markdown-toolbar]").forEach(offerMarkdown);
document.querySelectorAll("textarea[data-preview-url]").forEach(keepPreview);

// --- Links inside a page ------------------------------------------------------

// A browser gives the focus to a link's target only if that can take it. Without it, the
// next Tab of some readers starts at the top again.
function takeFocus(event) {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
  if (target.tabIndex >= 0 || target.hasAttribute("tabindex")) return;
  target.setAttribute("tabindex", "-1");
  target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
}

// --- Fields that an option reveals --------------------------------------------

// The design system's own way puts aria-expanded on a radio button, where ARIA does not
// allow it. The revealed field comes next in the page, so nothing is lost without it.
function keepRevealed(form) {
  const show = () => {
    form.querySelectorAll("[data-reveals]").forEach((option) => {
      const part = document.getElementById(option.dataset.reveals);
      part.classList.toggle(HIDDEN[option.type], !option.checked);
    });
  };
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  window.addEventListener("pageshow", show);
  show();
}

// --- Copying a digest, or the text of a field ------------------------------------

function offerCopy(button) {
  const area = document.getElementById(button.dataset.copyFrom);
  const status = button.parentElement.querySelector("[role=status]");
  const say = (words) => {
    if (status) status.textContent = words;
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(area ? area.value : button.dataset.copy);
      say("Copied");
    } catch {
      // The clipboard is closed to pages without HTTPS: select the text instead.
      const text = button.parentElement.querySelector("code");
      if (area) area.select();
      else if (text) window.getSelection().selectAllChildren(text);
      say("Selected: press Control and C to copy");
    }
  });
}

// --- Ticks that stand in the address ----------------------------------------------

function keepTicks(form) {
  const keep = () => {
    const done = new FormData(form).getAll("done");
    const query = new URLSearchParams(done.map((number) => ["done", number]));
    history.replaceState(null, "", `?${query}${location.hash}`);
    form.querySelector("[data-ticks-done]").textContent = done.length;
  };
  form.querySelector("[data-ticks-keep]").hidden = true;
  form.addEventListener("change", keep);
}

// --- Ticking all rows of a table ----------------------------------------------

function offerTickAll(button) {
  const form = button.closest("form");
  const selector = `input[type=checkbox][name="${button.dataset.tickAll}"]`;
  const boxes = () => [...form.querySelectorAll(selector)];
  const all = () => boxes().every((box) => box.checked);
  const show = () => {
    button.textContent = all() ? "Untick all" : "Tick all";
  };
  button.hidden = boxes().length === 0;
  button.addEventListener("click", () => {
    const ticked = !all();
    boxes().forEach((box) => {
      box.checked = ticked;
    });
    show();
  });
  form.addEventListener("change", show);
  show();
}

// --- Progress of what happens in the background --------------------------------

function keepFresh(region) {
  const refresh = async () => {
    try {
      const answer = await fetch(region.dataset.poll, { credentials: "same-origin" });
      if (answer.ok) show(region, await answer.text());
    } catch {
      // The next turn tries again; what stands here stays true of its moment.
    }
    if (!region.querySelector("[data-done]")) setTimeout(refresh, POLL_DELAY);
  };
  setTimeout(refresh, POLL_DELAY);
}

// --- Leaving with unsaved words -----------------------------------------------

function guardUnsaved(form) {
  const now = () => JSON.stringify([...new FormData(form)].map(([k, v]) => [k, `${v}`]));
  const loaded = now();
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && now() !== loaded) event.preventDefault();
  });
}

// --- Markdown -----------------------------------------------------------------

function offerMarkdown(toolbar) {
  const area = document.getElementById(toolbar.dataset.markdownToolbar);
  if (!area) return;
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-markdown]");
    if (button) format(area, button.dataset.markdown);
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const kind = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!kind) return;
    event.preventDefault();
    format(area, kind);
  });
  acceptWord(area);
}

function format(area, kind) {
  if (WRAPS[kind]) wrap(area, ...WRAPS[kind]);
  else if (LINES[kind]) prefixLines(area, LINES[kind]);
  else if (kind === "link") wrap(area, "[", "](https://)");
}

function wrap(area, before, after) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  replace(area, start, end, before + chosen + after);
  const from = start + before.length;
  area.setSelectionRange(from, from + chosen.length);
}

function prefixLines(area, prefix) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const stop = value.indexOf("\n", selectionEnd);
  const end = stop === -1 ? value.length : stop;
  const lines = value.slice(start, end).split("\n");
  const text = lines.map((line, i) => prefix(i) + line).join("\n");
  replace(area, start, end, text);
  area.setSelectionRange(start + text.length, start + text.length);
}

function replace(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  // This old command is the only one that the browser's undo knows.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function acceptWord(area) {
  await import("../paste/paste-html-to-markdown.js");
  area.addEventListener("paste", window.pasteHtmlToGovspeak.pasteListener);
}

// --- Preview ------------------------------------------------------------------

function keepPreview(area) {
  const preview = document.querySelector("[data-preview]");
  if (!preview) return;
  let timer = 0;
  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    const html = await rendered(area);
    if (turn === asked) show(preview, html);
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PREVIEW_DELAY);
  });
  refresh();
}

async function rendered(area) {
  const token = area.form.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch(area.dataset.previewUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ text: area.value }),
      credentials: "same-origin",
    });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

function show(preview, html) {
  if (html === null) {
    preview.textContent = "There is no preview at the moment. Your text is not affected.";
    return;
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  preview.replaceChildren(...page.body.childNodes);
}
