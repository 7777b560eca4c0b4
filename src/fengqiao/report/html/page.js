"use strict";
// What the page does beyond reading: one unit at a time, sorting, searching, slot by slot. It fetches nothing.
(() => {
  const words = JSON.parse(document.body.dataset.words);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (text, ...values) => values.reduce((said, value) => said.replace("{}", value), text);
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  document.documentElement.classList.add("js");

  // One view at a time. A place inside a view opens that view, and every closed list around it.
  const views = all(".view"), links = all("#contents a");
  let whole = false;
  const show = (moved) => {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name && document.getElementById(name);
    const view = (target && target.closest(".view")) || views[0];
    for (const one of views) one.hidden = !whole && one !== view;
    document.documentElement.classList.toggle("one", !whole);
    for (const link of links) {
      if (!whole && link.hash === "#" + view.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (!moved) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const to = target && target !== view ? target : view.querySelector("h2");
    to.setAttribute("tabindex", "-1");
    to.focus({ preventScroll: true });
    if (target && target !== views[0]) target.scrollIntoView();
    else scrollTo(0, 0);
  };
  addEventListener("hashchange", () => show(true));
  const tools = make("p", { class: "tools" });
  const everything = make("button", { type: "button", "aria-pressed": "false" }, words.everything);
  everything.onclick = () => {
    whole = !whole;
    everything.setAttribute("aria-pressed", String(whole));
    show(false);
  };
  const theme = make("button", { type: "button" }, words.theme);
  theme.onclick = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  const printer = make("button", { type: "button" }, words.print);
  printer.onclick = () => print();
  tools.append(everything, theme, printer);
  document.getElementById("contents").after(tools);
  show(Boolean(location.hash));

  // Sorting: numbers by their first number, everything else as text of the page's language.
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (cell) => {
    const text = cell.textContent.trim().replaceAll(",", "");
    const number = /^-?\d+(?:\.\d+)?/.exec(text);
    return cell.classList.contains("n") ? (number ? Number(number[0]) : Infinity) : text;
  };
  const sort = (table, head, at) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [key(row.cells[at]), row]);
    const pinned = rows.filter(([, row]) => row.classList.contains("own"));
    const rest = rows.filter(([, row]) => !row.classList.contains("own"));
    rest.sort(([a], [b]) => (typeof a === "number" ? a - b : order.compare(a, b)) * (down ? -1 : 1));
    body.append(...[...pinned, ...rest].map(([, row]) => row));
  };
  for (const table of all("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if ("nosort" in head.dataset) return;
      const button = make("button", { type: "button", title: words.sort }, ...head.childNodes);
      button.onclick = () => sort(table, head, at);
      head.append(button);
    });
  }

  // Searching what is missing: within a unit, and over all of them.
  const texts = new WeakMap();
  const text = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const asked = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const labelled = (label, control) => make("label", {}, label, control);
  const slowly = (act) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(act, 120); };
  };
  for (const bar of all(".filter")) {
    const groups = all(".gaps", bar.closest(".view"));
    const total = groups.reduce((n, group) => n + group.querySelector("tbody").rows.length, 0);
    const input = make("input", { type: "search", placeholder: words.hint });
    const target = make("select", {}, make("option", { value: "" }, words.allTargets));
    for (const group of groups) target.append(make("option", { value: group.dataset.t }, group.dataset.title));
    const states = new Set(groups.flatMap((group) => [...group.querySelector("tbody").rows].map((row) => row.cells[2].textContent.trim())));
    const state = make("select", {}, make("option", { value: "" }, words.allStates));
    for (const one of states) state.append(make("option", { value: one }, one));
    const found = make("output", {});
    const apply = () => {
      const parts = asked(input), busy = parts.length > 0 || target.value || state.value;
      let hits = 0;
      for (const group of groups) {
        let here = 0;
        for (const row of group.querySelector("tbody").rows) {
          const fits = (!target.value || group.dataset.t === target.value) && (!state.value || row.cells[2].textContent.trim() === state.value) && parts.every((part) => text(row).includes(part));
          row.hidden = !fits;
          here += fits;
        }
        group.hidden = !here;
        if (busy && here) group.open = true;
        if (!busy) group.open = false;
        group.querySelector(".count").textContent = here;
        hits += here;
      }
      found.textContent = busy ? say(words.found, hits, total) : "";
    };
    input.oninput = slowly(apply);
    target.onchange = state.onchange = apply;
    const clear = make("button", { type: "button" }, words.clear);
    clear.onclick = () => { input.value = target.value = state.value = ""; apply(); input.focus(); };
    bar.append(labelled(words.search, input), labelled(words.target, target), labelled(words.state, state), clear, found);
  }
  const box = document.getElementById("search-all");
  if (box && document.querySelector(".gaps")) {
    const MOST = 100;
    const input = make("input", { type: "search", placeholder: words.hint });
    const found = make("output", {}), list = make("div", { class: "scroll" });
    const apply = () => {
      const parts = asked(input);
      list.replaceChildren();
      found.textContent = "";
      if (!parts.length) return;
      const body = make("tbody");
      let hits = 0;
      for (const view of views) {
        const name = view.querySelector("h2").firstChild.textContent.trim();
        for (const group of all(".gaps", view)) {
          for (const row of group.querySelector("tbody").rows) {
            if (!parts.every((part) => (name + group.dataset.title + text(row)).toLowerCase().includes(part))) continue;
            hits += 1;
            if (hits > MOST) continue;
            const link = make("a", { href: "#g-" + view.id.slice(2) }, name);
            body.append(make("tr", {}, make("td", {}, link), make("td", {}, group.dataset.title), ...[...row.cells].slice(0, 4).map((cell) => make("td", {}, cell.textContent.trim()))));
          }
        }
      }
      found.textContent = hits ? say(words.hits, hits) + (hits > MOST ? say(words.more, MOST) : "") : words.nothing;
      if (hits) list.append(make("table", {}, make("caption", { class: "vh" }, words.searchAll), body));
    };
    input.oninput = slowly(apply);
    box.append(labelled(words.searchAll, input), found, list);
  }

  // Strips: what each slot holds, under the pointer, a finger or the arrow keys.
  const tip = make("div", { class: "tip", role: "status" });
  tip.hidden = true;
  document.body.append(tip);
  for (const table of all("table.strips")) {
    const slots = table.dataset.slots.split(";").slice(0, -1).map((slot) => slot.split(" "));
    for (const strip of all(".strip", table)) {
      const name = strip.closest("tr").querySelector("th").textContent.trim();
      const kept = strip.dataset.k.split(" ").map((slot) => slot.split("."));
      let at = 0;
      const tell = (index, x, y) => {
        at = Math.max(0, Math.min(kept.length - 1, index));
        const [label, first, last] = slots[at], [held, missed, unknown] = kept[at];
        tip.textContent = say(words.slot, name, label, first, last, Number(held) + Number(missed) + Number(unknown), held, missed, unknown);
        tip.hidden = false;
        const wide = tip.offsetWidth;
        tip.setAttribute("data-at", at);
        tip.style.left = Math.max(4, Math.min(innerWidth - wide - 4, x - wide / 2)) + "px";
        tip.style.top = (y > 80 ? y - tip.offsetHeight - 12 : y + 20) + "px";
      };
      const edge = (index) => {
        const box_ = strip.getBoundingClientRect();
        tell(index, box_.left + (box_.width * (index + 0.5)) / kept.length, box_.top);
      };
      const point = (event) => {
        const box_ = strip.getBoundingClientRect();
        tell(Math.floor(((event.clientX - box_.left) / box_.width) * kept.length), event.clientX, box_.top);
      };
      const hide = () => { tip.hidden = true; };
      strip.addEventListener("pointermove", point);
      strip.addEventListener("pointerdown", point);
      strip.addEventListener("pointerleave", hide);
      strip.removeAttribute("aria-hidden");
      strip.setAttribute("role", "img");
      strip.setAttribute("aria-label", say(words.strip, name));
      strip.setAttribute("tabindex", "0");
      strip.addEventListener("focus", () => { if (strip.matches(":focus-visible")) edge(at); });
      strip.addEventListener("blur", hide);
      strip.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, Home: -kept.length, End: kept.length }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        edge(Math.max(0, Math.min(kept.length - 1, at + step)));
      });
    }
  }
})();
