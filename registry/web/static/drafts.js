// Nothing typed is lost: a form with data-autosave-url is posted there a moment after each change.
// Nothing is kept in the browser: what waits for the network waits in the form itself.
const PAUSE = 2500;
const RETRY = 10000;

function keepDraft(form) {
  const status = form.querySelector("[data-draft-status]");
  const { autosaveUrl } = form.dataset;
  let [changed, timer, saving, leaving] = [false, 0, false, false];

  const say = (words, alarm = false) => {
    if (!status) return;
    status.textContent = words;
    status.classList.toggle("draft-status--attention", alarm);
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  async function save() {
    if (!changed || saving || leaving) return;
    saving = true;
    changed = false;
    try {
      const answer = await fetch(autosaveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" },
        keepalive: document.hidden, // allowed for small forms only, and needed only while the page goes away
        redirect: "manual",
      });
      if (!answer.ok) throw answer;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      say(status?.dataset.saved.replace("{time}", time));
      dispatchEvent(new Event("puente:alive"));
    } catch (problem) {
      changed = true;
      const ended = problem instanceof Response && (problem.type === "opaqueredirect" || [401, 403].includes(problem.status));
      say(ended ? status?.dataset.ended : status?.dataset.offline, true);
      later(RETRY);
    } finally {
      saving = false;
    }
    if (changed) later(RETRY);
  }

  form.addEventListener("input", () => { changed = true; later(PAUSE); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("puente:exit", () => { leaving = true; });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => { if ((changed || saving) && !leaving) event.preventDefault(); });
}

document.querySelectorAll("form[data-autosave-url]").forEach(keepDraft);
