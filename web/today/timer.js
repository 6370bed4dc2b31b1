// The guided timer: steps in order, big digits, tones made in the browser. It loads nothing.
const TONES = { ready: 440, hold: 880, rest: 330, change: 550 };
const WORDS = { ready: "Get ready", hold: "HOLD", rest: "Rest", change: "Change position" };

function tone(memory, hertz, seconds) {
  const context = memory.audio;
  if (!context || memory.silent) return;
  const source = context.createOscillator();
  const volume = context.createGain();
  const end = context.currentTime + seconds;
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.25, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  source.connect(volume).connect(context.destination);
  source.start();
  source.stop(end);
}

function clock(seconds) {
  if (seconds < 100) return String(seconds);
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}

function held(memory) {
  return Object.values(memory.holds).reduce((sum, count) => sum + count, 0);
}

function show(memory, root) {
  const step = memory.steps[memory.index];
  const find = (name) => root.querySelector(name);
  const state = !step ? "done" : memory.started ? step.moment : "idle";
  find(".box").dataset.moment = state;
  find(".moment").textContent = state === "done" ? "Done" : state === "idle" ? memory.words.idle : step.word || WORDS[step.moment];
  const left = step ? Math.ceil(memory.left - 1e-6) : 0;
  const digits = state === "done" ? "✓" : clock(left);
  if (find(".digits").textContent !== digits) find(".digits").textContent = digits;
  find(".what").textContent = step ? step.say : memory.words.over;
  find(".count").hidden = find(".bar").hidden = !memory.all;
  find(".count").textContent = held(memory) + " of " + memory.all + " holds done";
  find(".bar").value = held(memory);
  find(".bar").max = memory.all || 1;
  find(".start").hidden = memory.running || !step;
  find(".start").textContent = memory.started ? "Continue" : "Start";
  find(".pause").hidden = !memory.running;
  find(".stop").hidden = !memory.words.stop;
  find(".stop").textContent = memory.words.stop;
  find(".stop").disabled = !memory.started || !step;
  find(".pain").hidden = !memory.words.pain;
}

function awake(memory, on) {
  if (!on) {
    if (memory.lock) memory.lock.release();
    memory.lock = null;
  } else if (navigator.wakeLock) {
    navigator.wakeLock.request("screen").then((lock) => { memory.lock = lock; }).catch(() => {});
  }
}

function finish(memory) {
  clearInterval(memory.ticking);
  memory.running = false;
  awake(memory, false);
  const holds = memory.holds;
  if (!memory.all) return rest(memory);
  const any = held(memory) > 0;
  memory.reset();
  if (any) memory.report(holds);
}

// A countdown without holds stays where it ended: there is nothing to log, and nothing to restart.
function rest(memory) {
  memory.index = memory.steps.length;
  show(memory, memory.root);
}

function pause(memory) {
  clearInterval(memory.ticking);
  memory.running = false;
  awake(memory, false);
  show(memory, memory.root);
}

function begin(memory) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!memory.audio && Context) memory.audio = new Context();
  if (memory.audio && memory.audio.state === "suspended") memory.audio.resume();
  memory.running = true;
  if (!memory.started) tone(memory, TONES[memory.steps[0].moment], 0.3);
  memory.started = true;
  memory.last = performance.now();
  clearInterval(memory.ticking);
  memory.ticking = setInterval(() => tick(memory), 100);
  awake(memory, true);
  show(memory, memory.root);
}

function tick(memory) {
  const now = performance.now();
  memory.left -= (now - memory.last) / 1000;
  memory.last = now;
  while (memory.left <= 0 && memory.index < memory.steps.length) {
    const over = memory.steps[memory.index];
    if (over.moment === "hold") memory.holds[over.exercise] = (memory.holds[over.exercise] || 0) + 1;
    memory.index += 1;
    const next = memory.steps[memory.index];
    if (!next) {
      tone(memory, 660, 1.0);
      finish(memory);
      return;
    }
    memory.left += next.seconds;
    memory.beeped = null;
    tone(memory, TONES[next.moment], next.moment === "hold" ? 0.5 : 0.3);
  }
  const step = memory.steps[memory.index];
  const second = Math.ceil(memory.left);
  if (step.moment !== "hold" && second <= 3 && second !== memory.beeped) {
    memory.beeped = second;
    tone(memory, 520, 0.08);
  }
  show(memory, memory.root);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement;
  const memory = root.evenrepTimer || (root.evenrepTimer = { running: false, started: false });
  memory.root = root;
  memory.words = data.words;
  memory.report = (holds) => setTriggerValue("held", holds);
  memory.reset = () => {
    memory.steps = data.steps;
    memory.all = data.steps.filter((step) => step.moment === "hold").length;
    memory.index = 0;
    memory.holds = {};
    memory.left = data.steps.length ? data.steps[0].seconds : 0;
    memory.started = false;
    memory.beeped = null;
    show(memory, root);
  };
  if (!memory.started) memory.reset();
  root.querySelector(".start").onclick = () => begin(memory);
  root.querySelector(".pause").onclick = () => pause(memory);
  root.querySelector(".stop").onclick = () => finish(memory);
  root.querySelector(".pain").onclick = () => {
    pause(memory);
    setTriggerValue("hurt", { holds: memory.holds });
  };
  root.querySelector(".sound").onchange = (event) => { memory.silent = !event.target.checked; };
  if (memory.running || (data.auto && !memory.started)) begin(memory);
  return () => {
    clearInterval(memory.ticking);
    awake(memory, false);
  };
}
