// Sounds, speech, and what the browser reports about the camera. Nothing is fetched: tones are made here.
// A cue is played once per id, however often the page is redrawn.
const TONES = {
  ready: [[660, 0.12], [990, 0.18]],
  good: [[784, 0.1], [1175, 0.22]],
  bad: [[233, 0.22], [175, 0.38]],
  ungraded: [[440, 0.12]],
  end: [[392, 0.18], [311, 0.18], [233, 0.18], [233, 0.5]],
};

const LEAVE_MS = 700;

function play(kind) {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  const audio = (window.evenrepAudio ??= new Audio());
  audio.resume();
  let at = audio.currentTime + 0.02;
  for (const [hz, seconds] of TONES[kind] ?? []) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = kind === "bad" || kind === "end" ? "square" : "sine";
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + seconds + 0.02);
    at += seconds + 0.03;
  }
}

// Only a voice of this computer: others send the text over the network.
function speak(text) {
  const speech = window.speechSynthesis;
  if (!speech) return false;
  const voice = speech.getVoices().find((each) => each.localService && each.lang.startsWith("en"));
  if (!voice) return false;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = 1.1;
  speech.cancel();
  speech.speak(utterance);
  return true;
}

// The screen stays on while somebody stands three metres away from it.
async function stayAwake(wanted) {
  const lock = window.evenrepAwake;
  if (wanted && !lock && navigator.wakeLock && document.visibilityState === "visible") {
    window.evenrepAwake = "asked";
    try {
      window.evenrepAwake = await navigator.wakeLock.request("screen");
      window.evenrepAwake.addEventListener("release", () => (window.evenrepAwake = null));
    } catch {
      window.evenrepAwake = null;
    }
  } else if (!wanted && lock && lock !== "asked") {
    await lock.release();
  }
}

// The camera component shows the browser's name of the error when it could not start.
const TROUBLE = {
  NotAllowedError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

function troubleShown() {
  const frame = document.querySelector("iframe[title*=webrtc]");
  const text = frame?.contentDocument?.querySelector("[role=alert]")?.textContent ?? "";
  return TROUBLE[text.split(":")[0].trim()];
}

async function watchCamera(element, report) {
  if (!navigator.mediaDevices) return report("insecure");
  let permission = { state: "unknown" };
  const look = () => {
    if (element.isConnected) report(troubleShown() ?? permission.state);
    else clearInterval(timer);
  };
  const timer = setInterval(look, 400);
  try {
    permission = await navigator.permissions.query({ name: "camera" });
  } catch {
    // some browsers cannot report the permission
  }
  look();
}

export default function (component) {
  const { data, setStateValue, setTriggerValue, parentElement } = component;
  if (data.leave) {
    // Wait until the redrawing part is gone from the page: a late redraw would reach the next page.
    if (!parentElement.evenrepLeaving) {
      parentElement.evenrepLeaving = true;
      setTimeout(() => setTriggerValue("left", true), LEAVE_MS);
    }
    return;
  }
  if (!parentElement.evenrepWatched) {
    parentElement.evenrepWatched = true;
    window.speechSynthesis?.getVoices(); // some browsers load them when first asked
    let last = null;
    watchCamera(parentElement, (state) => {
      if (state !== last) setStateValue("camera", (last = state));
    });
  }
  stayAwake(Boolean(data.awake));
  const given = (window.evenrepCues ??= new Map());
  const cue = data.cue;
  if (!cue || given.has(cue.id)) return;
  const note = { sound: cue.sound, say: cue.say, heard: Boolean(data.sound), spoken: false };
  given.set(cue.id, note);
  if (data.sound) play(cue.sound);
  if (data.speech && cue.say) note.spoken = speak(cue.say);
}
