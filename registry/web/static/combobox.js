// Code search by the code or its words: the WAI-ARIA editable combobox with a list, over a select (filtered here)
// or an input with data-url (asked of the server). The field keeps its name; what is posted is the code.
const MOST = 12;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const make = (tag, properties = {}, attributes = {}) => {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

function localSource(select) {
  const options = [...select.options].filter((o) => o.value).map((o) => ({ code: o.value, label: o.text }));
  return async (words) => {
    const parts = plain(words).split(/\s+/);
    return options.filter(({ code, label }) => { const text = plain(`${code} ${label}`); return parts.every((part) => text.includes(part)); });
  };
}

function remoteSource(url) {
  let running;
  return async (words) => {
    running?.abort();
    running = new AbortController();
    const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`, { signal: running.signal, headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).results : [];
  };
}

function combobox(box) {
  const field = box.querySelector("select, input");
  const isSelect = field.tagName === "SELECT";
  const { url } = box.dataset;
  if (!isSelect && !url) return;
  const find = isSelect ? localSource(field) : remoteSource(url);
  const listId = `${field.id}-list`;
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const shown = isSelect ? (field.value ? field.selectedOptions[0].text : "") : field.dataset.text || field.value;
  const input = make("input", { type: "text", className: field.className.replace("govuk-select", "govuk-input"), value: shown, id: field.id, autocomplete: "off", spellcheck: false },
    { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId });
  for (const name of ["aria-describedby", "aria-invalid", "aria-labelledby"]) if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  const kept = make("input", { type: "hidden", name: field.name, value: field.value });
  const list = make("ul", { className: "combobox__list", id: listId, hidden: true }, { role: "listbox", "aria-label": label?.textContent.trim() ?? "" });
  const said = make("div", { className: "govuk-visually-hidden" }, { role: "status" });
  field.replaceWith(kept, input, list, said);
  let [results, at, timer] = [[], -1, 0];

  const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const mark = (place) => {
    at = place;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", index === at));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (result) => {
    kept.value = result.code;
    input.value = result.label;
    close();
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    list.replaceChildren(...results.map((result, index) => {
      const item = make("li", { className: "combobox__option", id: `${listId}-${index}` }, { role: "option", "aria-selected": "false" });
      if (!isSelect) item.append(make("span", { className: "combobox__code", textContent: result.code }));
      item.append(make("span", { textContent: result.label }));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(result); });
      return item;
    }));
    list.hidden = !results.length;
    input.setAttribute("aria-expanded", results.length > 0);
    at = -1;
    input.removeAttribute("aria-activedescendant");
    const { empty, countOne, count } = box.dataset;
    said.textContent = results.length === 0 ? empty : results.length === 1 ? countOne : count.replace("{n}", results.length);
  };
  const search = async () => {
    const words = input.value.trim();
    if (!words && !isSelect) { results = []; close(); return; }
    try { results = (await find(words)).slice(0, words ? MOST : 50); show(); } catch { close(); }
  };

  input.addEventListener("input", () => {
    kept.value = isSelect ? "" : input.value; // what matches nothing is left to the server to read or refuse
    clearTimeout(timer);
    timer = setTimeout(search, isSelect ? 0 : 180);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { search(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at < 0 && step < 0 ? results.length - 1 : (at + step + results.length) % results.length);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(results[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll("[data-combobox]").forEach(combobox);
