"use strict";
(() => {
  const section = document.getElementById("comments");
  const form = section.querySelector("form");
  const body = section.querySelector(".comments tbody");
  const status = section.querySelector("[role=status]");
  const turn = section.querySelector(".turn");
  const PER_PAGE = 50;
  const TONES = ["negative", "neutral", "positive", ""];
  const MOST_PRINTED = 3000;
  let all = [...body.rows].map((node) => ({ node, ...node.dataset, text: node.textContent })).map(known);

  // What filters and orders need of a row; its node may be made later.
  function known(row) {
    return {
      ...row,
      place: Number(row.place),
      time: row.time || "\uffff",
      reader: row.reader.toLowerCase() || "\uffff",
      tags: row.tags.split(" ").filter(Boolean).map((tag) => [tag.slice(0, tag.lastIndexOf(":")), tag.slice(tag.lastIndexOf(":") + 1)]),
      text: row.text.toLowerCase(),
      length: row.text.length,
    };
  }

  // Large reports keep their rows packed (gzip, base64 of JSON lines) and make the nodes of those that are looked at.
  async function unpack(pack) {
    const bytes = Uint8Array.from(atob(pack.textContent), (char) => char.charCodeAt(0));
    const lines = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    all = lines.trimEnd().split("\n").map((line) => known(JSON.parse(line)));
    found = all;
  }

  function nodeOf(row) {
    if (!row.node) {
      const maker = document.createElement("template");
      maker.innerHTML = row.html; // escaped when the report was made
      row.node = maker.content.firstElementChild;
    }
    return row.node;
  }

  const ORDERS = {
    place: () => 0,
    time: (a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0),
    reader: (a, b) => a.reader.localeCompare(b.reader),
    length: (a, b) => b.length - a.length,
    tone: (a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone),
  };
  let found = all, leaf = 0, down = false;

  const fits = (row, want) =>
    (!want.page || row.page === want.page) &&
    (!want.tone || row.tone === want.tone) &&
    (!(want.topic || want.stance) || row.tags.some(([topic, stance]) => (!want.topic || topic === want.topic) && (!want.stance || stance === want.stance))) &&
    want.words.every((word) => row.text.includes(word));

  const shown = (count) => count.toLocaleString("en");

  function sieve() {
    const want = Object.fromEntries(new FormData(form));
    want.words = want.search.toLowerCase().split(/\s+/).filter(Boolean);
    const order = ORDERS[want.sort];
    const sign = down ? -1 : 1;
    found = all.filter((row) => fits(row, want)).sort((a, b) => sign * order(a, b) || a.place - b.place);
    leaf = 0;
    for (const head of section.querySelectorAll("th[data-sort]")) {
      if (head.dataset.sort === want.sort) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    show();
  }

  function show(from = leaf * PER_PAGE, to = from + PER_PAGE) {
    body.replaceChildren(...found.slice(from, to).map(nodeOf));
    const last = Math.min(to, found.length);
    const every = `${shown(all.length)} comment${all.length === 1 ? "" : "s"}`;
    const some = found.length === all.length ? every : `${shown(found.length)} of ${every}`;
    status.textContent = found.length > PER_PAGE ? `${some}, ${shown(from + 1)} to ${shown(last)} shown` : some;
    turn.hidden = found.length <= PER_PAGE;
    turn.querySelector("span").textContent = `${leaf + 1} of ${Math.ceil(found.length / PER_PAGE)}`;
    turn.querySelector("[data-turn='-1']").disabled = leaf === 0;
    turn.querySelector("[data-turn='1']").disabled = last === found.length;
  }

  function reveal(ident) {
    if (!/^c\d+$/.test(ident)) return;
    const row = all.find((each) => `c${each.place}` === ident);
    if (!row) return;
    if (!found.includes(row)) {
      form.reset(); // its listener shows all rows again, and then this one is among them
      setTimeout(() => reveal(ident));
      return;
    }
    leaf = Math.floor(found.indexOf(row) / PER_PAGE);
    show();
    nodeOf(row).tabIndex = -1;
    row.node.focus();
  }

  form.addEventListener("input", () => { down = false; sieve(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { down = false; sieve(); }));
  for (const head of section.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const again = form.sort.value === head.dataset.sort;
      form.sort.value = head.dataset.sort;
      down = again && !down;
      sieve();
    });
  }
  turn.addEventListener("click", (event) => {
    const step = Number(event.target.dataset.turn);
    if (!step) return;
    leaf += step;
    show();
    section.querySelector(".count").scrollIntoView();
  });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.search.focus();
    }
  });
  // Paper has no pages to turn: print all that the filters leave.
  addEventListener("beforeprint", () => show(0, Math.min(found.length, MOST_PRINTED)));
  addEventListener("afterprint", () => show());

  // A chart's picture stands alone: the page's colours are written into it.
  function standalone(svg) {
    const style = getComputedStyle(document.documentElement);
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("font-family", "sans-serif");
    const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    back.setAttribute("width", "100%");
    back.setAttribute("height", "100%");
    back.setAttribute("fill", style.getPropertyValue("--card"));
    copy.prepend(back);
    for (const text of copy.querySelectorAll("text")) {
      for (const [name, value] of [["paint-order", "stroke"], ["stroke", "var(--card)"], ["stroke-width", 4], ["stroke-linejoin", "round"]]) text.setAttribute(name, value);
    }
    const name = document.createElementNS("http://www.w3.org/2000/svg", "title");
    name.textContent = svg.closest("figure").querySelector("h3").textContent;
    copy.prepend(name);
    return new XMLSerializer().serializeToString(copy).replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  }
  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function picture(svg, text, name) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [3 * svg.viewBox.baseVal.width, 3 * svg.viewBox.baseVal.height];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }
  for (const button of document.querySelectorAll("[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const figure = button.closest("figure");
      const svg = figure.querySelector("svg");
      const name = figure.querySelector("h3").id.replace(/-title$/, "");
      const text = standalone(svg);
      if (button.dataset.save === "svg") save(new Blob([text], { type: "image/svg+xml" }), name + ".svg");
      else picture(svg, text, name + ".png");
    });
  }
  for (const button of document.querySelectorAll("[data-unfold]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const branches = [...button.closest(".tree").querySelectorAll("li > details")];
      const open = branches.some((each) => !each.open);
      for (const each of branches) each.open = open;
      button.textContent = open ? "Fold all" : "Unfold all";
    });
  }
  // A word leads to the comments that hold it.
  for (const button of document.querySelectorAll("[data-find]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      form.reset();
      setTimeout(() => {
        form.search.value = button.dataset.find;
        sieve();
        form.search.focus();
      });
    });
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      getSelection().selectAllChildren(source); // what can't be copied for the reader stands ready to be
      try {
        await navigator.clipboard.writeText(source.innerText);
        button.textContent = "Copied";
      } catch { button.textContent = "Selected: copy it"; }
    });
  }
  const pack = document.getElementById("pack");
  (pack ? unpack(pack) : Promise.resolve()).then(() => {
    form.hidden = false;
    sieve();
    if (location.hash) reveal(location.hash.slice(1));
  });
})();
