// What every page can do beyond its HTML. Nothing here is needed to finish a task; all words come from the page.
const root = document.documentElement;
const page = document.body.dataset;
root.classList.add("js");

const all = (selector, from = document) => from.querySelectorAll(selector);
const first = (selector, from = document) => from.querySelector(selector);
const typing = (target) => target.matches?.("input, textarea, select, [contenteditable]");

// Leave at once and leave nothing in the way back: the page goes blank before the other one answers.
export function exit(link = first("[data-exit]")) {
  if (!link) return;
  dispatchEvent(new Event("puente:exit"));
  document.body.classList.add("leaving");
  location.replace(link.href);
}

function guardAgainstSecondSubmit(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
}

function countCharacters(area) {
  const hint = document.getElementById(`${area.id}-count`);
  const most = Number(area.dataset.maxLength);
  const show = () => {
    const left = most - [...area.value].length;
    const words = left < 0 ? hint.dataset.over : hint.dataset.left;
    hint.textContent = words.replace("{n}", Math.abs(left).toLocaleString(root.lang));
    hint.classList.toggle("count-hint--over", left < 0);
  };
  area.addEventListener("input", show);
  show();
}

// An answer and the reason for having none exclude one another.
function oneAnswerOnly(box) {
  const missing = all(".missing input", box);
  box.addEventListener("input", ({ target }) => {
    if (!target.closest(".missing")) {
      if (target.value !== "") missing[0].checked = true;
    } else if (target.value) {
      for (const other of all("input, select", box)) {
        if (other.closest(".missing")) continue;
        if (other.type === "radio") other.checked = false; else other.value = "";
      }
    }
  });
}

// <div data-shown-when="name=value other"> is shown while the field `name` of its form has one of the values.
function showWhen(part) {
  const [name, values] = part.dataset.shownWhen.split("=");
  const form = part.closest("form");
  const show = () => { part.hidden = !new FormData(form).getAll(name).some((v) => values.split(" ").includes(v)); };
  form.addEventListener("input", show);
  show();
}

function revealPassword(button) {
  button.addEventListener("click", () => {
    const input = document.getElementById(button.dataset.revealPassword);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", shown);
  });
}

function listenForKeys() {
  const help = first("#help-sheet");
  let waiting = 0;
  let escapes = [];
  const openHelp = () => { if (help && !help.open) help.showModal(); };
  first("[data-open-help]")?.addEventListener("click", openHelp);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const now = Date.now();
      escapes = [...escapes.filter((then) => now - then < 1500), now];
      if (escapes.length > 2) exit();
      for (const menu of all(".menu[open]")) { menu.open = false; first("summary", menu).focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || help?.open) return;
    if (Date.now() - waiting < 1200) {
      waiting = 0;
      const link = first(`[data-shortcut="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
    } else if (event.key === "g") {
      waiting = Date.now();
    } else if (event.key === "/") {
      const search = first("[data-search], [type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      openHelp();
    }
  });
}

// Says so two minutes before the session ends; whatever reaches the server ("puente:alive") starts it anew.
function watchSession() {
  const seconds = Number(page.expiresIn);
  const [warning, ended] = [first("[data-expiry]"), first("[data-expired]")];
  if (!seconds || !warning) return;
  const stay = first("[data-keep-alive]", warning);
  let timers = [];
  const start = () => {
    timers.forEach(clearTimeout);
    warning.hidden = ended.hidden = true;
    timers = [
      setTimeout(() => { warning.hidden = false; }, Math.max(seconds - 120, seconds / 2) * 1000),
      setTimeout(() => { warning.hidden = true; ended.hidden = false; }, seconds * 1000),
    ];
  };
  stay.hidden = !page.keepAliveUrl;
  stay.addEventListener("click", async () => {
    const answer = await fetch(page.keepAliveUrl, { method: "POST", headers: { "X-CSRFToken": page.csrf } }).catch(() => null);
    if (answer?.ok) start();
  });
  addEventListener("puente:alive", start);
  start();
}

document.addEventListener("submit", guardAgainstSecondSubmit);
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-exit]");
  if (link) { event.preventDefault(); exit(link); return; }
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
all("textarea[data-max-length]").forEach(countCharacters);
all("[data-answer]").forEach(oneAnswerOnly);
all("[data-shown-when]").forEach(showWhen);
all("[data-reveal-password]").forEach(revealPassword);
all("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
all(".figure__scroll--wide").forEach((part) => { part.scrollLeft = part.scrollWidth; });
first("[data-error-summary]")?.focus();
listenForKeys();
watchSession();
