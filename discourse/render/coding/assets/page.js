// The coding page. Whatever it shows goes in as text, never as markup; whatever is chosen is saved before it counts.
"use strict";

const $ = (id) => document.getElementById(id);

let study;              // what the server told at the start
let codes = {};         // item -> variable -> value, of this coder
let coder = "";
let queue = [];         // the items this coder goes through
let at = 0;             // position in the queue
let waiting = Promise.resolve();  // requests go out one after the other, in the order of the choices
let unsaved = 0;        // how many of them have no answer yet

// ---- small helpers -------------------------------------------------------------------------------------------------

function el(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function remember(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* a private window may refuse: then a reload asks again */ }
}

function recall(name) {
  try { return sessionStorage.getItem(name); } catch { return null; }
}

async function ask(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer, data;
  try {
    answer = await fetch(path, options);
    data = await answer.json();
  } catch {
    throw new Error("The program does not answer, so the last choice is not saved; all before it are. " +
                    "Start “discourse code” again and open the address that it shows.");
  }
  if (!answer.ok) throw new Error(data.error);
  return data;
}

function warn(message) {
  $("alert").textContent = message;
  $("alert").hidden = !message;
}

const say = (message) => { $("saved").textContent = message; };
const current = () => queue[at];
const values = (item) => (codes[item.item] ??= {});
const isDone = (item) => Object.keys(study.variables).every((name) => values(item)[name]);
const topicOf = (name) => study.topics.find((topic) => topic.id === name);

// ---- the start -----------------------------------------------------------------------------------------------------

function showOnly(id) {
  for (const each of ["start", "work", "done"]) $(each).hidden = each !== id;
  $("bar").hidden = id === "start";
}

function showStart() {
  const twice = study.items.filter((item) => item.double).length;
  $("title").textContent = study.title;
  document.title = `Coding: ${study.title}`;
  $("all").textContent = `all ${study.items.length}`;
  $("double").textContent = `only the ${twice} that are coded twice, to measure agreement`;
  $("which").hidden = twice === 0;
  $("known").replaceChildren(...Object.entries(study.coders).map(([name, done]) =>
    el("button", { type: "button", textContent: `${name}: ${done} coded`, onclick: () => { $("name").value = name; $("name").focus(); } })));
  showOnly("start");
  $("name").focus();
}

async function begin(name, set) {
  const found = await ask("api/coder", { coder: name });
  ({ coder, codes } = found);
  queue = study.items.filter((item) => set !== "double" || item.double);
  remember("coder", coder);
  remember("set", set);
  $("coder").textContent = coder;
  $("doneword").textContent = `Your codes are in ${found.file}. You may close this page.`;
  warn("");
  const last = queue.findIndex((item) => String(item.item) === recall("item"));
  if (last >= 0) show(last); else goOn(-1);
}

// ---- one comment ---------------------------------------------------------------------------------------------------

function show(position) {
  at = position;
  const item = current();
  remember("item", item.item);
  showOnly("work");
  showReading(item);
  $("questions").replaceChildren(...Object.entries(study.variables).map(([name, allowed], i) => question(item, name, allowed, i)));
  mark();
  if (!unsaved) say("");
  window.scrollTo(0, 0);
  focusOpen(false);
}

function showReading(item) {
  const article = study.articles[item.page_id] ?? {};
  $("jump").value = at + 1;
  $("jump").max = queue.length;
  $("of").textContent = `of ${queue.length}`;
  $("twice").hidden = !item.double;
  $("outlet").textContent = [article.outlet, article.published?.slice(0, 10)].filter(Boolean).join(" · ");
  $("headline").textContent = article.title ?? "Article without a title";
  $("article").hidden = !article.body;
  $("body").replaceChildren(...(article.body ?? "").split(/\n+/).map((text) => el("p", { textContent: text })));
  $("answers").replaceChildren(...(item.answers.length
    ? [el("h2", { textContent: "It answers" }), ...[...item.answers].reverse().map(other)] : []));
  $("before").hidden = !item.before.length;
  $("before").open = false;
  $("beforehead").textContent = item.before.length === 1 ? "The comment before it" : `The ${item.before.length} comments before it`;
  $("beforelist").replaceChildren(...item.before.map(other));
  $("whose").textContent = "Code this comment · " + byline(item);
  $("text").textContent = item.text;
  $("posted").hidden = !item.as_posted;
  $("posted").open = false;
  $("postedtext").textContent = item.as_posted ?? "";
}

const byline = (comment) => [comment.author ?? "unnamed reader", comment.posted_at?.replace("T", " ").slice(0, 16)].filter(Boolean).join(", ");

function other(comment) {
  return el("div", { className: "other", dir: "auto" }, el("b", { textContent: byline(comment) }), el("p", { textContent: comment.text }));
}

// ---- questions -----------------------------------------------------------------------------------------------------

function question(item, name, allowed, number) {
  const topic = topicOf(name);
  const field = el("fieldset", { className: "question" });
  field.dataset.variable = name;
  const target = el("p", { className: "target", id: `target${number}` },
    topic ? `Stance on: ${topic.target}` : "The tone of the comment as a whole");
  field.setAttribute("aria-describedby", target.id);
  const choices = allowed.map((value, i) => choice(item, name, value, i + 1));
  field.append(
    el("legend", { textContent: topic ? topic.name : "Sentiment" }), target,
    el("div", { className: `choices ${allowed.length === 3 ? "three" : ""}` }, ...choices));
  if (topic) field.append(meaning("favor", topic.favor), meaning("against", topic.against), details(topic));
  field.addEventListener("focusin", mark);
  return field;
}

function choice(item, name, value, key) {
  const input = el("input", { type: "radio", name, value, checked: values(item)[name] === value });
  input.addEventListener("change", () => save(item, { [name]: value }));
  // Arrows in a radio group choose too (detail 0): only a pointer goes on by itself, once the choice has been taken in.
  input.addEventListener("click", (event) => { if (event.detail > 0) setTimeout(focusOpen); });
  return el("label", { className: `choice ${value}` }, input,
    el("span", { textContent: value }), el("kbd", { textContent: key, ariaHidden: "true" }));
}

function meaning(value, text) {
  return el("p", { className: `meaning ${value}` }, el("b", { textContent: value }), ` ${text}`);
}

function details(topic) {
  const list = (head, lines) => lines.length ? [el("b", { textContent: head }), el("ul", {}, ...lines.map((text) => el("li", { textContent: text })))] : [];
  return el("details", {}, el("summary", { textContent: "What counts" }), el("p", { textContent: topic.definition }),
    el("p", { textContent: "neutral: on the topic, but no side on the target can be read. none: says nothing of the topic." }),
    ...list("Counts", topic.includes), ...list("Does not count", topic.excludes), ...list("For example", topic.examples));
}

const fields = () => [...document.querySelectorAll(".question")];
const openField = () => fields().find((field) => !values(current())[field.dataset.variable]);
const activeField = () => document.activeElement?.closest?.(".question") ?? openField();

function mark() {
  const item = current(), left = queue.filter((each) => !isDone(each)).length;
  const active = activeField();
  for (const field of fields()) field.classList.toggle("now", field === active);
  for (const input of document.querySelectorAll(".choice input")) input.checked = values(item)[input.name] === input.value;
  $("next").classList.toggle("waiting", !isDone(item));
  $("progress").max = queue.length;
  $("progress").value = queue.length - left;
  $("count").textContent = `${queue.length - left} of ${queue.length} coded`;
}

function focusOpen(scroll = true) {
  const field = openField();
  (field ? field.querySelector("input") : $("next")).focus({ preventScroll: true });
  if (scroll) field?.scrollIntoView({ block: "nearest" });
  mark();
}

// ---- saving --------------------------------------------------------------------------------------------------------

function save(item, chosen) {
  const before = { ...values(item) };
  Object.assign(values(item), chosen);
  mark();
  inTurn(() => ask("api/code", { coder, item: item.item, values: chosen }), () => "Saved.",
    () => { codes[item.item] = before; mark(); });
}

// Ask once all before has been answered; tell of it when nothing is left to be answered.
function inTurn(asked, done, failed = () => {}) {
  unsaved += 1;
  say("Saving …");
  waiting = waiting.then(asked).then(
    (found) => { unsaved -= 1; warn(""); const word = done(found); say(unsaved ? "Saving …" : word); },
    (error) => { unsaved -= 1; failed(); warn(error.message); say(""); });
}

function undo() {
  inTurn(() => ask("api/undo", { coder }), (found) => {
    if (found.item === null) return "Nothing to undo.";
    codes[found.item] = found.values;
    const place = () => queue.findIndex((item) => item.item === found.item);
    if (place() < 0) queue = study.items;
    show(place());
    return "Taken back.";
  });
}

function noneOfTheRest() {
  const open = study.topics.filter((topic) => !values(current())[topic.id]).map((topic) => [topic.id, "none"]);
  if (open.length) save(current(), Object.fromEntries(open));
  focusOpen();
}

function choose(number) {
  const field = activeField();
  const input = field?.querySelectorAll("input")[number - 1];
  if (!input) return;
  save(current(), { [input.name]: input.value });
  focusOpen();
}

// ---- going on ------------------------------------------------------------------------------------------------------

function goOn(from) {
  const order = [...queue.keys()].map((i) => (from + 1 + i) % queue.length);
  const next = order.find((i) => !isDone(queue[i]));
  if (next !== undefined) { show(next); return; }
  showOnly("done");
  mark();
  $("donehead").focus();
}

function next() {
  if (isDone(current())) goOn(at);
  else { say("Decide the marked question first, or press n to go on without."); focusOpen(); }
}

const skip = () => { if (at + 1 < queue.length) show(at + 1); };
const back = () => { if ($("work").hidden) show(queue.length - 1); else if (at > 0) show(at - 1); };

const KEYS = {
  0: noneOfTheRest, u: undo, b: back, n: skip,
  a: () => { $("article").open = !$("article").open; },
  "?": () => $("keys").showModal(),
};

function onKey(event) {
  if ($("bar").hidden || $("keys").open) return;
  const typing = event.target.closest("input:not([type=radio])");
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing) { event.preventDefault(); undo(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !$("single").checked) return;
  const working = !$("work").hidden;
  if (event.key === "Enter" && working && !event.target.closest("button, summary")) { event.preventDefault(); next(); }
  else if (/^[1-9]$/.test(event.key) && working) { event.preventDefault(); choose(Number(event.key)); }
  else if (event.key in KEYS && (working || event.key === "u" || event.key === "b" || event.key === "?")) { event.preventDefault(); KEYS[event.key](); }
}

// ---- wiring --------------------------------------------------------------------------------------------------------

function wire() {
  document.addEventListener("keydown", onKey);
  $("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    begin($("name").value, new FormData($("begin")).get("set")).catch((error) => warn(error.message));
  });
  $("coding").addEventListener("submit", (event) => { event.preventDefault(); next(); });
  $("jump").addEventListener("change", () => {
    const wanted = Math.round(Number($("jump").value));
    if (wanted >= 1 && wanted <= queue.length) show(wanted - 1); else $("jump").value = at + 1;
  });
  $("undo").addEventListener("click", undo);
  $("back").addEventListener("click", back);
  $("rest").addEventListener("click", noneOfTheRest);
  $("again").addEventListener("click", () => show(0));
  $("help").addEventListener("click", KEYS["?"]);
  $("leave").addEventListener("click", async () => {
    remember("coder", ""); remember("item", "");
    await waiting;
    study = await ask("api/study");
    showStart();
  });
}

async function start() {
  wire();
  study = await ask("api/study");
  const before = recall("coder");
  showStart();
  if (before) await begin(before, recall("set"));
}

start().catch((error) => warn(error.message));
